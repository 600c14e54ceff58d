/** UTF-8 sequences one at a time (RFC 3629), for tools that each have their own way with bytes that are none. */

/** Gives the size of the sequence at `at`; BROKEN: there is none; CUT: `end` comes before it is decided. */
export const BROKEN = 0;
export const CUT = -1;

export function sequenceSize(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return BROKEN;
  if (at + 1 >= end) return CUT;
  const second = bytes[at + 1] ?? 0;
  // No overlong forms, no surrogates, nothing over U+10FFFF: the second byte tells.
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return BROKEN;
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let i = 2; i < size; i++) {
    if (at + i >= end) return CUT;
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return BROKEN;
  }
  return size;
}

/** The code point of a sequence of that size. */
export function codePointAt(bytes: Uint8Array, at: number, size: number): number {
  const first = bytes[at] ?? 0;
  if (size === 1) return first;
  let point = first & (0x7f >> size);
  for (let i = 1; i < size; i++) point = (point << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return point;
}

/**
 * How many bytes Java's `new String(bytes, UTF_8)` replaces at once where there is no sequence: as many as could begin
 * one, and all three of a surrogate.
 */
export function javaBrokenSize(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0;
  const size = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let i = 1; i < size; i++) {
    if (at + i >= end) return i;
    const byte = bytes[at + i] ?? 0;
    const low = i > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = i === 1 && first === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return i;
  }
  return size;
}
