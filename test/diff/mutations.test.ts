/**
 * Two data sets that differ in exactly one thing, for each type and each kind of field: `diff` has to see it, to name exactly that,
 * and to be told not to mind it. The data sets are JSON, made into RDB files where there is a server that has such values.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../commands/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A key record of `to-json`, without its key. */
type Key = Readonly<Record<string, unknown>>;

interface Mutation {
  readonly a: Key;
  readonly b: Key;
  /** 'value' unless there is more to say. */
  readonly aspects?: readonly string[];
  readonly elements?: readonly object[];
  /** Flags with which there is no difference. */
  readonly ignoredBy?: readonly string[];
  /** Flags without which there is none. */
  readonly countedBy?: string;
  /** No RDB file that we write has it: the JSON itself is compared. */
  readonly inJson?: true;
}

const CLOCK = 4_102_444_800_000;

const string = (value: string, beside: Key = {}): Key => ({ type: 'string', value, ...beside });
const list = (...value: readonly string[]): Key => ({ type: 'list', value });
const set = (value: readonly string[], beside: Key = {}): Key => ({ type: 'set', value, ...beside });
const zset = (...value: readonly (readonly [string, number | string])[]): Key => ({ type: 'zset', value });
const hash = (value: Key, fieldExpireAt?: Key): Key => ({
  type: 'hash',
  value,
  ...(fieldExpireAt === undefined ? {} : { fieldExpireAt }),
});
/** JSON.stringify makes 0 of -0. */
const MINUS_ZERO = '-0 as it is';

const ALICE = { name: 'alice', seenAt: 1000, activeAt: 1000 };
const BOB = { name: 'bob', seenAt: 2000, activeAt: 2000 };
const OWED = { id: '1-0', consumer: 'alice', deliveredAt: 1000, deliveries: 1 };
const GROUP = { name: 'g', lastId: '2-0', entriesRead: 2, pending: [OWED], consumers: [ALICE, BOB] };
const STREAM = {
  entries: [
    { id: '1-0', fields: [['f', 'v']] },
    {
      id: '2-0',
      fields: [
        ['f', 'w'],
        ['g', 'x'],
      ],
    },
  ],
  length: 2,
  lastId: '5-0',
  firstId: '1-0',
  maxDeletedId: '3-0',
  entriesAdded: 4,
  groups: [GROUP],
};
const IDMP = {
  duration: 100,
  maxEntries: 100,
  producers: [{ id: 'p', entries: [{ iid: 'i', id: '1-0' }] }],
  added: 1,
  duplicates: 0,
};

const stream = (change: Key = {}): Key => ({ type: 'stream', value: { ...STREAM, ...change } });
const group = (change: Key): Key => stream({ groups: [{ ...GROUP, ...change }] });
const idmp = (change: Key = {}): Key => stream({ idmp: { ...IDMP, ...change } });
const array = (items: readonly (readonly [number, string | number])[], insertIndex = 7): Key => ({
  type: 'array',
  value: { length: items.length, insertIndex, items },
});
/** Redis' example module: an unsigned integer in a list, and the end. */
const MODULE = { $module: 'hellotype', version: 0 };
const module = (integer: number): Key => ({
  type: 'hellotype',
  value: { ...MODULE, $base64: Buffer.from([2, 1, 2, integer, 0]).toString('base64') },
});
const bytesOf = (integer: number): object => ({
  $base64: Buffer.from([2, 1, 2, integer, 0]).toString('base64'),
});
const JOB = { script: 'return 1', start: 1000, interval: 60_000, keys: ['k'], args: ['x'] };
const cron = (change: Key = {}): Key => ({ type: 'cron', value: { ...JOB, ...change } });
const pathHash = (...fields: readonly (readonly [string, string])[]): Key => ({
  type: 'path-hash',
  value: [['a.b', fields]],
});
const meta = (payload: string): Key => ({
  meta: [{ class: 'note', version: 1, flags: 0, payload: { $base64: Buffer.from(payload).toString('base64') } }],
});

