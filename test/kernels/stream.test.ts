/** Stream entries. Source: rdb-format.md 4.5. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BYTES, type BytesMode } from '../../src/kernels/kernels.ts';
import { integerRow, row, type Row } from '../../src/kernels/twins/answer.ts';
import { jsonEntry, streamId } from '../../src/kernels/twins/stream.ts';
import { int64, textual, utf8Edges } from './arbitraries.ts';
import { be, join } from './encode.ts';
import { ascii, hex, observe, stopOf } from './memory.ts';

describe('streamId', () => {
  function kernel(key: Uint8Array, ms: bigint, seq: bigint): string {
    return observe((memory) => {
      const { start } = memory.input(key);
      const table = memory.table([integerRow(ms), integerRow(seq)]);
      const out = memory.room(41);
      return memory.latin1(out.start, memory.kernels.streamId(start, table.start, out.start));
    });
  }

  test.each([
    ['0-0', 0n, 0n, 0n, 0n],
    ['6-0', 5n, 1n, 1n, -1n],
    ['1700000000007-3', 1700000000000n, 3n, 7n, 0n],
    ['18446744073709551615-18446744073709551615', 2n ** 64n - 1n, 0n, 0n, -1n],
    ['0-9223372036854775807', 2n ** 64n - 1n, 0n, 1n, 2n ** 63n - 1n],
    ['9007199254740993-9223372036854775808', 0n, 0n, 2n ** 53n + 1n, -(2n ** 63n)],
  ])('%s', (want, ms, seq, msBy, seqBy) => {
    const key = join(be(ms, 8), be(seq, 8));
    expect(kernel(key, msBy, seqBy)).toBe(want);
    expect(streamId(key, integerRow(msBy), integerRow(seqBy))).toBe(want);
  });

  test('any key, any differences', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), int64, int64, (key, ms, seq) => {
        expect(kernel(key, ms, seq)).toBe(streamId(key, integerRow(ms), integerRow(seq)));
      }),
    );
  });
});

describe('jsonEntry', () => {
  function kernel(id: string, rows: readonly Row[], mode: BytesMode, room: number): string | undefined {
    return observe((memory) => {
      const { start, end } = memory.text(id);
      const table = memory.table(rows);
      const out = memory.room(room);
      const pairs = rows.length / 2;
      const stop = stopOf(memory.kernels.jsonEntry(start, end, table.start, pairs, mode, out.start, out.end));
      return stop === 'OUTPUT' ? undefined : memory.utf8(out.start, memory.free);
    });
  }

  test.each([
    ['no fields', [], '{"id":"1-2","fields":[]},'],
    ['one field', [row(ascii('a')), integerRow(5n)], '{"id":"1-2","fields":[["a","5"]]},'],
    [
      'the same field twice, and bytes',
      [row(ascii('a')), row(hex('ff')), row(ascii('a')), row(ascii('b'))],
      '{"id":"1-2","fields":[["a",{"$base64":"/w=="}],["a","b"]]},',
    ],
  ])('%s', (_name, rows, want) => {
    expect(kernel('1-2', rows, BYTES.AUTO, 1000)).toBe(want);
    expect(jsonEntry('1-2', rows, BYTES.AUTO)).toBe(want);
  });

  test('any fields, in any room: all of it or nothing', () => {
    const text = fc.oneof(textual, utf8Edges).map((bytes) => row(bytes));
    const fields = fc.array(fc.tuple(text, text), { maxLength: 4 }).map((list) => list.flat());
    const modes = fc.constantFrom(...Object.values(BYTES));
    fc.assert(
      fc.property(fields, modes, fc.nat(600), (rows, mode, room) => {
        const want = jsonEntry('1700000000000-0', rows, mode);
        const longest = rows.reduce((sum, { bytes }) => sum + 6 * bytes.length + 80, 200);
        expect(kernel('1700000000000-0', rows, mode, longest)).toBe(want);
        expect([want, undefined]).toContain(kernel('1700000000000-0', rows, mode, room));
      }),
      { numRuns: 200 },
    );
  });
});
