/** Digests of values, kernel against twin: what each kind of element adds, and the records that come of it. */
import { describe, expect, test } from 'vitest';
import { KEY_RECORD_BYTES } from '../../src/diff/key-record.ts';
import { DIGEST, PENDING } from '../../src/kernels/digest-kernels.ts';
import { digestOf, expiryFrame, f64, recordOf, u64, type ValueParts } from '../../src/kernels/twins/digests.ts';
import { join } from './encode.ts';
import { ascii, observe, type Memory, type Span } from './memory.ts';

const [LIST, SET, ZSET, HASH, STREAM, PATH_HASH] = [1, 2, 3, 4, 5, 9];
const PLACE = 12_345_678_901;
const key = ascii('some:key');

/** Tell the kernels of a value in one memory after the other, and make its record. */
function record(type: number, tell: (memory: Memory, digest: number) => void, expireAtMs = NaN): string {
  return observe((memory) => {
    const name = memory.input(key);
    const digest = memory.room(DIGEST.BYTES);
    memory.set(digest.start, new Uint8Array(DIGEST.BYTES));
    const out = memory.room(KEY_RECORD_BYTES);
    tell(memory, digest.start);
    memory.kernels.putKeyRecord(name.start, name.end, 3, type, expireAtMs, PLACE, digest.start, out.start);
    return hexOf(memory.bytes(out.start, out.end));
  });
}

function twin(value: ValueParts, expireAtMs?: number): string {
  const time = expireAtMs === undefined ? {} : { expireAtMs };
  return hexOf(recordOf({ key, db: 3, value, place: PLACE, side: 'a', ...time }));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function table(memory: Memory, ...cells: readonly (readonly [string, number?])[]): Span {
  return memory.table(cells.map(([text, number = NaN]) => ({ bytes: ascii(text), number })));
}

test('a string, whole', () => {
  const got = record(0, (memory, digest) => {
    const { start, end } = memory.text('value');
    memory.kernels.digestString(start, end, 1, digest);
  });
  expect(got).toBe(twin({ type: 0, bytes: ascii('value') }));
});

test('a string in slices, with an expiry', () => {
  const got = record(
    0,
    (memory, digest) => {
      for (const [text, last] of [
        ['va', 0],
        ['', 0],
        ['lu', 0],
        ['e', 1],
      ] as const) {
        const { start, end } = memory.text(text);
        memory.kernels.digestString(start, end, last, digest);
      }
    },
    1_700_000_000_001,
  );
  expect(got).toBe(twin({ type: 0, bytes: ascii('value') }, 1_700_000_000_001));
});

test.each([1, 2, 15, 16, 64, 65, 129, 200])('a list of %i items', (count) => {
  const items = Array.from({ length: count }, (_, i) => ascii(`item ${i}`));
  const got = record(LIST, (memory, digest) => {
    const rows = memory.packedTable(items);
    memory.kernels.digestItems(rows.start, count, digest);
  });
  expect(got).toBe(twin({ type: LIST, ordered: items.map(digestOf), count }));
});

test('a set', () => {
  const got = record(SET, (memory, digest) => {
    const rows = table(memory, ['one'], ['']);
    memory.kernels.digestSet(rows.start, 2, digest);
  });
  expect(got).toBe(twin({ type: SET, frames: [digestOf(ascii('one')), digestOf(ascii(''))], count: 2 }));
});

test.each([1.5, 0, -0, Infinity, NaN])('a sorted set: score %d', (score) => {
  const got = record(ZSET, (memory, digest) => {
    const rows = table(memory, ['one', score]);
    memory.kernels.digestMembers(rows.start, 1, digest);
  });
  expect(got).toBe(twin({ type: ZSET, frames: [join(digestOf(ascii('one')), f64(score))], count: 1 }));
});

describe('a hash', () => {
  const plain = ['f', 'g'].map((name) => join(digestOf(ascii(name)), digestOf(ascii('v'))));

  test.each([
    ['whose expiries count', 1, [...plain, expiryFrame(ascii('g'), 5000)]],
    ['whose expiries do not count', 0, plain],
  ])('%s', (_name, timed, frames) => {
    const got = record(HASH, (memory, digest) => {
      const rows = table(memory, ['f'], ['v'], ['g', 5000], ['v']);
      memory.kernels.digestFields(rows.start, 2, 0, timed, digest);
    });
    expect(got).toBe(twin({ type: HASH, frames, count: 2 }));
  });

  test('with an expiry that comes behind its fields', () => {
    const got = record(HASH, (memory, digest) => {
      const rows = table(memory, ['f'], ['v'], ['g'], ['v']);
      const name = memory.text('g');
      memory.kernels.digestFields(rows.start, 2, 0, 1, digest);
      memory.kernels.digestExpiry(name.start, name.end, 5000, digest);
    });
    expect(got).toBe(twin({ type: HASH, frames: [...plain, expiryFrame(ascii('g'), 5000)], count: 2 }));
  });

  test('of paths', () => {
    const path = ascii('/a');
    const got = record(PATH_HASH, (memory, digest) => {
      const rows = table(memory, ['f', 7000], ['v']);
      const { start, end } = memory.input(path);
      memory.kernels.digestPath(start, end, digest);
      memory.kernels.digestFields(rows.start, 1, 1, 1, digest);
    });
    const frames = [
      join(digestOf(path), digestOf(ascii('f')), digestOf(ascii('v'))),
      expiryFrame(ascii('f'), 7000, path),
    ];
    expect(got).toBe(twin({ type: PATH_HASH, frames, count: 1 }));
  });
});

test('entries of a stream', () => {
  const got = record(STREAM, (memory, digest) => {
    const rows = table(memory, ['f'], ['v'], ['f'], ['w']);
    for (const text of ['18446744073709551615-7', '0-18446744073709551615']) {
      const id = memory.text(text);
      memory.kernels.digestEntry(id.start, id.end, rows.start, 2, digest);
    }
  });
  const fields = ['f', 'v', 'f', 'w'].map((text) => digestOf(ascii(text)));
  const ids = [join(u64(-1n), u64(7)), join(u64(0), u64(-1n))];
  const ordered = ids.flatMap((id) => [id, u64(2), u64(0), ...fields]);
  expect(got).toBe(twin({ type: STREAM, ordered, count: 2 }));
});

test('pending entries, and frames', () => {
  const [group, consumer] = [digestOf(ascii('g')), digestOf(ascii('c'))];
  const got = record(STREAM, (memory, digest) => {
    const columns = memory.room(PENDING.BYTES);
    const set = (column: number, ...parts: Uint8Array[]): void => memory.set(columns.start + column, join(...parts));
    set(PENDING.IDS, u64(1), u64(2), u64(3), u64(4));
    set(PENDING.DELIVERED, u64(100), u64(200));
    set(PENDING.DELIVERIES, u64(9), u64(8));
    set(PENDING.CONSUMERS, Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255));
    const names = memory.input(join(group, consumer));
    const frame = memory.text('some frame');
    memory.kernels.digestPending(columns.start, 2, names.start, names.start + 16, 4, digest);
    memory.kernels.addFrame(frame.start, frame.end, digest + DIGEST.SUM);
    memory.kernels.addFrame(frame.start, frame.end, digest + DIGEST.REST);
    memory.kernels.addElements(digest, 5);
  });
  const nobody = new Uint8Array(16);
  const frames = [
    join(f64(4), group, u64(1), u64(2), consumer, u64(100), u64(9)),
    join(f64(4), group, u64(3), u64(4), nobody, u64(200), u64(8)),
    ascii('some frame'),
  ];
  expect(got).toBe(twin({ type: STREAM, frames, count: 5, rest: [ascii('some frame')] }));
});

