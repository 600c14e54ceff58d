/** Bytes to JSON text: S of record-schema.md. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BYTES, STRING_ROOM, type BytesMode } from '../../src/kernels/kernels.ts';
import { row } from '../../src/kernels/twins/answer.ts';
import * as twins from '../../src/kernels/twins/text.ts';
import { someBytes, textual, utf8Edges } from './arbitraries.ts';
import { join } from './encode.ts';
import { ascii, hex, observe } from './memory.ts';

const modes = fc.constantFrom(...Object.values(BYTES));

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The ends of what is valid, and what is just outside. Source: Unicode, table 3-7. */
const SEQUENCES: readonly (readonly [string, string, number])[] = [
  ['nothing', '', 0],
  ['ASCII', '41 7f 00', 3],
  ['two bytes, lowest', 'c2 80', 2],
  ['two bytes, highest', 'df bf', 2],
  ['two bytes, overlong', '41 c1 bf', 1],
  ['two bytes, cut', '41 c2', 1],
  ['two bytes, no continuation', 'c2 41', 0],
  ['three bytes, lowest', 'e0 a0 80', 3],
  ['three bytes, highest', 'ef bf bf', 3],
  ['three bytes, overlong', 'e0 9f bf', 0],
  ['before the surrogates', 'ed 9f bf', 3],
  ['the first surrogate', 'ed a0 80', 0],
  ['the last surrogate', 'ed bf bf', 0],
  ['after the surrogates', 'ee 80 80', 3],
  ['byte order mark', 'ef bb bf 41', 4],
  ['three bytes, cut', '41 e2 82', 1],
  ['three bytes, bad last', 'e2 82 41', 0],
  ['four bytes, lowest', 'f0 90 80 80', 4],
  ['four bytes, highest', 'f4 8f bf bf', 4],
  ['four bytes, overlong', 'f0 8f bf bf', 0],
  ['over U+10FFFF', 'f4 90 80 80', 0],
  ['four bytes, cut', 'f0 9f 98', 0],
  ['four bytes, bad third', 'f0 9f 41 80', 0],
  ['four bytes, bad last', 'f0 9f 98 41', 0],
  ['continuation alone', '41 80', 1],
  ['f5', '41 42 f5 80 80 80', 2],
  ['ff', 'ff', 0],
];

describe('utf8End', () => {
  function kernel(bytes: Uint8Array): number {
    return observe((memory) => {
      const { start, end } = memory.input(bytes);
      return memory.kernels.utf8End(start, end) - start;
    });
  }

  test.each(SEQUENCES)('%s: %s', (_name, bytes, want) => {
    expect(twins.utf8End(hex(bytes))).toBe(want);
    // At every place of the vectors it is looked at in.
    for (const before of [0, 1, 12, 13, 14, 15, 16, 17, 31, 32]) {
      const after = ascii('abcdefghijklmnopqrstuvwxyz');
      const whole = join(new Uint8Array(before).fill(0x61), hex(bytes), want === hex(bytes).length ? after : []);
      expect(kernel(whole)).toBe(twins.utf8End(whole));
    }
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(utf8Edges, someBytes), (bytes) => {
        expect(kernel(bytes)).toBe(twins.utf8End(bytes));
      }),
      { numRuns: 500 },
    );
  });
});

