/** Files that are not the same when they are looked at again. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runDiff } from '../../src/comparison/run-diff.ts';
import type { DiffInput } from '../../src/comparison/twice-read.ts';
import { DEFAULT_DIFF_OPTIONS } from '../../src/diff/diff-options.ts';
import { NullChanges } from '../../src/diff/null-changes.ts';
import { openInput } from '../../src/input.ts';
import { writeRdb } from '../tools/rdb-writer.ts';

const rdb = (key: string, value: string): Uint8Array =>
  writeRdb([{ key: Buffer.from(key), value: { type: 'string', value: Buffer.from(value) } }]);

/** A file that is opened anew for the second look: what is compressed cannot be read from any place. */
function input(name: string, ...contents: readonly Uint8Array[]): DiffInput {
  let opened = 0;
  const open: DiffInput['open'] = () => openInput(gzipSync(contents[opened++] ?? contents.at(-1) ?? ''));
  return { name, open, rereadable: true };
}

async function compare(a: DiffInput, b: DiffInput): Promise<readonly string[]> {
  const { failures } = await runDiff([a], [b], new NullChanges(), {
    diff: DEFAULT_DIFF_OPTIONS,
    memoryBytes: 8 << 20,
    content: () => ({}),
  });
  return failures.map(({ message }) => message);
}

describe('a file that has changed meanwhile', () => {
  test('has another key in the place of one that differs', async () => {
    const changed = compare(input('a', rdb('k', 'v'), rdb('x', 'v')), input('b', rdb('k', 'w')));
    await expect(changed).rejects.toThrow('a, b: one of them has changed while it was read');
  });

  test('is shorter', async () => {
    const changed = compare(input('a', rdb('k', 'v'), writeRdb([])), input('b', rdb('k', 'w')));
    expect(await changed).toEqual(['a: has changed while it was read']);
  });

  test('is the same still', async () => {
    expect(await compare(input('a', rdb('k', 'v')), input('b', rdb('k', 'w')))).toEqual([]);
  });
});
