/** What filters make of commands, by the keys they name: `user:…` is wanted, what else there is is not. */
import { expect, test } from 'vitest';
import type { FeedFilterOptions, FilterTally } from '../../../src/filter/feed/feed-outcome.ts';
import { checkFeedFilters } from '../../../src/filter/command-filter.ts';
import { FilterSink } from '../../../src/filter/filter-sink.ts';
import { Glob } from '../../../src/filter/glob.ts';
import type { FilterOptions } from '../../../src/filter/key-filter.ts';
import { through } from './through.ts';

interface Outcome extends FilterTally {
  readonly lines: readonly string[];
  readonly losses: readonly string[];
}

async function filter(
  log: readonly string[],
  filters: Partial<FilterOptions> = { match: [new Glob('user:*')] },
  options: Partial<FeedFilterOptions> = {},
): Promise<Outcome> {
  const tally: FilterTally = { filtered: 0, mixed: new Map() };
  const losses: string[] = [];
  const feed: FeedFilterOptions = { flush: 'pass', tally, onLoss: (message) => losses.push(message), ...options };
  const lines = await through((target) => new FilterSink(target, { nowMs: 0, ...filters }, feed), log);
  return { ...tally, lines, losses };
}

test.each([
  ['SET user:1 v', 'SET user:1 v'],
  ['SET other v', ''],
  ['JSON.SET user:1 $ 1', 'JSON.SET user:1 $ 1'],
  ['XGROUP CREATE user:s g $', 'XGROUP CREATE user:s g $'],
  ['XGROUP CREATE other g $', ''],
  ['DEL user:1 user:2', 'DEL user:1 user:2'],
  ['DEL a b', ''],
  ['RENAME a b', ''],
  ['SUNIONSTORE user:d user:a', 'SUNIONSTORE user:d user:a'],
  ['SORT user:k BY nosort GET # STORE user:d', 'SORT user:k BY nosort GET # STORE user:d'],
  ['COPY user:a user:b DB 1', 'COPY user:a user:b DB 1'],
  ['EVAL script 1 user:1', 'EVAL script 1 user:1'],
  ['PUBLISH c m', 'PUBLISH c m'],
  ['FUNCTION FLUSH', 'FUNCTION FLUSH'],
  ['FT.CREATE idx ON HASH', 'FT.CREATE idx ON HASH'],
  ['FLUSHDB', 'FLUSHDB'],
  ['SWAPDB 0 1', 'SWAPDB 0 1'],
  ['PING', 'PING'],
])('%s: %s', async (command, line) => {
  const { lines, filtered, mixed } = await filter([command]);
  expect(lines).toEqual(line === '' ? [] : [line]);
  expect(filtered).toBe(line === '' ? 1 : 0);
  expect([...mixed]).toEqual([]);
});