describe('escapeText', () => {
  /** With exactly the room that is asked for. */
  function kernel(bytes: Uint8Array, strict: boolean): Uint8Array | undefined {
    return observe((memory) => {
      const { start, end } = memory.input(bytes);
      const out = memory.room(6 * bytes.length + 16);
      const to = memory.kernels.escapeText(start, end, out.start, Number(strict));
      return to === 0 ? undefined : memory.bytes(out.start, to);
    });
  }

  test.each([
    ['', ''],
    ['plain', 'plain'],
    ['say "hi"', 'say \\"hi\\"'],
    ['back\\slash', 'back\\\\slash'],
    ['/', '/'],
    ['\b\t\n\f\r', '\\b\\t\\n\\f\\r'],
    ['\0\v\x0e\x1f', '\\u0000\\u000b\\u000e\\u001f'],
    ['\x7f', '\x7f'],
    ['\u0080\u2028\uffff😀', '\u0080\u2028\uffff😀'],
  ])('%j', (text, want) => {
    expect(kernel(utf8(text), true)).toEqual(utf8(want));
    expect(kernel(utf8(text), false)).toEqual(utf8(want));
    expect(twins.escapeText(utf8(text), true)).toEqual(utf8(want));
  });

  test('every byte at every place of two blocks', () => {
    for (let byte = 0; byte < 256; byte++) {
      for (const at of [0, 3, 15, 16, 31, 32, 40]) {
        const bytes = new Uint8Array(41).fill(0x61);
        bytes[at] = byte;
        for (const strict of [true, false]) expect(kernel(bytes, strict)).toEqual(twins.escapeText(bytes, strict));
      }
    }
  });

  test('every length of nothing but the longest escape', () => {
    for (let size = 0; size < 70; size++) {
      const bytes = new Uint8Array(size).fill(1);
      expect(kernel(bytes, true)).toEqual(twins.escapeText(bytes, true));
    }
  });

  test.each(SEQUENCES)('%s: %s', (_name, bytes) => {
    for (const before of [0, 1, 14, 15, 16, 30]) {
      for (const after of [0, 1, 40]) {
        const whole = join(new Uint8Array(before).fill(0x61), hex(bytes), new Uint8Array(after).fill(0x62));
        for (const strict of [true, false]) expect(kernel(whole, strict)).toEqual(twins.escapeText(whole, strict));
      }
    }
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(textual, someBytes), fc.boolean(), (bytes, strict) => {
        expect(kernel(bytes, strict)).toEqual(twins.escapeText(bytes, strict));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('escapeLatin1', () => {
  function kernel(bytes: Uint8Array): Uint8Array {
    return observe((memory) => {
      const { start, end } = memory.input(bytes);
      const out = memory.room(6 * bytes.length);
      return memory.bytes(out.start, memory.kernels.escapeLatin1(start, end, out.start));
    });
  }

  test('every byte', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(kernel(all)).toEqual(twins.escapeLatin1(all));
    expect(kernel(hex('e9 22 80 ff'))).toEqual(utf8('é\\"\u0080ÿ'));
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(kernel(bytes)).toEqual(twins.escapeLatin1(bytes));
      }),
    );
  });
});

describe('base64', () => {
  /** With exactly the room that the text takes. */
  function kernel(bytes: Uint8Array): string {
    return observe((memory) => {
      const { start, end } = memory.input(bytes);
      const out = memory.room(4 * Math.ceil(bytes.length / 3));
      return memory.latin1(out.start, memory.kernels.base64(start, end, out.start));
    });
  }

  test.each([
    ['', ''],
    ['66', 'Zg=='],
    ['66 6f', 'Zm8='],
    ['66 6f 6f', 'Zm9v'],
    ['66 6f 6f 62', 'Zm9vYg=='],
    ['00 10 83', 'ABCD'],
    ['fb ff bf', '+/+/'],
    ['ff ff ff', '////'],
  ])('%j is %s', (bytes, want) => {
    expect(kernel(hex(bytes))).toBe(want);
    expect(twins.base64(hex(bytes))).toBe(want);
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(kernel(bytes)).toBe(twins.base64(bytes));
      }),
    );
  });
});

describe('putString', () => {
  function kernel(bytes: Uint8Array, mode: BytesMode): string {
    return observe((memory) => {
      const { start, end } = memory.input(bytes);
      const out = memory.room(6 * bytes.length + STRING_ROOM);
      return memory.utf8(out.start, memory.kernels.putString(start, end, out.start, mode));
    });
  }

  test.each([
    ['', '""', '{"$base64":""}', '""'],
    ['61 22', '"a\\""', '{"$base64":"YSI="}', '"a\\""'],
    ['c3 a9', '"é"', '{"$base64":"w6k="}', '"Ã©"'],
    ['e9', '{"$base64":"6Q=="}', '{"$base64":"6Q=="}', '"é"'],
  ])('%j', (bytes, auto, base64, latin1) => {
    expect(kernel(hex(bytes), BYTES.AUTO)).toBe(auto);
    expect(kernel(hex(bytes), BYTES.BASE64)).toBe(base64);
    expect(kernel(hex(bytes), BYTES.LATIN1)).toBe(latin1);
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(someBytes, modes, (bytes, mode) => {
        expect(kernel(bytes, mode)).toBe(twins.putString(bytes, mode));
      }),
      { numRuns: 500 },
    );
  });
});

