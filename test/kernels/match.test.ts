/** Key records: looked for in a table, parted, and their places put in order. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MATCH, RECORD_MARK } from '../../src/kernels/match-kernels.ts';
import { match, sorted, type MatchAnswer, type MatchRecord } from '../../src/kernels/twins/match.ts';
import { observe, type Memory, type Span } from './memory.ts';

const RECORD = 48;
const NONE = -(2n ** 63n);
const SIDE = 1n << 63n;
const WAITS = 1n << 62n;

/** Keys and values are 32 hexadecimal digits. */
function bytesOf(records: readonly MatchRecord[], marked: boolean): Buffer {
  const bytes = Buffer.alloc(records.length * RECORD);
  for (const [i, { key, value, expireAt, place, side }] of records.entries()) {
    bytes.set(Buffer.from(key + value, 'hex'), i * RECORD);
    bytes.writeBigInt64LE(expireAt, i * RECORD + 32);
    const marks = WAITS | (side === 'b' ? SIDE : 0n);
    bytes.writeBigUInt64LE(marked ? place | marks : place, i * RECORD + 40);
  }
  return bytes;
}

function recordsOf(bytes: Uint8Array): MatchRecord[] {
  const view = Buffer.from(bytes);
  return Array.from({ length: bytes.length / RECORD }, (_, i) => i * RECORD)
    .filter((at) => view.readBigUInt64LE(at + 40) !== 0n)
    .map((at) => {
      const marked = view.readBigUInt64LE(at + 40);
      expect(marked & WAITS).toBe(WAITS);
      const [key, value] = [view.toString('hex', at, at + 16), view.toString('hex', at + 16, at + 32)];
      const side = marked & SIDE ? 'b' : 'a';
      return { key, value, expireAt: view.readBigInt64LE(at + 32), place: marked & (WAITS - 1n), side };
    });
}

/** Answers of a run of calls, and what waits in the end, by place. */
interface Observed {
  readonly answers: readonly MatchAnswer[];
  readonly waiting: readonly MatchRecord[];
}

/** A call for each batch, whose records are of one side. In the end what waits moves to a table of `moved` slots. */
function kernel(batches: readonly (readonly MatchRecord[])[], slots: number, moved: number, near: number): Observed {
  return observe((memory) => {
    const table = zeroed(memory, slots * RECORD);
    const answers = batches.map((batch) => {
      const records = memory.input(bytesOf(batch, false));
      const pairs = memory.room(16 * batch.length);
      const found = memory.room(MATCH.BYTES);
      const mark = (batch[0]?.side === 'b' ? RECORD_MARK.SIDE_B : 0) | RECORD_MARK.WAITS;
      memory.kernels.matchRecords(
        records.start,
        batch.length,
        mark,
        table.start,
        slots,
        near,
        pairs.start,
        found.start,
      );
      return answerOf(memory, found, pairs);
    });
    const larger = zeroed(memory, moved * RECORD);
    memory.kernels.moveWaiting(table.start, table.end, larger.start, moved);
    return { answers, waiting: byPlace(recordsOf(memory.bytes(larger.start, larger.end))) };
  });
}

function answerOf(memory: Memory, at: Span, pairs: Span): MatchAnswer {
  const told = Buffer.from(memory.bytes(at.start, at.end));
  const twice = told.readUInt32LE(MATCH.TWICE);
  const first = told.readBigUInt64LE(MATCH.FIRST);
  const rows = Buffer.from(memory.bytes(pairs.start, pairs.end));
  return {
    found: told.readUInt32LE(MATCH.FOUND),
    twice,
    firstTwice: twice > 0 ? { side: first & SIDE ? 'b' : 'a', place: first & ~SIDE } : undefined,
    changed: Array.from({ length: told.readUInt32LE(MATCH.CHANGED) }, (_, i) => {
      const b = rows.readBigUInt64LE(16 * i + 8);
      return { a: rows.readBigUInt64LE(16 * i), b: b & ~SIDE, valueDiffers: (b & SIDE) > 0n };
    }),
  };
}

function twin(batches: readonly (readonly MatchRecord[])[], near: bigint): Observed {
  const waiting = new Map<string, MatchRecord>();
  const answers = batches.map((batch) => match(waiting, batch, near));
  return { answers, waiting: byPlace([...waiting.values()]) };
}

function byPlace(records: readonly MatchRecord[]): MatchRecord[] {
  return sorted(records.map((record) => [record.place, record])).map(([, record]) => record);
}

function zeroed(memory: Memory, size: number): Span {
  const room = memory.room(size);
  memory.set(room.start, new Uint8Array(size));
  return room;
}

/** Few homes, also the last slots, so that runs of taken slots are long and go around the end of the table. */
const key = fc
  .tuple(fc.constantFrom('00', '7f', 'ff'), fc.nat(20))
  .map(([home, number]) => `${number.toString(16).padStart(16, '0')}00000000ffffff${home}`);
const value = fc.constantFrom('1'.repeat(32), `${'1'.repeat(31)}2`, `2${'1'.repeat(31)}`);
const expireAt = fc.constantFrom(NONE, NONE + 1n, -1n, 0n, 7n, 8n, 2n ** 63n - 1n);
const batch = fc
  .tuple(fc.constantFrom('a' as const, 'b' as const), fc.array(fc.record({ key, value, expireAt }), { maxLength: 40 }))
  .map(([side, records]) => records.map((record) => ({ ...record, side })));

/** With a place of its own for each record. */
const batches = fc.array(batch, { maxLength: 6 }).map((all) => {
  let place = 2n ** 53n - 240n;
  return all.map((records) => records.map((record) => ({ ...record, place: place++ })));
});

