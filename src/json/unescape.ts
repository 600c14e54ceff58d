/** The contents of JSON strings as bytes. */
import { CHAR } from './scan.ts';

const SHORT_FORMS: ReadonlyMap<number, number> = new Map([
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
]);
/** `\u0041` */
const ESCAPE_BYTES = 6;
const FIRST_ABOVE_LATIN1 = 0x100;

/** Why a string stands for no bytes. */
export type Bad = 'surrogate' | 'latin1';

/**
 * @param start - within the quotes, up to `end`; known to be JSON and UTF-8
 * @param out - has room for as many bytes
 * @returns the end of the bytes; 'surrogate': half of a surrogate pair
 */
export function unescapeUtf8(u8: Uint8Array, start: number, end: number, out: number): number | Bad {
  let at = start;
  let to = out;
  while (at < end) {
    const byte = u8[at++] ?? 0;
    if (byte !== CHAR.BACKSLASH) {
      u8[to++] = byte;
      continue;
    }
    const letter = u8[at] ?? 0;
    if (letter !== CHAR.LOWER_U) {
      u8[to++] = SHORT_FORMS.get(letter) ?? letter;
      at++;
      continue;
    }
    let code = unitAt(u8, at - 1);
    at += ESCAPE_BYTES - 1;
    if (code >= 0xd800 && code <= 0xdfff) {
      const paired = code <= 0xdbff && u8[at] === CHAR.BACKSLASH && u8[at + 1] === CHAR.LOWER_U && at < end;
      const low = paired ? unitAt(u8, at) : 0;
      if (low < 0xdc00 || low > 0xdfff) return 'surrogate';
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at += ESCAPE_BYTES;
    }
    to = putUtf8(u8, code, to);
  }
  return to;
}

/** As `unescapeUtf8`, of text in which each character is the byte of its number. 'latin1': one that is none. */
export function unescapeLatin1(u8: Uint8Array, start: number, end: number, out: number): number | Bad {
  let at = start;
  let to = out;
  while (at < end) {
    let code = u8[at++] ?? 0;
    if (code === CHAR.BACKSLASH) {
      const letter = u8[at] ?? 0;
      if (letter === CHAR.LOWER_U) {
        code = unitAt(u8, at - 1);
        at += ESCAPE_BYTES - 1;
      } else {
        code = SHORT_FORMS.get(letter) ?? letter;
        at++;
      }
    } else if (code >= 0x80) {
      // Two bytes give up to U+07FF; longer sequences stand for more.
      code = code < 0xe0 ? ((code & 0x1f) << 6) | ((u8[at++] ?? 0) & 0x3f) : FIRST_ABOVE_LATIN1;
    }
    if (code >= FIRST_ABOVE_LATIN1) return 'latin1';
    u8[to++] = code;
  }
  return to;
}

/** The code unit of the `\uXXXX` at `at`. */
function unitAt(u8: Uint8Array, at: number): number {
  let unit = 0;
  for (let i = at + 2; i < at + ESCAPE_BYTES; i++) {
    const byte = u8[i] ?? 0;
    unit = unit * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | CHAR.SPACE) - 0x57);
  }
  return unit;
}

function putUtf8(u8: Uint8Array, code: number, out: number): number {
  let to = out;
  if (code < 0x80) u8[to++] = code;
  else if (code < 0x800) {
    u8[to++] = 0xc0 | (code >> 6);
    u8[to++] = 0x80 | (code & 0x3f);
  } else if (code < 0x10000) {
    u8[to++] = 0xe0 | (code >> 12);
    u8[to++] = 0x80 | ((code >> 6) & 0x3f);
    u8[to++] = 0x80 | (code & 0x3f);
  } else {
    u8[to++] = 0xf0 | (code >> 18);
    u8[to++] = 0x80 | ((code >> 12) & 0x3f);
    u8[to++] = 0x80 | ((code >> 6) & 0x3f);
    u8[to++] = 0x80 | (code & 0x3f);
  }
  return to;
}