test.each([
  ['DEL x user:1 y user:2', 'DEL user:1 user:2', 'DEL cut down'],
  ['unlink user:1 x', 'unlink user:1', 'UNLINK cut down'],
  ['MSET x 1 user:1 2 y 3', 'MSET user:1 2', 'MSET cut down'],
  ['MSETNX user:1 1 x 2', 'MSETNX user:1 1', 'MSETNX cut down'],
  ['MSETEX 3 x 1 user:1 2 y 3 NX PXAT 9', 'MSETEX 1 user:1 2 NX PXAT 9', 'MSETEX cut down'],
  ['JSON.MSET x $ 1 user:1 $ 2', 'JSON.MSET user:1 $ 2', 'JSON.MSET cut down'],
  ['PFCOUNT user:1 x', '', 'PFCOUNT dropped'],
  ['RENAME user:1 x', 'DEL user:1', 'RENAME replaced by DEL'],
  ['RENAMENX user:1 x', 'DEL user:1', 'RENAMENX replaced by DEL'],
  ['COPY user:1 x REPLACE', '', 'COPY dropped'],
  ['SMOVE user:s x m', 'SREM user:s m', 'SMOVE replaced by SREM'],
  ['SMOVE x user:s m', 'SADD user:s m', 'SMOVE replaced by SADD'],
  ['RPOPLPUSH user:l x', 'RPOP user:l', 'RPOPLPUSH replaced by RPOP'],
  ['BRPOPLPUSH user:l x 0', 'RPOP user:l', 'BRPOPLPUSH replaced by RPOP'],
  ['LMOVE user:l x left right', 'LPOP user:l', 'LMOVE replaced by LPOP'],
  ['LMOVE user:l x RIGHT LEFT', 'RPOP user:l', 'LMOVE replaced by RPOP'],
  ['LMOVEM user:l x LEFT LEFT EXACTLY 3 BULK', 'LPOP user:l 3', 'LMOVEM replaced by LPOP'],
  ['SUNIONSTORE x user:a user:b', '', 'SUNIONSTORE dropped'],
  ['ZUNIONSTORE x 2 user:a b', '', 'ZUNIONSTORE dropped'],
  ['PFMERGE x user:a', '', 'PFMERGE dropped'],
  ['BITOP AND x user:a user:b', '', 'BITOP dropped'],
  ['SORT user:l STORE x', '', 'SORT dropped'],
  ['GEOSEARCHSTORE x user:g FROMMEMBER m BYRADIUS 1 km', '', 'GEOSEARCHSTORE dropped'],
  ['ZRANGESTORE x user:z 0 -1', '', 'ZRANGESTORE dropped'],
])('%s is exactly %j for wanted keys', async (command, line, done) => {
  const { lines, mixed, losses } = await filter([command]);
  expect(lines).toEqual(line === '' ? [] : [line]);
  expect([...mixed]).toEqual([[done, 1]]);
  expect(losses).toEqual([]);
});

const NOT_KNOWN =
  'a wanted key got the value of keys that are filtered out; as that is not known here, the key is deleted';
const NO_ELEMENT = 'an element of a list that is filtered out went to a wanted list, which lacks it';

test.each([
  ['RENAME x user:1', 'DEL user:1', NOT_KNOWN],
  ['COPY x user:1 REPLACE', 'DEL user:1', NOT_KNOWN],
  ['SUNIONSTORE user:d user:a x', 'DEL user:d', NOT_KNOWN],
  ['SDIFFSTORE user:d x y', 'DEL user:d', NOT_KNOWN],
  ['ZINTERSTORE user:d 2 x user:a', 'DEL user:d', NOT_KNOWN],
  ['BITOP OR user:d x', 'DEL user:d', NOT_KNOWN],
  ['SORT x STORE user:d', 'DEL user:d', NOT_KNOWN],
  ['GEORADIUS x 1 2 3 km STORE user:d', 'DEL user:d', NOT_KNOWN],
  ['ZRANGESTORE user:d x 0 -1', 'DEL user:d', NOT_KNOWN],
  ['PFMERGE user:d x', '', 'keys that are filtered out were merged into a wanted key, which stays as it was'],
  ['RPOPLPUSH x user:l', '', NO_ELEMENT],
  ['LMOVE x user:l LEFT LEFT', '', NO_ELEMENT],
  ['LMPOP 2 x user:l LEFT', '', 'it is not known from which of its keys elements were taken, so none are'],
  ['EVAL script 2 user:1 x', '', 'what a script does to wanted keys is not known without those that are filtered out'],
  ['EVAL script 0', '', 'a script names no keys, and may have changed wanted ones'],
])('%s leaves %j: something is lost', async (command, line, lost) => {
  const { lines, mixed, losses } = await filter([command, command]);
  expect(lines).toEqual(line === '' ? [] : [line, line]);
  const [name] = command.split(' ');
  expect([...mixed]).toEqual([[`${name} ${line === '' ? 'dropped' : 'replaced by DEL'}`, 2]]);
  expect(losses).toEqual([`${name}: ${lost}`]);
});

test('SORT of keys that patterns name', async () => {
  const command = 'SORT user:l BY w:* STORE user:d';
  const { lines, losses } = await filter([command]);
  expect(lines).toEqual([command]);
  expect(losses).toEqual(['SORT: keys that BY and GET name may be filtered out, and missing at the targets']);
});

