/** LZF deflate: any bytes come back from inflate, and a string always gives the same bytes. Source: rdb-format.md 2.3. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lzfInflate } from '../../src/kernels/twins/lzf.ts';
import { someBytes } from './arbitraries.ts';
import { ascii, observe } from './memory.ts';

/** Undefined: it does not fit. */
function deflate(bytes: Uint8Array, room: number): Uint8Array | undefined {
  return observe((memory) => {
    const { start, end } = memory.input(bytes);
    const out = memory.room(room);
    const written = memory.kernels.lzfDeflate(start, end, out.start, out.end);
    return written === 0 ? undefined : memory.bytes(out.start, written);
  });
}

function inflate(packed: Uint8Array, size: number): Uint8Array {
  return lzfInflate(packed, new Uint8Array(), size, true).out;
}

test.each([
  ['one byte', 'a', 2],
  ['nothing that stands twice', 'abcdefghij', 11],
  ['three bytes twice', 'abcXabcX', 8],
  ['a run', 'a'.repeat(100), 5],
  ['a run of the longest match', 'a'.repeat(1 + 264 + 4), 7],
  ['literals of more than a run', 'abcdefghijklmnopqrstuvwxyz0123456789', 38],
])('%s', (_name, text, most) => {
  const packed = deflate(ascii(text), most + 40) ?? new Uint8Array();
  expect(inflate(packed, text.length)).toEqual(ascii(text));
  expect(packed.length).toBeLessThanOrEqual(most);
});

test('matches reach 8192 bytes back, and no further', () => {
  const filler = Uint8Array.from({ length: 8192 }, (_, i) => (i * 7919) >>> 5);
  for (const distance of [8191, 8192, 8193]) {
    const bytes = Buffer.concat([ascii('needle'), filler.subarray(0, distance - 6), ascii('needle.')]);
    const packed = deflate(bytes, bytes.length + 400) ?? new Uint8Array();
    expect(inflate(packed, bytes.length)).toEqual(Uint8Array.from(bytes));
  }
});

test('what does not fit is said, and nothing is written behind the end', () => {
  const text = ascii('abcabcabcabc which is a text');
  const least = deflate(text, 100)?.length ?? 0;
  for (let room = 0; room < 40; room++) expect(deflate(text, room) !== undefined).toBe(room >= least);
});

test('any bytes', () => {
  fc.assert(
    fc.property(someBytes, fc.nat(300), (bytes, room) => {
      const packed = deflate(bytes, room);
      if (packed !== undefined) expect(inflate(packed, bytes.length)).toEqual(Uint8Array.from(bytes));
    }),
    { numRuns: 400 },
  );
});
