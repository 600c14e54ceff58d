/** Streams: what each command leaves. */
import { describe, expect, test } from 'vitest';
import { NOW_MS, replayCommands, valuesAfter, type CommandLine } from '../../tools/replay-commands.ts';
import type { ReplayOptions } from '../../../src/keyspace/replay-sink.ts';

interface StreamRecord {
  readonly entries: readonly { readonly id: string; readonly fields: readonly (readonly [string, string])[] }[];
  readonly lastId: string;
  readonly firstId: string;
  readonly maxDeletedId: string;
  readonly entriesAdded: number;
  readonly groups: readonly Readonly<Record<string, unknown>>[];
  readonly idmp?: Readonly<Record<string, unknown>>;
}

function streamAfter(lines: readonly CommandLine[], options?: Partial<ReplayOptions>): StreamRecord {
  const value = valuesAfter(lines, options)['s'];
  if (!isStream(value)) throw new Error('there is no stream');
  return value;
}

function isStream(value: unknown): value is StreamRecord {
  return typeof value === 'object' && value !== null && 'entries' in value;
}

/** The ids that are left, with blanks between. */
function idsAfter(lines: readonly CommandLine[]): string {
  return streamAfter(lines)
    .entries.map(({ id }) => id)
    .join(' ');
}

const FIVE = ['XADD s 1-1 a 1', 'XADD s 1-2 a 2', 'XADD s 2-0 a 3', 'XADD s 3-0 a 4', 'XADD s 3-1 a 5'];
const LAST = '18446744073709551615';

describe('entries', () => {
  test.each<[string, readonly string[], string]>([
    ['XADD', FIVE, '1-1 1-2 2-0 3-0 3-1'],
    ['an id of milliseconds alone', ['XADD s 7 a b'], '7-0'],
    ['an id that is not above the last', [...FIVE, 'XADD s 3-1 a b', 'XADD s 2-9 a b'], '1-1 1-2 2-0 3-0 3-1'],
    ['the last id there is', [`XADD s ${LAST}-${LAST} a b`, 'XADD s * a b'], `${LAST}-${LAST}`],
    ['* counts from loading', ['XADD s * a b', 'XADD s * a b'], `${NOW_MS}-0 ${NOW_MS}-1`],
    ['ms-*', ['XADD s 5-3 a b', 'XADD s 5-* a b', 'XADD s 6-* a b'], '5-3 5-4 6-0'],
    ['XADD NOMKSTREAM', ['XADD s 1-1 a b', 'XADD t NOMKSTREAM 1-1 a b'], '1-1'],
    ['XADD MAXLEN', [...FIVE, 'XADD s MAXLEN = 2 4-0 a b'], '3-1 4-0'],
    ['XADD MAXLEN, the old form', [...FIVE, 'XADD s MAXLEN 2 4-0 a b'], '3-1 4-0'],
    ['XADD MINID', [...FIVE, 'XADD s MINID = 3 LIMIT 0 4-0 a b'], '3-0 3-1 4-0'],
    ['XTRIM MAXLEN 0', [...FIVE, 'XTRIM s MAXLEN 0'], ''],
    ['XTRIM MAXLEN after XDEL', [...FIVE, 'XDEL s 2-0 3-1', 'XTRIM s MAXLEN 1'], '3-0'],
    ['XTRIM MINID', [...FIVE, 'XTRIM s MINID 1-2'], '1-2 2-0 3-0 3-1'],
    ['XTRIM without a limit', [...FIVE, 'XTRIM s LIMIT 2'], '1-1 1-2 2-0 3-0 3-1'],
    ['XDEL', [...FIVE, 'XDEL s 1-1 2 9-9 2-0'], '1-2 3-0 3-1'],
    ['XDEL with what is no id', [...FIVE, 'XDEL s 1-1 x'], '1-1 1-2 2-0 3-0 3-1'],
    ['XDEL of all: the stream stays', ['XADD s 1-1 a b', 'XDEL s 1-1'], ''],
    ['XDELEX', [...FIVE, 'XDELEX s KEEPREF IDS 2 1-1 1-2'], '2-0 3-0 3-1'],
  ])('%s', (_name, lines, want) => {
    expect(idsAfter(lines)).toBe(want);
  });

  test('fields keep their order and may stand twice', () => {
    const lines = [['XADD', 's', '1-0', 'b', '', 'a', 'x', 'b', 'y z'], 'XADD s 2-0 b p a q b r', 'XADD s 3-0 a 1'];
    expect(streamAfter(lines).entries.map(({ fields }) => fields)).toEqual([
      [
        ['b', ''],
        ['a', 'x'],
        ['b', 'y z'],
      ],
      [
        ['b', 'p'],
        ['a', 'q'],
        ['b', 'r'],
      ],
      [['a', '1']],
    ]);
  });

  test('many, of all sizes, in the same order', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => ['XADD', 's', `${i + 1}-0`, `f${i % 3}`, 'v'.repeat(i % 700)]);
    const { entries } = streamAfter([...lines, 'XDEL s 500', 'XTRIM s MAXLEN 900']);
    expect(entries.map(({ id }) => Number.parseInt(id))).toEqual(
      Array.from({ length: 901 }, (_, i) => i + 100).filter((i) => i !== 500),
    );
    expect(entries.every(({ id, fields }) => fields[0]?.[1].length === (Number.parseInt(id) - 1) % 700)).toBe(true);
  });

  test('~ trims whole nodes, of 100 entries or 4 KiB', () => {
    const lines = Array.from({ length: 250 }, (_, i) => `XADD s ${i + 1}-0 f v`);
    expect(streamAfter([...lines, 'XTRIM s MAXLEN ~ 120']).entries).toHaveLength(150);
    const large = Array.from({ length: 10 }, (_, i) => ['XADD', 's', `${i + 1}-0`, 'f', 'v'.repeat(1300)]);
    expect(streamAfter([...large, 'XTRIM s MINID ~ 5']).entries).toHaveLength(7);
  });

  test('XADD without a value is an error', () => {
    expect(replayCommands(['XADD s 1-1 a b c'])).toMatchObject({
      keys: [],
      warnings: ['XADD changes nothing: a wrong number of arguments'],
    });
  });
});