test.each([
  [['MULTI', 'SET x 1', 'EXEC'], []],
  [
    ['MULTI', 'SET user:1 1', 'SET x 1', 'EXEC'],
    ['MULTI', 'SET user:1 1', 'EXEC'],
  ],
  [
    ['MULTI', 'SET x 1', 'DEL x user:1', 'EXEC'],
    ['MULTI', 'DEL user:1', 'EXEC'],
  ],
  [
    ['MULTI', 'SELECT 1', 'SET user:1 1', 'SELECT 0', 'EXEC'],
    ['MULTI', 'SELECT 1', '1: SET user:1 1', '1: SELECT 0', 'EXEC'],
  ],
  [
    ['MULTI', 'SELECT 1', 'SET x 1', 'EXEC', 'SET user:1 1'],
    ['SELECT 1', '1: SET user:1 1'],
  ],
  [
    ['MULTI', 'EXEC', 'MULTI', 'RPOPLPUSH user:l x', 'EXEC'],
    ['MULTI', 'RPOP user:l', 'EXEC'],
  ],
])('transactions stay whole, or go: %j', async (log, lines) => {
  expect((await filter(log)).lines).toEqual(lines);
});

test.each([
  ['SET k v', ['0: SET k v']],
  ['FLUSHDB', ['0: FLUSHDB']],
  ['MOVE k 1', ['0: DEL k']],
  ['MOVE k 2', ['0: MOVE k 2']],
  ['COPY k l DB 1', []],
  ['SWAPDB 0 2', ['0: SWAPDB 0 2']],
  ['SWAPDB 0 1', []],
  ['SWAPDB 1 3', []],
  ['FLUSHALL ASYNC', ['0: FLUSHDB ASYNC', '0: SELECT 2', '2: FLUSHDB ASYNC', '2: SELECT 0']],
])('databases 0 and 2 are wanted: in 0, %s', async (command, lines) => {
  const outcome = await filter([command], { dbs: new Set([0, 2]) });
  expect(outcome.lines.map((line) => (/^\d+: /.test(line) ? line : `0: ${line}`))).toEqual(lines);
});

test.each([
  ['SET k v', []],
  ['DEL a b', []],
  ['FLUSHDB', []],
  ['MOVE k 0', []],
  ['COPY k l DB 0', ['1: SELECT 0', '0: DEL l', '0: SELECT 1']],
  ['EVAL script 0', []],
  ['PUBLISH c m', ['1: PUBLISH c m']],
])('databases 0 and 2 are wanted: in 1, %s', async (command, lines) => {
  const outcome = await filter(['SELECT 1', command], { dbs: new Set([0, 2]) });
  expect(outcome.lines.slice(1).map((line) => (/^\d+: /.test(line) ? line : `0: ${line}`))).toEqual(lines);
});

test.each(['FLUSHDB', 'FLUSHALL', 'SFLUSH 0 5', 'TRIMSLOTS RANGES 1 0 5', 'CLUSTER FLUSHSLOT 5'])(
  '%s does not go to targets that hold keys of others',
  async (command) => {
    const { lines, mixed, losses } = await filter([command], {}, { flush: 'keep' });
    expect(lines).toEqual([]);
    expect(mixed.size).toBe(1);
    expect(losses[0]).toContain('what the source deleted stays at the targets');
  },
);

test.each<[string, Partial<FilterOptions>]>([
  ['types', { types: new Set(['hash']) }],
  ['expiries', { expires: true }],
  ['sizes', { minSize: 1 }],
  ['a number of keys', { limit: 5 }],
])('%s are not to be told of commands', (_name, filters) => {
  expect(() => checkFeedFilters({ nowMs: 0, ...filters })).toThrow('so they need --once');
  expect(() => checkFeedFilters({ nowMs: 0, match: [new Glob('*')], dbs: new Set([1]) })).not.toThrow();
});