const TIMES = ['--ignore-ttl', '--ttl-tolerance 1s'];
const GROUPS = ['--streams entries'];

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a byte of a string': {
    a: string('abcdef'),
    b: string('abcdeg'),
    elements: [{ kind: 'string', a: 'abcdef', b: 'abcdeg' }],
  },
  'a string of digits, with a zero before them': {
    a: string('7'),
    b: string('07'),
    elements: [{ kind: 'string', a: '7', b: '07' }],
  },
  'a string that has become empty': {
    a: string('x'),
    b: string(''),
    elements: [{ kind: 'string', a: 'x', b: '' }],
  },
  'an expiry, by a millisecond': {
    a: string('v', { expireAt: CLOCK }),
    b: string('v', { expireAt: CLOCK + 1 }),
    aspects: ['expireAt'],
    ignoredBy: TIMES,
  },
  'an expiry that is new': {
    a: list('x', 'y'),
    b: { ...list('x', 'y'), expireAt: CLOCK },
    aspects: ['expireAt'],
    ignoredBy: ['--ignore-ttl'],
  },
  'an expiry that is gone': {
    a: string('v', { expireAt: CLOCK }),
    b: string('v'),
    aspects: ['expireAt'],
    ignoredBy: ['--ignore-ttl'],
  },
  'the type': {
    a: set(['1', '2']),
    b: list('1', '2'),
    aspects: ['type'],
  },
  'idle time': {
    a: string('v', { idle: 1 }),
    b: string('v', { idle: 2 }),
    aspects: ['idle'],
    countedBy: '--ignore none',
  },
  frequency: {
    a: string('v', { freq: 1 }),
    b: string('v', { freq: 2 }),
    aspects: ['freq'],
    countedBy: '--ignore idle',
  },
  'the encoding': {
    a: set(['1', '2'], { encoding: 'intset' }),
    b: set(['1', '2'], { encoding: 'listpack' }),
    aspects: ['encoding'],
    countedBy: '--encoding',
    inJson: true,
  },
  'metadata of a module': {
    a: string('v', meta('one')),
    b: string('v', meta('two')),
    aspects: ['meta'],
    ignoredBy: ['--ignore meta'],
    inJson: true,
  },
  'a mark against eviction': {
    a: string('v', { noEvict: true }),
    b: string('v'),
    aspects: ['noEvict'],
    ignoredBy: ['--ignore no-evict'],
    inJson: true,
  },
  "KeyDB's time stamp": {
    a: string('v', { mvcc: '1' }),
    b: string('v', { mvcc: '2' }),
    aspects: ['mvcc'],
    countedBy: '--ignore none',
    inJson: true,
  },

  'an item of a list': {
    a: list('x', 'y', 'z'),
    b: list('x', 'q', 'z'),
    elements: [{ kind: 'items', aIndex: 1, bIndex: 1, a: ['y'], b: ['q'] }],
  },
  'an item more, at the end': {
    a: list('x', 'y'),
    b: list('x', 'y', 'z'),
    elements: [{ kind: 'items', aIndex: 2, bIndex: 2, a: [], b: ['z'] }],
  },
  'one of two items that are the same': {
    a: list('x', 'x', 'y'),
    b: list('x', 'y'),
    elements: [{ kind: 'items', aIndex: 1, bIndex: 1, a: ['x'], b: [] }],
  },
  'two items that have changed places': {
    a: list('w', 'x', 'y', 'z'),
    b: list('w', 'y', 'x', 'z'),
    elements: [
      { kind: 'items', aIndex: 1, bIndex: 1, a: ['x'], b: [] },
      { kind: 'items', aIndex: 3, bIndex: 2, a: [], b: ['x'] },
    ],
  },
  'where an item ends, and the next begins': {
    a: list('ab', 'c'),
    b: list('a', 'bc'),
    elements: [{ kind: 'items', aIndex: 0, bIndex: 0, a: ['ab', 'c'], b: ['a', 'bc'] }],
  },

  'a member more': {
    a: set(['x', 'y']),
    b: set(['x', 'y', 'z']),
    elements: [{ kind: 'member', member: 'z', b: {} }],
  },
  'a member in the place of another': {
    a: set(['1', '2']),
    b: set(['1', '3']),
    elements: [
      { kind: 'member', member: '2', a: {} },
      { kind: 'member', member: '3', b: {} },
    ],
  },
  'an expiry of a member (KeyDB)': {
    a: set(['x', 'y'], { memberExpireAt: { x: CLOCK } }),
    b: set(['x', 'y'], { memberExpireAt: { x: CLOCK + 1 } }),
    elements: [{ kind: 'member', member: 'x', a: { expireAt: CLOCK }, b: { expireAt: CLOCK + 1 } }],
    ignoredBy: TIMES,
    inJson: true,
  },

  'a score, in its last digit': {
    a: zset(['m', 0.1], ['n', 2]),
    b: zset(['m', 0.100_000_000_000_000_02], ['n', 2]),
    elements: [{ kind: 'member', member: 'm', a: { score: 0.1 }, b: { score: 0.100_000_000_000_000_02 } }],
  },
  'a score of -0': {
    a: { ...zset(['m', MINUS_ZERO], ['n', 2]), encoding: 'listpack' },
    b: { ...zset(['m', 0], ['n', 2]), encoding: 'listpack' },
    elements: [{ kind: 'member', member: 'm', a: { score: -0 }, b: { score: 0 } }],
  },
  'a member of a sorted set': {
    a: zset(['m', 1], ['n', 2]),
    b: zset(['m', 1]),
    elements: [{ kind: 'member', member: 'n', a: { score: 2 } }],
  },
  'scores that have changed places': {
    a: zset(['m', 1], ['n', 2]),
    b: zset(['n', 1], ['m', 2]),
    elements: [
      { kind: 'member', member: 'm', a: { score: 1 }, b: { score: 2 } },
      { kind: 'member', member: 'n', a: { score: 2 }, b: { score: 1 } },
    ],
  },

  'a field more': {
    a: hash({ f: 'v' }),
    b: hash({ f: 'v', g: 'w' }),
    elements: [{ kind: 'field', field: 'g', b: { value: 'w' } }],
  },
  'a value of a field': {
    a: hash({ f: 'v', g: 'w' }),
    b: hash({ f: 'v', g: 'x' }),
    elements: [{ kind: 'field', field: 'g', a: { value: 'w' }, b: { value: 'x' } }],
  },
  'a byte that has moved from a field to its value': {
    a: hash({ fg: 'v' }),
    b: hash({ f: 'gv' }),
    elements: [
      { kind: 'field', field: 'fg', a: { value: 'v' } },
      { kind: 'field', field: 'f', b: { value: 'gv' } },
    ],
  },
  'values that have changed places': {
    a: hash({ f: 'v', g: 'w' }),
    b: hash({ f: 'w', g: 'v' }),
    elements: [
      { kind: 'field', field: 'f', a: { value: 'v' }, b: { value: 'w' } },
      { kind: 'field', field: 'g', a: { value: 'w' }, b: { value: 'v' } },
    ],
  },
  'an expiry of a field, by a millisecond': {
    a: hash({ f: 'v', g: 'w' }, { f: CLOCK }),
    b: hash({ f: 'v', g: 'w' }, { f: CLOCK - 1 }),
    elements: [
      { kind: 'field', field: 'f', a: { value: 'v', expireAt: CLOCK }, b: { value: 'v', expireAt: CLOCK - 1 } },
    ],
    ignoredBy: TIMES,
  },
  'an expiry of a field that is gone': {
    a: hash({ f: 'v' }, { f: CLOCK }),
    b: hash({ f: 'v' }),
    elements: [{ kind: 'field', field: 'f', a: { value: 'v', expireAt: CLOCK }, b: { value: 'v' } }],
    ignoredBy: ['--ignore-ttl'],
  },
  'an expiry that another field has': {
    a: hash({ f: 'v', g: 'v' }, { f: CLOCK }),
    b: hash({ f: 'v', g: 'v' }, { g: CLOCK }),
    elements: [
      { kind: 'field', field: 'f', a: { value: 'v', expireAt: CLOCK }, b: { value: 'v' } },
      { kind: 'field', field: 'g', a: { value: 'v' }, b: { value: 'v', expireAt: CLOCK } },
    ],
    ignoredBy: ['--ignore-ttl'],
  },
  'a field of a path': {
    a: pathHash(['f', 'v']),
    b: pathHash(['f', 'w']),
    elements: [{ kind: 'field', path: 'a.b', field: 'f', a: { value: 'v' }, b: { value: 'w' } }],
    inJson: true,
  },

  'a value in a stream entry': {
    a: stream(),
    b: stream({
      entries: [
        STREAM.entries[0],
        {
          id: '2-0',
          fields: [
            ['f', 'w'],
            ['g', 'y'],
          ],
        },
      ],
    }),
    elements: [
      {
        kind: 'entry',
        id: '2-0',
        a: [
          ['f', 'w'],
          ['g', 'x'],
        ],
        b: [
          ['f', 'w'],
          ['g', 'y'],
        ],
      },
    ],
  },
  'the order of the fields of an entry': {
    a: stream(),
    b: stream({
      entries: [
        STREAM.entries[0],
        {
          id: '2-0',
          fields: [
            ['g', 'x'],
            ['f', 'w'],
          ],
        },
      ],
    }),
    elements: [
      {
        kind: 'entry',
        id: '2-0',
        a: [
          ['f', 'w'],
          ['g', 'x'],
        ],
        b: [
          ['g', 'x'],
          ['f', 'w'],
        ],
      },
    ],
  },
  'an entry': {
    a: stream(),
    b: stream({ entries: [STREAM.entries[0]], length: 1 }),
    elements: [
      {
        kind: 'entry',
        id: '2-0',
        a: [
          ['f', 'w'],
          ['g', 'x'],
        ],
      },
    ],
  },
  'the last id of a stream': {
    a: stream(),
    b: stream({ lastId: '5-1' }),
    elements: [{ kind: 'fact', name: 'lastId', a: '5-0', b: '5-1' }],
    ignoredBy: GROUPS,
  },
  'entries that were added': {
    a: stream(),
    b: stream({ entriesAdded: 5 }),
    elements: [{ kind: 'fact', name: 'entriesAdded', a: 4, b: 5 }],
    ignoredBy: GROUPS,
  },
  'the highest id that was deleted': {
    a: stream(),
    b: stream({ maxDeletedId: '3-1' }),
    elements: [{ kind: 'fact', name: 'maxDeletedId', a: '3-0', b: '3-1' }],
    ignoredBy: GROUPS,
  },
  'a group': {
    a: stream(),
    b: stream({ groups: [GROUP, { name: 'h', lastId: '0-0', entriesRead: 0, pending: [], consumers: [] }] }),
    elements: [{ kind: 'group', group: 'h', b: { lastId: '0-0', entriesRead: 0 } }],
    ignoredBy: GROUPS,
  },
  'the last id of a group': {
    a: stream(),
    b: group({ lastId: '1-0' }),
    elements: [
      { kind: 'group', group: 'g', a: { lastId: '2-0', entriesRead: 2 }, b: { lastId: '1-0', entriesRead: 2 } },
    ],
    ignoredBy: GROUPS,
  },
  'what a group has read': {
    a: stream(),
    b: group({ entriesRead: 1 }),
    elements: [
      { kind: 'group', group: 'g', a: { lastId: '2-0', entriesRead: 2 }, b: { lastId: '2-0', entriesRead: 1 } },
    ],
    ignoredBy: GROUPS,
  },
  'that it is not known what a group has read': {
    a: stream(),
    b: group({ entriesRead: undefined }),
    elements: [{ kind: 'group', group: 'g', a: { lastId: '2-0', entriesRead: 2 }, b: { lastId: '2-0' } }],
    ignoredBy: GROUPS,
  },
  'a pending entry': {
    a: group({ pending: [] }),
    b: stream(),
    elements: [{ kind: 'pending', group: 'g', id: '1-0', b: { consumer: 'alice', deliveredAt: 1000, deliveries: 1 } }],
    ignoredBy: GROUPS,
  },
  'whose pending entry it is': {
    a: stream(),
    b: group({ pending: [{ ...OWED, consumer: 'bob' }] }),
    elements: [
      {
        kind: 'pending',
        group: 'g',
        id: '1-0',
        a: { consumer: 'alice', deliveredAt: 1000, deliveries: 1 },
        b: { consumer: 'bob', deliveredAt: 1000, deliveries: 1 },
      },
    ],
    ignoredBy: GROUPS,
  },
  'how often a pending entry was delivered': {
    a: stream(),
    b: group({ pending: [{ ...OWED, deliveries: 2 }] }),
    elements: [
      {
        kind: 'pending',
        group: 'g',
        id: '1-0',
        a: { consumer: 'alice', deliveredAt: 1000, deliveries: 1 },
        b: { consumer: 'alice', deliveredAt: 1000, deliveries: 2 },
      },
    ],
    ignoredBy: GROUPS,
  },
  'when a pending entry was delivered': {
    a: stream(),
    b: group({ pending: [{ ...OWED, deliveredAt: 1001 }] }),
    elements: [
      {
        kind: 'pending',
        group: 'g',
        id: '1-0',
        a: { consumer: 'alice', deliveredAt: 1000, deliveries: 1 },
        b: { consumer: 'alice', deliveredAt: 1001, deliveries: 1 },
      },
    ],
    ignoredBy: GROUPS,
  },
  'a consumer': {
    a: stream(),
    b: group({ consumers: [ALICE] }),
    elements: [{ kind: 'consumer', group: 'g', consumer: 'bob', a: { seenAt: 2000, activeAt: 2000 } }],
    ignoredBy: GROUPS,
  },
  'when a consumer was seen': {
    a: stream(),
    b: group({ consumers: [ALICE, { ...BOB, seenAt: 2001 }] }),
    elements: [
      {
        kind: 'consumer',
        group: 'g',
        consumer: 'bob',
        a: { seenAt: 2000, activeAt: 2000 },
        b: { seenAt: 2001, activeAt: 2000 },
      },
    ],
    countedBy: '--ignore none',
  },
  'an id of an idempotent producer': {
    a: idmp(),
    b: idmp({ producers: [{ id: 'p', entries: [{ iid: 'i', id: '2-0' }] }] }),
    elements: [{ kind: 'producer', producer: 'p', iid: 'i', a: '1-0', b: '2-0' }],
    ignoredBy: GROUPS,
  },
  'how long ids of producers are kept': {
    a: idmp(),
    b: idmp({ duration: 101 }),
    elements: [{ kind: 'fact', name: 'idmp.duration', a: 100, b: 101 }],
    ignoredBy: GROUPS,
  },

  'an item of an array': {
    a: array([
      [0, 'x'],
      [5, 'y'],
    ]),
    b: array([
      [0, 'x'],
      [5, 'z'],
    ]),
    elements: [{ kind: 'array-item', index: 5, a: 'y', b: 'z' }],
  },
  'the index of an item of an array': {
    a: array([[5, 'y']]),
    b: array([[6, 'y']]),
    elements: [
      { kind: 'array-item', index: 5, a: 'y' },
      { kind: 'array-item', index: 6, b: 'y' },
    ],
  },
  'where an array is written next': {
    a: array([[5, 'y']], 7),
    b: array([[5, 'y']], 8),
    elements: [{ kind: 'fact', name: 'insertIndex', a: 7, b: 8 }],
  },
  'a byte of a module': {
    a: module(1),
    b: module(2),
    elements: [{ kind: 'opaque', a: bytesOf(1), b: bytesOf(2) }],
  },
  'the interval of a job': {
    a: cron(),
    b: cron({ interval: 60_001 }),
    elements: [{ kind: 'fact', name: 'interval', a: 60_000, b: 60_001 }],
    inJson: true,
  },
};

