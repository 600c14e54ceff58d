/** LZF inflate. Source: rdb-format.md 2.3. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lzfInflate, type Inflated } from '../../src/kernels/twins/lzf.ts';
import { anyBytes, packedLzf, repetitive } from './arbitraries.ts';
import { compress, join } from './encode.ts';
import { ascii, hex, observe, stopOf } from './memory.ts';

/** `slack`: bytes behind the input that may be read, and behind the output that may be overwritten. */
function inflate(input: Uint8Array, history: Uint8Array, room: number, total: boolean, slack: number): Inflated {
  return observe((memory) => {
    const source = memory.room(input.length + slack);
    memory.set(source.start, input);
    // What a back reference reaches stands before the output.
    const region = memory.room(history.length + room + slack);
    memory.set(region.start, history);
    const [start, end] = [source.start, source.start + input.length];
    const out = region.start + history.length;
    const { kernels } = memory;
    const places = [start, end, source.end, region.start, out, out + room, region.end] as const;
    const stop = stopOf(kernels.lzfInflate(...places, Number(total)));
    expect(memory.bytes(region.start, out)).toEqual(Uint8Array.from(history));
    const pos = memory.pos - start;
    if (stop === 'FAULT') return { stop, pos, out: new Uint8Array(), fault: memory.fault };
    return { stop, pos, out: memory.bytes(out, memory.free) };
  });
}

/** The answer, which slack must not change. */
function kernel(...given: [input: Uint8Array, history: Uint8Array, room: number, total: boolean]): Inflated {
  const answer = inflate(...given, 0);
  for (const slack of [20, 600]) expect(inflate(...given, slack)).toEqual(answer);
  return answer;
}

/** With FAULT nothing is said about what was written. */
function twin(...args: Parameters<typeof lzfInflate>): Inflated {
  const answer = lzfInflate(...args);
  return answer.stop === 'FAULT' ? { ...answer, out: new Uint8Array() } : answer;
}

const letters = ascii('abcdefghijklmnopqrstuvwxyz');

describe('tokens', () => {
  test.each([
    ['nothing', '', ''],
    ['one literal', '00 61', 'a'],
    ['the longest literal run, 32', `1f ${'61'.repeat(32)}`, 'a'.repeat(32)],
    ['the shortest match, 3', '02 61 62 63 20 02', 'abcabc'],
    ['the longest short match, 8', '01 61 62 c0 01', 'ababababab'],
    ['the shortest long match, 9', '01 61 62 e0 00 01', 'abababababa'],
    ['the longest match, 264', '00 61 e0 ff 00', 'a'.repeat(265)],
    ['distance 1', '01 61 62 80 00', 'abbbbbbb'],
    ['distance 7, overlapping', '06 61 62 63 64 65 66 67 e0 05 06', 'abcdefgabcdefgabcdefg'],
  ])('%s', (_name, packed, text) => {
    const want = { stop: 'DONE', pos: hex(packed).length, out: ascii(text) };
    expect(kernel(hex(packed), letters.subarray(0, 0), text.length, true)).toEqual(want);
    expect(twin(hex(packed), letters.subarray(0, 0), text.length, true)).toEqual(want);
  });

  test('distance 8192, the farthest', () => {
    const history = Uint8Array.from({ length: 8192 }, (_, i) => i % 251);
    expect(kernel(hex('3f ff'), history, 3, true).out).toEqual(history.slice(0, 3));
  });

  test('every length at every distance up to 40', () => {
    const history = Uint8Array.from({ length: 40 }, (_, i) => i);
    for (let distance = 1; distance <= 40; distance++) {
      for (const length of [3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 264]) {
        const code = length - 2;
        const packed = Uint8Array.from(code < 7 ? [code << 5, distance - 1] : [0xe0, code - 7, distance - 1]);
        expect(kernel(packed, history, length, true)).toEqual(twin(packed, history, length, true));
      }
    }
  });
});

describe('faults', () => {
  test.each([
    ['a literal run that is cut', '02 61 62', 10, 0],
    ['a match without its distance', '00 61 20', 10, 2],
    ['a long match without its length', '00 61 e0', 10, 2],
    ['a long match without its distance', '00 61 e0 00', 10, 2],
    ['a match that reaches before the start', '01 61 62 20 02', 10, 3],
    ['a match at the start', '20 00', 10, 0],
    ['a literal run past the room', '02 61 62 63', 2, 0],
    ['a match past the room', '00 61 20 00', 3, 2],
  ])('%s', (_name, packed, room, pos) => {
    const want = { stop: 'FAULT', pos, out: new Uint8Array(), fault: 'LZF' };
    expect(kernel(hex(packed), new Uint8Array(), room, true)).toEqual(want);
    expect(twin(hex(packed), new Uint8Array(), room, true)).toEqual(want);
  });
});

describe('in slices', () => {
  test.each([
    ['a literal run that is cut', '00 61 02 61 62', 2],
    ['a match that is cut', '00 61 20', 2],
    ['a long match that is cut', '00 61 e0 00', 2],
  ])('%s waits for more input', (_name, packed, pos) => {
    const want = { stop: 'INPUT', pos, out: ascii('a') };
    expect(kernel(hex(packed), new Uint8Array(), 600, false)).toEqual(want);
    expect(twin(hex(packed), new Uint8Array(), 600, false)).toEqual(want);
  });

  test.each([
    [264, 'DONE', 'a'],
    [263, 'OUTPUT', ''],
  ])('with room for %d bytes', (room, stop, text) => {
    const want = { stop, pos: stop === 'DONE' ? 2 : 0, out: ascii(text) };
    expect(kernel(hex('00 61'), new Uint8Array(), room, false)).toEqual(want);
    expect(twin(hex('00 61'), new Uint8Array(), room, false)).toEqual(want);
  });

  test('give the whole, however they are cut', () => {
    const cuts = fc.tuple(fc.integer({ min: 40, max: 400 }), fc.integer({ min: 264, max: 700 }));
    fc.assert(
      fc.property(repetitive, cuts, (text, [inputSize, room]) => {
        const packed = compress(text);
        let done: Uint8Array = new Uint8Array();
        for (let pos = 0; pos < packed.length;) {
          const { stop, pos: read, out } = kernel(packed.subarray(pos, pos + inputSize), done, room, false);
          expect(stop).not.toBe('FAULT');
          expect(read).toBeGreaterThan(0);
          done = join(done, out);
          pos += read;
        }
        expect(done).toEqual(text);
      }),
    );
  });
});

test('any bytes, well packed, damaged or random', () => {
  fc.assert(
    fc.property(packedLzf, fc.boolean(), ([packed, by], total) => {
      const { out } = lzfInflate(packed, new Uint8Array(), 100000, true);
      const room = Math.max(0, out.length + by);
      expect(kernel(packed, new Uint8Array(), room, total)).toEqual(twin(packed, new Uint8Array(), room, total));
    }),
    { numRuns: 300 },
  );
});

test('any room, any history', () => {
  fc.assert(
    fc.property(packedLzf, anyBytes, fc.nat(700), fc.boolean(), ([packed], history, room, total) => {
      expect(kernel(packed, history, room, total)).toEqual(twin(packed, history, room, total));
    }),
    { numRuns: 300 },
  );
});
