/** What all formats of `diff` say of the same two data sets, held against what is known of how the second was made of the first. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../commands/run.ts';
import { Random } from '../tools/random.ts';

const ROUNDS = process.env['FUZZ'] ? 200 : 6;
const EXPIRES_MS = 4_102_444_800_000;
const TOLERANCE_MS = 1000;

interface Pair {
  readonly a: readonly object[];
  readonly b: readonly object[];
  readonly totals: Record<'same' | 'removed' | 'changed' | 'added', number>;
}

function makePair(random: Random): Pair {
  const a: object[] = [];
  const b: object[] = [];
  const totals = { same: 0, removed: 0, changed: 0, added: 0 };
  for (let i = random.below(40); i > 0; i--) {
    const { record, near, far } = makeKey(random, i);
    const fate = random.pick(['same', 'same', 'near', 'removed', 'changed', 'added'] as const);
    totals[fate === 'near' ? 'same' : fate]++;
    if (fate !== 'added') a.push(record);
    if (fate !== 'removed') b.push(fate === 'near' ? near : fate === 'changed' ? far : record);
  }
  return { a, b: random.sample(b, b.length), totals };
}

/** A key, the same with an expiry that is just near enough, and one that differs by as little as it can. */
function makeKey(random: Random, number: number): Record<'record' | 'near' | 'far', object> {
  const head = { db: random.below(3), key: `k${number}` };
  const text = random.hex(random.below(90));
  const isHash = random.below(2) === 0;
  const at = (ms: number): object =>
    isHash
      ? { ...head, type: 'hash', value: { f: text, g: 'w' }, expireAt: EXPIRES_MS, fieldExpireAt: { f: ms } }
      : { ...head, type: 'string', value: text, expireAt: ms };
  return { record: at(EXPIRES_MS), near: at(EXPIRES_MS + TOLERANCE_MS), far: at(EXPIRES_MS + TOLERANCE_MS + 1) };
}

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function save(records: readonly object[], name: string, asRdb: boolean): Promise<string> {
  const json = join(folder, `${name}.json`);
  const rdb = join(folder, `${name}.rdb`);
  writeFileSync(json, JSON.stringify(records));
  if (!asRdb) return json;
  const said = await run(['to-rdb', '--target', 'valkey-9.0', json, '-o', rdb]);
  expect(said).toEqual({ status: 0, stdout: '', stderr: '' });
  return rdb;
}

test.each(Array.from({ length: ROUNDS }, (_, i) => i))(
  'pair %i: all formats agree, in both directions',
  async (seed) => {
    const random = new Random(seed);
    const { a, b, totals } = makePair(random);
    const files = [await save(a, 'a', random.below(2) === 0), await save(b, 'b', random.below(2) === 0)];
    const mirrored = { ...totals, removed: totals.added, added: totals.removed };
    const status = totals.removed + totals.changed + totals.added === 0 ? 0 : 1;
    for (const [sides, expected] of [[files, totals] as const, [files.toReversed(), mirrored] as const]) {
      const diff = (...flags: string[]) => run(['diff', '--ttl-tolerance', `${TOLERANCE_MS}ms`, ...flags, ...sides]);
      for (const flags of [[], ['--keys-only'], ['--limit', '0'], ['--memory', '8mb']]) {
        const said = await diff('--format', 'ndjson', ...flags);
        expect(JSON.parse(said.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject(expected);
        expect({ status: said.status, stderr: said.stderr }).toEqual({ status, stderr: '' });
      }
      for (const flags of [
        ['-q'],
        [],
        ['--limit', '1'],
        ['--format', 'summary'],
        ['--format', 'resp', '--target', 'valkey-9.0'],
      ]) {
        const said = await diff(...flags);
        expect({ flags, status: said.status, stderr: said.stderr }).toEqual({ flags, status, stderr: '' });
      }
    }
    for (const file of files) expect((await run(['diff', file, file])).status).toBe(0);
  },
);