/** Keys that are the same on both sides, some before the one that is not, some after it. */
const BEFORE: readonly Key[] = [string('same'), list('a', 'b'), zset(['m', 1])];
const AFTER: readonly Key[] = [set(['s', 't']), hash({ f: 'v' }, { f: CLOCK }), stream()];

function linesOf(records: readonly Key[], prefix: string): readonly string[] {
  return records.map((record, i) => JSON.stringify({ db: 0, key: `${prefix}:${i}`, ...record }));
}

/** A data set with one key in question, as JSON or as an RDB file. */
async function make(name: string, lines: readonly string[], inJson = false): Promise<string> {
  const json = join(folder, `${name}.ndjson`);
  const text = [...linesOf(BEFORE, 'before'), ...lines, ...linesOf(AFTER, 'after')].join('\n');
  writeFileSync(json, text.replaceAll(`"${MINUS_ZERO}"`, '-0'));
  if (inJson) return json;
  const rdb = join(folder, `${name}.rdb`);
  const made = await run(['to-rdb', '--target', 'redis-8.10', '-o', rdb, json]);
  expect(made).toEqual({ status: 0, stdout: '', stderr: '' });
  return rdb;
}

const SAME = { status: 0, stdout: '', stderr: '' };

interface Told {
  readonly record: string;
  readonly [name: string]: unknown;
}

