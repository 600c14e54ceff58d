/** Source and target held against each other: what counts as a difference. */
import { expect, test } from 'vitest';
import type { DiffInput } from '../../src/comparison/twice-read.ts';
import { verify, type Verdict } from '../../src/delivery/verify.ts';
import { MemorySource } from '../../src/io/memory.ts';
import { writeRdb } from '../tools/rdb-writer.ts';

const MARKER = 'rdb-tool:replicate:src';

function dataSet(keys: Record<string, string>): DiffInput {
  const entries = Object.entries(keys).map(([key, value]) => ({
    key: Buffer.from(key),
    value: { type: 'string' as const, value: Buffer.from(value) },
  }));
  const open = async (): ReturnType<DiffInput['open']> => ({
    format: 'rdb',
    source: new MemorySource(writeRdb(entries)),
  });
  return { name: 'data', open, rereadable: true };
}

function compare(source: Record<string, string>, target: Record<string, string>, beside = false): Promise<Verdict> {
  const options = { filters: undefined, maps: undefined, markers: 'rdb-tool:replicate*', beside, now: () => 0 };
  return verify([dataSet(source)], [dataSet(target)], options);
}

test.each([
  ['the same', { a: '1' }, { a: '1' }, []],
  ['a value', { a: '1', b: '1' }, { a: '2', b: '1' }, ['db0 / key "a": value differs']],
  ['lost', { a: '1', b: '1' }, { b: '1' }, ['db0 / key "a": only in the source']],
  ['too much', { b: '1' }, { a: '1', b: '1' }, ['db0 / key "a": only in the target']],
  ['the marker of the target', { a: '1' }, { a: '1', [MARKER]: 'x' }, []],
  ['the source is a target itself', { a: '1', [MARKER]: 'x' }, { a: '1' }, []],
])('%s', async (_name, source, target, examples) => {
  expect(await compare(source, target)).toMatchObject({ differences: examples.length, examples });
});

test('what stood in the target before is no difference where it may stand there', async () => {
  const verdict = await compare({ a: '1', b: '2' }, { a: '1', b: '3', old: '1' }, true);
  expect(verdict).toEqual({ same: 1, differences: 1, more: 1, examples: ['db0 / key "b": value differs'] });
});