test('a value that is given up leaves nothing', () => {
  const got = record(LIST, (memory, digest) => {
    const rows = table(memory, ['a'], ['b']);
    memory.kernels.digestItems(rows.start, 2, digest);
    memory.kernels.digestSet(rows.start, 2, digest);
    memory.kernels.beginValue(digest);
  });
  expect(got).toBe(twin({ type: LIST }));
});

describe('a run of strings', () => {
  const keys = ['a', 'some longer key'];

  function run(each: number, timed: number, place: number): string {
    return observe((memory) => {
      const rows = table(memory, ['a', 5000], ['v', 40], ['some longer key'], ['', 60]);
      const digest = memory.room(DIGEST.BYTES);
      memory.set(digest.start, new Uint8Array(DIGEST.BYTES));
      memory.set(digest.start + DIGEST.SIDE, u64(1n << 63n));
      const out = memory.room(2 * KEY_RECORD_BYTES);
      memory.kernels.putStringRecords(rows.start, 2, 1, timed, place, each, digest.start, out.start);
      return hexOf(memory.bytes(out.start, out.end));
    });
  }

  function want(places: readonly [number, number], timed: boolean): string {
    return keys
      .map((name, i) => {
        const value = { type: 0, bytes: ascii(i === 0 ? 'v' : '') };
        const time = timed && i === 0 ? { expireAtMs: 5000 } : {};
        return hexOf(recordOf({ key: ascii(name), db: 1, value, place: places[i] ?? 0, side: 'b', ...time }));
      })
      .join('');
  }

  test('by their offsets', () => expect(run(0, 1, 1000)).toBe(want([1040, 1060], true)));
  test('by their number', () => expect(run(1, 1, 1000)).toBe(want([1000, 1001], true)));
  test('without expiries', () => expect(run(0, 0, 1000)).toBe(want([1040, 1060], false)));
});