test('any records of a few keys', () => {
  fc.assert(
    fc.property(batches, fc.integer({ min: 64, max: 90 }), fc.constantFrom(0, 1, 8, 2 ** 53), (all, slots, near) => {
      expect(kernel(all, slots, slots + 17, near)).toEqual(twin(all, BigInt(near)));
    }),
  );
});

describe('records that are taken', () => {
  const records = Array.from({ length: 9 }, (_, i): MatchRecord => {
    const digest = `0${i % 3}0${i}`.padEnd(32, '0');
    return { key: digest, value: digest, expireAt: NONE, place: BigInt(100 * i), side: i % 2 === 0 ? 'a' : 'b' };
  });
  /** A free slot behind each record. */
  const table = Buffer.concat(records.map((record) => Buffer.concat([bytesOf([record], true), Buffer.alloc(RECORD)])));

  test.each<[string, number, number]>([
    ['by the first byte', 0, 3],
    ['by the second', 1, 1],
  ])('go to parts %s, as long as there is room', (_name, level, most) => {
    for (const blockRecords of [most, 1]) {
      const parts = observe((memory) => {
        const { start, end } = memory.room(table.length);
        memory.set(start, table);
        const blocks = memory.room(256 * blockRecords * RECORD);
        const fills = zeroed(memory, 4 * 256);
        const to = memory.kernels.partRecords(start, end, level, blocks.start, blockRecords * RECORD, fills.start);
        const lengths = new Uint32Array(memory.bytes(fills.start, fills.end).buffer);
        return {
          to: (to - start) / RECORD,
          left: recordsOf(memory.bytes(start, end)),
          parts: Array.from(lengths, (length, i) => {
            const from = blocks.start + i * blockRecords * RECORD;
            return recordsOf(memory.bytes(from, from + length));
          }).filter((part) => part.length > 0),
        };
      });
      // The fourth record is the first of which there is one in its part already.
      const taken = blockRecords === most ? 9 : 3;
      const numbers = [...new Set(records.slice(0, taken).map((one) => one.key.slice(2 * level, 2 * level + 2)))];
      expect(parts).toEqual({
        to: 2 * taken,
        left: records.slice(taken),
        parts: numbers.map((number) =>
          records.slice(0, taken).filter((one) => one.key.slice(2 * level, 2 * level + 2) === number),
        ),
      });
    }
  });

  test.each([
    ['there is room for all', 5, 4, 18],
    ['there is none for the third of a', 2, 4, 8],
    ['there is none for the second of b', 5, 1, 6],
    ['there is none', 0, 0, 0],
  ])('tell their places: %s', (_name, aRoom, bRoom, want) => {
    const told = observe((memory) => {
      const { start, end } = memory.room(table.length);
      memory.set(start, table);
      const [a, b, ends] = [memory.room(8 * aRoom), memory.room(8 * bRoom), memory.room(8)];
      const to = memory.kernels.takePlaces(start, end, a.start, a.end, b.start, b.end, ends.start);
      const [aEnd = 0, bEnd = 0] = new Uint32Array(memory.bytes(ends.start, ends.end).buffer);
      return {
        to: (to - start) / RECORD,
        left: recordsOf(memory.bytes(start, end)).length,
        a: Array.from(new BigUint64Array(memory.bytes(a.start, aEnd).buffer)),
        b: Array.from(new BigUint64Array(memory.bytes(b.start, bEnd).buffer)),
      };
    });
    const taken = records.slice(0, want / 2);
    const places = (side: string): bigint[] => taken.filter((one) => one.side === side).map(({ place }) => place);
    expect(told).toEqual({ to: want, left: 9 - taken.length, a: places('a'), b: places('b') });
  });
});

describe('places in order', () => {
  function sort(rows: readonly (readonly [bigint, bigint])[], shift: 3 | 4): (readonly [bigint, bigint])[] {
    return observe((memory) => {
      const words = BigUint64Array.from(shift === 4 ? rows.flat() : rows.map(([place]) => place));
      const [table, spare] = [memory.room(words.byteLength), memory.room(words.byteLength)];
      memory.set(table.start, new Uint8Array(words.buffer));
      const start = memory.kernels.sortPlaces(table.start, rows.length, spare.start, shift);
      const told = new BigUint64Array(memory.bytes(start, start + words.byteLength).buffer);
      const wide = shift === 4 ? 2 : 1;
      return rows.map((_, i) => [told[wide * i] ?? 0n, wide === 2 ? (told[2 * i + 1] ?? 0n) : 0n] as const);
    });
  }

  test.each<[string, bigint[]]>([
    ['none', []],
    ['one', [5n]],
    ['both ends', [2n ** 55n - 1n, 0n, 2n ** 53n]],
    ['alike but for the highest digit', [3n << 44n, 1n << 44n, 2n << 44n]],
    ['in order', [1n, 2n, 3n, 4096n]],
    ['backwards', [4096n, 2048n, 2047n, 1n]],
  ])('%s', (_name, places) => {
    const rows = places.map((place) => [place, 0n] as const);
    expect(sort(rows, 3)).toEqual(sorted(rows));
  });

  test('any', () => {
    const place = fc.oneof(fc.bigInt(0n, 5000n), fc.bigInt(0n, 2n ** 55n - 1n));
    const row = fc.tuple(place, fc.bigInt(0n, 2n ** 64n - 1n));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 100 }), (rows) => {
        expect(sort(rows, 4)).toEqual(sorted(rows));
        expect(sort(rows, 3)).toEqual(sorted(rows.map(([first]) => [first, 0n] as const)));
      }),
    );
  });
});
