/** Runs of string keys, as the size model gives them. */
import type { Arena } from '../../src/bytes/arena.ts';
import { STRING_ENCODINGS, type SizedStrings } from '../../src/memory/sized-key.ts';

export interface StringKey {
  /** Latin-1: each byte as the character of the same number. */
  readonly key: string;
  readonly bytes: number;
  readonly encoding?: (typeof STRING_ENCODINGS)[number];
  readonly expireAtMs?: number;
}

/** Up to 768 of them. */
export function putRun(arena: Arena, db: number, keys: readonly StringKey[]): SizedStrings {
  const rows = arena.rows.start;
  let at = arena.window.start;
  for (const [i, { key, bytes, encoding = 'raw', expireAtMs = NaN }] of keys.entries()) {
    const row = (rows >>> 3) + 4 * i;
    arena.putLatin1(key, at);
    arena.u32[2 * row] = at;
    at += key.length;
    arena.u32[2 * row + 1] = at;
    arena.f64[row + 1] = expireAtMs;
    arena.u32[2 * row + 4] = STRING_ENCODINGS.indexOf(encoding);
    arena.f64[row + 3] = bytes;
  }
  return { db, rows, count: keys.length };
}