/** What is told between header and totals. */
async function told(flags: string, a: string, b: string): Promise<readonly Told[]> {
  const words = flags.split(' ').filter(Boolean);
  const { status, stdout, stderr } = await run(['diff', '--format', 'ndjson', ...words, a, b]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  const lines = stdout.trim().split('\n');
  const records = lines.map((line) => JSON.parse(line) as Told);
  expect(records.at(-1)?.record).toBe('totals');
  return records.slice(1, -1);
}

test.each(Object.entries(MUTATIONS))('%s', async (_what, mutation) => {
  const { a, b, aspects = ['value'], elements, ignoredBy = [], countedBy = '', inJson = false } = mutation;
  const key = (record: Key): readonly string[] => [JSON.stringify({ db: 3, key: 'k', ...record })];
  const left = await make('a', key(a), inJson);
  const right = await make('b', key(b), inJson);
  const changed = { record: 'changed', db: 3, key: 'k', aspects };

  const [change, ...more] = await told(countedBy, left, right);
  expect(more).toEqual([]);
  expect(change).toMatchObject(changed);
  expect(change?.['elements']).toEqual(elements);
  expect(await told(countedBy, right, left)).toMatchObject([changed]);

  const quiet = ['diff', '-q', ...countedBy.split(' ').filter(Boolean)];
  expect(await run([...quiet, left, right])).toEqual({ ...SAME, status: 1 });
  for (const flags of [...ignoredBy, ...(countedBy === '' ? [] : [''])]) {
    expect(await run(['diff', ...flags.split(' ').filter(Boolean), left, right]), flags).toEqual(SAME);
  }
  // A file is the same as the JSON that it was made of.
  const json = join(folder, 'a.ndjson');
  expect(await run(['diff', '--ignore', 'none', json, left])).toEqual(SAME);
});

describe('what is no value', () => {
  const one = (record: Key): readonly string[] => [JSON.stringify({ key: 'k', ...record })];

  test('a key', async () => {
    const [a, b] = [await make('a', one(string('v'))), await make('b', [])];
    expect(await told('', a, b)).toMatchObject([{ record: 'removed', db: 0, key: 'k', type: 'string', value: 'v' }]);
    expect(await told('', b, a)).toMatchObject([{ record: 'added', db: 0, key: 'k', type: 'string', value: 'v' }]);
    expect(await run(['diff', '--not-match', 'k', a, b])).toEqual(SAME);
  });

  test('a byte of a name', async () => {
    const [a, b] = [await make('a', one(string('v'))), await make('b', one({ ...string('v'), key: 'K' }))];
    expect(await told('', a, b)).toMatchObject([
      { record: 'removed', key: 'k' },
      { record: 'added', key: 'K' },
    ]);
  });

  test('the database', async () => {
    const [a, b] = [await make('a', one({ db: 1, ...string('v') })), await make('b', one({ db: 2, ...string('v') }))];
    expect(await told('', a, b)).toMatchObject([
      { record: 'removed', db: 1, key: 'k' },
      { record: 'added', db: 2, key: 'k' },
    ]);
    expect(await run(['diff', '--ignore-db', a, b])).toEqual(SAME);
  });

  test('a key that has expired', async () => {
    const [a, b] = [await make('a', one(string('v', { expireAt: 5 }))), await make('b', [])];
    expect(await told('', a, b)).toMatchObject([{ record: 'removed', key: 'k' }]);
    expect(await told('--expired keep --now 6', a, b)).toHaveLength(1);
    expect(await run(['diff', '--expired', 'drop', '--now', '6', a, b])).toEqual(SAME);
    expect(await run(['diff', '--no-expired', '--now', '6', a, b])).toEqual(SAME);
    expect(await told('--expired drop --now 4', a, b)).toHaveLength(1);
  });

  test('the code of a function', async () => {
    const library = (code: string): readonly string[] => [
      JSON.stringify({ record: 'function', engine: 'LUA', name: 'lib', code: `#!lua name=lib\n${code}` }),
    ];
    const [a, b] = [await make('a', library('one'), true), await make('b', library('two'), true)];
    expect(await told('--functions', a, b)).toMatchObject([{ record: 'function', name: 'lib' }]);
    expect(await run(['diff', a, b])).toEqual(SAME);
    expect(await run(['diff', '--functions', a, a])).toEqual(SAME);
  });

  test('an element of a vector set', async () => {
    const log = async (name: string, x: number, attributes: string): Promise<string> => {
      const path = join(folder, `${name}.aof`);
      const words = ['VADD', 'k', 'VALUES', '2', String(x), '1', 'e', 'NOQUANT', 'SETATTR', attributes];
      writeFileSync(path, `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);
      return path;
    };
    const [a, b, c] = [await log('a', 1, '{}'), await log('b', 2, '{}'), await log('c', 1, '{"x":1}')];
    expect(await told('', a, b)).toMatchObject([
      { record: 'changed', key: 'k', aspects: ['value'], elements: [{ kind: 'vector', element: 'e' }] },
    ]);
    expect(await told('', a, c)).toMatchObject([
      { elements: [{ kind: 'vector', element: 'e', a: { attributes: '{}' }, b: { attributes: '{"x":1}' } }] },
    ]);
    expect(await run(['diff', a, a])).toEqual(SAME);
  });
});