describe('totals', () => {
  test.each<[string, readonly string[], Partial<StreamRecord>]>([
    ['of entries', FIVE, { firstId: '1-1', lastId: '3-1', maxDeletedId: '0-0', entriesAdded: 5 }],
    ['XDEL of the first', [...FIVE, 'XDEL s 1-1'], { firstId: '1-2', maxDeletedId: '1-1', entriesAdded: 5 }],
    ['XDEL of an older one', [...FIVE, 'XDEL s 2-0', 'XDEL s 1-1'], { maxDeletedId: '2-0' }],
    ['XTRIM leaves the greatest deleted id', [...FIVE, 'XTRIM s MAXLEN 1'], { firstId: '3-1', maxDeletedId: '0-0' }],
    ['of nothing', [...FIVE, 'XTRIM s MAXLEN 0'], { firstId: '0-0', lastId: '3-1', entriesAdded: 5 }],
    ['XSETID, the old form', [...FIVE, 'XSETID s 9-9'], { lastId: '9-9', entriesAdded: 5 }],
    [
      'XSETID',
      [...FIVE, 'XSETID s 9-9 ENTRIESADDED 70 MAXDELETEDID 8-8'],
      { lastId: '9-9', maxDeletedId: '8-8', entriesAdded: 70 },
    ],
    ['XSETID below the last entry', [...FIVE, 'XSETID s 3-0'], { lastId: '3-1' }],
    ['XSETID below its greatest deleted id', [...FIVE, 'XSETID s 5-0 MAXDELETEDID 6-0'], { lastId: '3-1' }],
    ['XSETID with too few added', [...FIVE, 'XSETID s 5-0 ENTRIESADDED 4'], { lastId: '3-1', entriesAdded: 5 }],
  ])('%s', (_name, lines, want) => {
    expect(streamAfter(lines)).toMatchObject(want);
  });
});

describe('XSETID below an entry deleted before', () => {
  test.each<[string, ReplayOptions['writer'], string]>([
    ['Redis 7.0 takes it', { family: 'redis', version: '7.0.15' }, '3-1'],
    ['Redis 7.2 refuses it', { family: 'redis', version: '7.2.0' }, '5-1'],
    ['a server that is not told took it, or it would not stand in the log', undefined, '3-1'],
  ])('%s', (_name, writer, lastId) => {
    const lines = ['XADD s 5-1 a b', 'XDEL s 5-1', 'XSETID s 3-1 ENTRIESADDED 7 MAXDELETEDID 0-1'];
    expect(streamAfter(lines, writer && { writer }).lastId).toBe(lastId);
  });

  test('what it says of the stream holds', () => {
    const lines = ['XADD s 5-1 a b', 'XDEL s 5-1', 'XSETID s 3-1 ENTRIESADDED 7 MAXDELETEDID 0-1'];
    expect(streamAfter(lines)).toMatchObject({ lastId: '3-1', maxDeletedId: '0-1', entriesAdded: 7 });
  });
});

describe('idempotent producers', () => {
  test.each<[string, readonly string[], Readonly<Record<string, unknown>>]>([
    [
      'XADD IDMP',
      ['XADD s IDMP p i 1-0 a b'],
      { added: 1, producers: [{ id: 'p', entries: [{ iid: 'i', id: '1-0' }] }] },
    ],
    [
      'a duplicate stands with * and adds nothing',
      ['XADD s IDMP p i 1-0 a b', 'XADD s IDMP p i * a b'],
      { duplicates: 1 },
    ],
    ['XCFGSET', ['XADD s 1-0 a b', 'XCFGSET s IDMP-DURATION 7 IDMP-MAXSIZE 9'], { duration: 7, maxEntries: 9 }],
    ['a change empties', ['XADD s IDMP p i 1-0 a b', 'XCFGSET s IDMP-MAXSIZE 9'], { added: 1, producers: [] }],
    [
      'what is out of range is an error',
      ['XADD s IDMP p i 1-0 a b', 'XCFGSET s IDMP-MAXSIZE 10001'],
      { maxEntries: 100 },
    ],
    [
      'the oldest goes',
      ['XADD s 1 a b', 'XCFGSET s IDMP-MAXSIZE 1', 'XADD s IDMP p i 2 a b', 'XADD s IDMP p j 3 a b'],
      { added: 2, producers: [{ id: 'p', entries: [{ iid: 'j', id: '3-0' }] }] },
    ],
    [
      'XIDMPRECORD',
      ['XADD s 1-0 a b', 'XIDMPRECORD s p i 1-0', 'XIDMPRECORD s p j 9-9'],
      { added: 1, producers: [{ id: 'p', entries: [{ iid: 'i', id: '1-0' }] }] },
    ],
  ])('%s', (_name, lines, want) => {
    expect(streamAfter(lines).idmp).toMatchObject(want);
  });
});
