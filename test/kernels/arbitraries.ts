/** What properties are tried on. */
import * as fc from 'fast-check';
import { SHAPE, type Shape } from '../../src/kernels/kernels.ts';
import {
  compress,
  encodeInteger,
  encodeLength,
  encodeLzf,
  encodeRaw,
  f64,
  join,
  le,
  type PackedEntry,
} from './encode.ts';

/** Every bit pattern. */
export const anyBytes = fc.uint8Array({ maxLength: 200 });

/** Bytes of few values, so that there is something to compress and to find twice. */
export const repetitive = fc
  .array(
    fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.nat(60))
      .map(([bytes, times]) => join(...Array(times).fill(bytes))),
    { maxLength: 8 },
  )
  .map((parts) => join(...parts));

/** Text with what JSON escapes, in all lengths of UTF-8, sometimes broken. */
export const textual = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).map((text) => Buffer.from(text)) },
      { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 10 }).map((text) => Buffer.from(text)) },
      { weight: 2, arbitrary: fc.uint8Array({ min: 0, max: 0x22, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constantFrom(join([0x5c]), join([0x22]), join([0x24]), join([0x7f])) },
    ),
    { maxLength: 5 },
  )
  .map((parts) => join(...parts));

/** Sequences at both ends of what UTF-8 allows, whole and cut. */
export const utf8Edges = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        0x41,
        0x7f,
        0x80,
        0xbf,
        0xc0,
        0xc1,
        0xc2,
        0xdf,
        0xe0,
        0xed,
        0xee,
        0xef,
        0xf0,
        0xf4,
        0xf5,
        0xff,
        0x8f,
        0x90,
        0x9f,
        0xa0,
      ),
      fc.constantFrom(
        '\u0080',
        '\u07ff',
        '\u0800',
        '\ud7ff',
        '\ue000',
        '\ufeff',
        '\uffff',
        '\u{10000}',
        '\u{10ffff}',
        'abcdefghijklmnop',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => join(...parts.map((part) => (typeof part === 'number' ? [part] : Buffer.from(part)))));

export const someBytes = fc.oneof(anyBytes, repetitive, textual, utf8Edges);

/** `bytes` as they are, cut, or with some of them changed. */
export function mutated(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(bytes, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.option(fc.nat(), { freq: 3 }))
    .map(([whole, changes, cut]) => {
      const changed = Uint8Array.from(whole);
      for (const [at, byte] of changes) if (changed.length > 0) changed[at % changed.length] = byte;
      return cut === null ? changed : changed.subarray(0, cut % (changed.length + 1));
    });
}

/** Integers of every width, at both ends of it. */
export const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -5000, max: 5000 }).map(BigInt),
  fc
    .tuple(
      fc.constantFrom(7n, 8n, 12n, 13n, 15n, 16n, 23n, 24n, 31n, 32n, 53n, 63n),
      fc.integer({ min: -2, max: 2 }),
      fc.boolean(),
    )
    .map(([bits, by, negative]) => BigInt.asIntN(64, (negative ? -1n : 1n) * 2n ** bits + BigInt(by))),
);

export const packedEntry: fc.Arbitrary<PackedEntry> = fc.oneof(
  int64,
  fc.uint8Array({ maxLength: 10 }),
  fc.uint8Array({ minLength: 60, maxLength: 66 }),
  fc.uint8Array({ minLength: 120, maxLength: 130 }),
  fc.uint8Array({ minLength: 250, maxLength: 256 }),
);

const stringForms = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 8 }).map((bytes) => encodeRaw(bytes)) },
  fc
    .tuple(fc.uint8Array({ maxLength: 80 }), fc.constantFrom<(1 | 2 | 5 | 9)[]>(1, 2, 5, 9))
    .map(([bytes, least]) => encodeRaw(bytes, least)),
  fc.integer().map(encodeInteger),
  fc.integer({ min: -200, max: 200 }).map(encodeInteger),
  repetitive.map(encodeLzf),
);

const scoreText = fc.oneof(
  fc.double().map((value) => Buffer.from(String(value))),
  fc.integer().map((value) => Buffer.from(String(value))),
  fc.uint8Array({ minLength: 1, maxLength: 5 }),
);

/** The bytes of one element. */
export function element(shape: Shape): fc.Arbitrary<Uint8Array> {
  const s = stringForms;
  const time = fc.oneof(fc.constant(-1n), fc.bigInt({ min: 0n, max: 2n ** 48n }), int64);
  switch (shape) {
    case SHAPE.STRING:
      return s;
    case SHAPE.PAIR:
      return fc.tuple(s, s).map((parts) => join(...parts));
    case SHAPE.SCORE:
      return fc.tuple(s, fc.double().map(f64)).map((parts) => join(...parts));
    case SHAPE.TEXT_SCORE: {
      const special = fc.integer({ min: 253, max: 255 }).map((byte) => join([byte]));
      return fc
        .tuple(
          s,
          fc.oneof(
            scoreText.map((text) => encodeRaw(text)),
            special,
          ),
        )
        .map((parts) => join(...parts));
    }
    case SHAPE.TTL_PAIR:
      return fc
        .tuple(
          fc.nat(100000).map((ttl) => encodeLength(ttl)),
          s,
          s,
        )
        .map((parts) => join(...parts));
    case SHAPE.PAIR_TIME:
      return fc
        .tuple(
          s,
          s,
          time.map((at) => le(at, 8)),
        )
        .map((parts) => join(...parts));
    case SHAPE.TRIPLE:
      return fc.tuple(s, s, s).map((parts) => join(...parts));
  }
}

export const shape = fc.constantFrom(...Object.values(SHAPE));

/** LZF data, its inflated length, and sometimes neither is right. */
export const packedLzf = fc.tuple(
  fc.oneof(mutated(repetitive.map(compress)), anyBytes),
  fc.integer({ min: -2, max: 2 }),
);
