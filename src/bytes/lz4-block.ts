/** LZ4 blocks. Source: github.com/lz4/lz4 doc/lz4_Block_format.md. */
import { DecodeError } from '../errors.ts';

const SHORTEST_MATCH = 4;
/** A nibble of 15 says that the length goes on in bytes of their own. */
const MORE = 15;
/** Shorter copies are quicker byte by byte than by a call. */
const SHORT = 24;

/**
 * Inflate one block.
 *
 *   sequence* = token (u4 literals, u4 match - 4) | more literals' length | literals | u16le distance | more match length
 *
 * The last sequence ends after its literals.
 *
 * @param out - written from `at` on, and never at or past `end`; what stands between `oldest` and `at` is what came before
 * @param offset - where the block stands in the source, for errors
 * @returns where the output ends
 * @throws DecodeError COMPRESSION
 */
export function inflateLz4Block(
  block: Uint8Array,
  out: Uint8Array,
  oldest: number,
  at: number,
  end: number,
  offset: number,
): number {
  let pos = 0;
  for (;;) {
    if (pos >= block.length) throw damage('ends within a sequence', offset + pos);
    const token = block[pos++] ?? 0;
    let literals = token >>> 4;
    if (literals === MORE) {
      let more: number;
      do {
        if (pos >= block.length) throw damage('ends within a length', offset + pos);
        more = block[pos++] ?? 0;
        literals += more;
      } while (more === 255);
    }
    if (literals > block.length - pos) throw damage('ends within literals', offset + pos);
    if (literals > end - at) throw damage('inflates to more than a block may hold', offset + pos);
    if (literals <= SHORT) {
      for (let i = 0; i < literals; i++) out[at + i] = block[pos + i] ?? 0;
    } else out.set(block.subarray(pos, pos + literals), at);
    at += literals;
    pos += literals;
    if (pos === block.length) return at;

    if (pos + 2 > block.length) throw damage('ends within a distance', offset + pos);
    const distance = (block[pos] ?? 0) | ((block[pos + 1] ?? 0) << 8);
    if (distance === 0 || distance > at - oldest) throw damage('points back past its start', offset + pos);
    pos += 2;
    let match = (token & 15) + SHORTEST_MATCH;
    if (match === MORE + SHORTEST_MATCH) {
      let more: number;
      do {
        if (pos >= block.length) throw damage('ends within a length', offset + pos);
        more = block[pos++] ?? 0;
        match += more;
      } while (more === 255);
    }
    if (match > end - at) throw damage('inflates to more than a block may hold', offset + pos);
    // A match may overlap what it writes: then it repeats the last `distance` bytes, one after another.
    if (match <= SHORT || distance < match) {
      for (let i = 0; i < match; i++) out[at + i] = out[at + i - distance] ?? 0;
    } else out.copyWithin(at, at - distance, at - distance + match);
    at += match;
  }
}

function damage(words: string, offset: number): DecodeError {
  return new DecodeError('COMPRESSION', `the LZ4 data is damaged: it ${words}`, offset);
}
