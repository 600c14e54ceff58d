/**
 * Redis' glob on bytes: `*`, `?`, `[a-z]`, `[^a-z]`, `\x`. Source: redis src/util.c, stringmatchlen_impl().
 */

const STAR = 0x2a;
const QUESTION = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BACKSLASH = 0x5c;
const CARET = 0x5e;
const DASH = 0x2d;
const SPECIAL = new Set([STAR, QUESTION, OPEN, BACKSLASH]);

export class Glob {
  private readonly pattern: Uint8Array;
  /** Bytes before the first that stands for others: where most keys fail. */
  private readonly literal: number;

  constructor(pattern: string) {
    this.pattern = Buffer.from(pattern);
    const special = this.pattern.findIndex((byte) => SPECIAL.has(byte));
    this.literal = special < 0 ? this.pattern.length : special;
  }

  matches(bytes: Uint8Array): boolean {
    return this.matchesSpan(bytes, 0, bytes.length);
  }

  /** The bytes from `start` to `end`, without a view of them. */
  matchesSpan(bytes: Uint8Array, start: number, end: number): boolean {
    const { pattern, literal } = this;
    if (end - start < literal) return false;
    for (let i = 0; i < literal; i++) if (bytes[start + i] !== pattern[i]) return false;
    let p = literal;
    let b = start + literal;
    // The last star and where it began to match: on a mismatch it takes one byte more. That is all the going back it needs.
    let star = -1;
    let starAt = 0;
    while (b < end) {
      if (pattern[p] === STAR) {
        if (p + 1 === pattern.length) return true;
        star = p++;
        starAt = b;
        continue;
      }
      const next = p < pattern.length ? matchOne(pattern, p, bytes[b] ?? 0) : -1;
      if (next >= 0) {
        p = next;
        b++;
      } else if (star >= 0) {
        p = star + 1;
        b = ++starAt;
      } else return false;
    }
    while (pattern[p] === STAR) p++;
    return p === pattern.length;
  }
}

/** Match one byte against the pattern's element at `p`: the next element, or -1. */
function matchOne(pattern: Uint8Array, p: number, byte: number): number {
  const c = pattern[p] ?? 0;
  if (c === QUESTION) return p + 1;
  if (c === OPEN) return matchClass(pattern, p + 1, byte);
  if (c === BACKSLASH && p + 1 < pattern.length) return pattern[p + 1] === byte ? p + 2 : -1;
  return c === byte ? p + 1 : -1;
}

/** A class that is not closed ends with the pattern, as in Redis. */
function matchClass(pattern: Uint8Array, from: number, byte: number): number {
  let p = from;
  const negated = pattern[p] === CARET;
  if (negated) p++;
  let found = false;
  for (; p < pattern.length && pattern[p] !== CLOSE; p++) {
    if (pattern[p] === BACKSLASH && p + 1 < pattern.length) {
      p++;
      if (pattern[p] === byte) found = true;
    } else if (pattern[p + 1] === DASH && p + 2 < pattern.length) {
      const a = pattern[p] ?? 0;
      const z = pattern[p + 2] ?? 0;
      if (byte >= Math.min(a, z) && byte <= Math.max(a, z)) found = true;
      p += 2;
    } else if (pattern[p] === byte) found = true;
  }
  const next = p < pattern.length ? p + 1 : p;
  return found !== negated ? next : -1;
}