describe('putKeyFrame', () => {
  type Frame = Parameters<typeof twins.putKeyFrame>;

  function kernel(...[head, key, tail, expireAt, valued, mode]: Frame): string {
    return observe((memory) => {
      const k = memory.input(key);
      const h = memory.text(head);
      const t = memory.text(tail);
      const out = memory.room(6 * key.length + 2 * STRING_ROOM + head.length + tail.length);
      const { kernels } = memory;
      const sizes = [h.end - h.start, t.end - t.start] as const;
      const put = [k.start, k.end, t.start, sizes[1], expireAt, Number(valued), out.start, mode] as const;
      return memory.utf8(out.start, kernels.putKeyFrame(h.start, sizes[0], ...put));
    });
  }

  test.each<[string, Frame]>([
    ['{"key":"k","type":"string","value":', ['{"key":', ascii('k'), ',"type":"string"', NaN, true, BYTES.AUTO]],
    ['{"key":"k","expireAt":1700000000000,"value":', ['{"key":', ascii('k'), '', 1700000000000, true, BYTES.AUTO]],
    ['"","expireAt":0', ['', ascii(''), '', 0, false, BYTES.AUTO]],
    ['"","expireAt":-9007199254740992,"value":', ['', ascii(''), '', -(2 ** 53), true, BYTES.AUTO]],
  ])('%s', (want, frame) => {
    expect(kernel(...frame)).toBe(want);
    expect(twins.putKeyFrame(...frame)).toBe(want);
  });

  test('any key', () => {
    const part = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
    const time = fc.oneof(fc.constant(NaN), fc.maxSafeInteger());
    fc.assert(
      fc.property(part, someBytes, part, time, fc.boolean(), modes, (...frame) => {
        expect(kernel(...frame)).toBe(twins.putKeyFrame(...frame));
      }),
    );
  });
});

describe('rowsAreNames', () => {
  function kernel(names: readonly Uint8Array[], step: number, mode: BytesMode): boolean {
    const rows = names.map((bytes) => row(bytes));
    return observe((memory) => {
      const { start } = memory.table(rows);
      return Boolean(memory.kernels.rowsAreNames(start, rows.length, step, mode));
    });
  }

  test.each<[string[], BytesMode, boolean]>([
    [[], BYTES.AUTO, true],
    [[], BYTES.BASE64, true],
    [['61'], BYTES.AUTO, true],
    [['61'], BYTES.BASE64, false],
    [[''], BYTES.AUTO, true],
    [['24'], BYTES.AUTO, false],
    [['61 24'], BYTES.AUTO, true],
    [['61', 'ff', '62', '24'], BYTES.AUTO, true],
    [['61', '62', 'ff', '62'], BYTES.AUTO, false],
    [['ff', '62'], BYTES.LATIN1, true],
    [['24', '62'], BYTES.LATIN1, false],
  ])('%j in mode %d', (texts, mode, want) => {
    const names = texts.map(hex);
    expect(kernel(names, 2, mode)).toBe(want);
    expect(
      twins.rowsAreNames(
        names.map((bytes) => row(bytes)),
        2,
        mode,
      ),
    ).toBe(want);
  });

  test('any rows', () => {
    const names = fc.array(fc.oneof(textual, utf8Edges), { maxLength: 5 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 3 }), modes, (list, step, mode) => {
        expect(kernel(list, step, mode)).toBe(
          twins.rowsAreNames(
            list.map((bytes) => row(bytes)),
            step,
            mode,
          ),
        );
      }),
      { numRuns: 300 },
    );
  });
});
