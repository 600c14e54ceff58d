/** XXH3 with 128 bits, whole and in pieces, against another implementation and against the twin in TypeScript. */
import { createXXHash128 } from 'hash-wasm';
import { describe, expect, test } from 'vitest';
import { xxh3With128Bits } from '../../src/bytes/xxh3-128.ts';
import { STREAM_BYTES } from '../../src/kernels/digest-kernels.ts';
import type { Memory } from './memory.ts';
import { observe } from './memory.ts';

const HASH_BYTES = 16;
const other = await createXXHash128();

/** Bytes 0, 1, 2, … 250, 0, … */
function ramp(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i % 251);
}

/** As the reference implementation prints it: the high half first. */
function expected(bytes: Uint8Array): string {
  return other.init().update(bytes).digest('hex');
}

function printed(memory: Memory, at: number): string {
  return Buffer.from(memory.bytes(at, at + HASH_BYTES))
    .reverse()
    .toString('hex');
}

function whole(bytes: Uint8Array): string {
  return observe((memory) => {
    const input = memory.input(bytes);
    const out = memory.room(HASH_BYTES);
    memory.kernels.xxh3(input.start, input.end, out.start);
    return printed(memory, out.start);
  });
}

function inPieces(pieces: readonly Uint8Array[]): string {
  return observe((memory) => {
    const inputs = pieces.map((piece) => memory.input(piece));
    const stream = memory.room(STREAM_BYTES);
    const out = memory.room(HASH_BYTES);
    memory.kernels.streamBegin(stream.start);
    for (const { start, end } of inputs) memory.kernels.streamUpdate(stream.start, start, end);
    memory.kernels.streamDigest(stream.start, out.start);
    return printed(memory, out.start);
  });
}

function split(bytes: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

describe('whole', () => {
  // Source: xxHash 0.8.2 tests/sanity_test_vectors.h, XSUM_XXH128_testdata: no bytes, seed 0.
  test('no bytes', () => expect(whole(ramp(0))).toBe('99aa06d3014798d86001c324468d497f'));

  test('every length up to past the first block', () => {
    for (let length = 0; length <= 1100; length++) {
      expect(whole(ramp(length)), `${length} bytes`).toBe(expected(ramp(length)));
    }
  });

  test.each([2047, 2048, 2049, 4096, 65_536, 100_003])('%i bytes', (length) => {
    expect(whole(ramp(length))).toBe(expected(ramp(length)));
  });

  test.each([0, 1, 2, 3, 4, 8, 9, 16, 17, 128, 129, 240, 241, 1024, 1025, 5000])('%i bytes: the twin', (length) => {
    const { low, high } = xxh3With128Bits(ramp(length));
    expect(whole(ramp(length))).toBe(((high << 64n) | low).toString(16).padStart(32, '0'));
  });
});

describe('in pieces', () => {
  test.each([1, 7, 16, 64, 240, 1023, 1024, 1025, 3000])('of %i', (size) => {
    for (const length of [0, 1, 15, 63, 64, 65, 240, 241, 1023, 1024, 1025, 1087, 1088, 2048, 2049, 4096, 5000]) {
      expect(inPieces(split(ramp(length), size)), `${length} bytes`).toBe(expected(ramp(length)));
    }
  });

  test('two pieces, split anywhere', () => {
    const bytes = ramp(1300);
    for (let at = 0; at <= bytes.length; at += 13) {
      expect(inPieces([bytes.subarray(0, at), bytes.subarray(at)]), `at ${at}`).toBe(expected(bytes));
    }
  });

  test('a stream goes on after it has been hashed', () => {
    observe((memory) => {
      const input = memory.input(ramp(3000));
      const stream = memory.room(STREAM_BYTES);
      const out = memory.room(HASH_BYTES);
      memory.kernels.streamBegin(stream.start);
      for (let at = 0; at < 3000; at += 100) {
        memory.kernels.streamUpdate(stream.start, input.start + at, input.start + at + 100);
        memory.kernels.streamDigest(stream.start, out.start);
        expect(printed(memory, out.start)).toBe(expected(ramp(3000).subarray(0, at + 100)));
      }
    });
  });
});
