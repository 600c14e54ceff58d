/** What is shown of two long values: the part around the first byte that differs, cut alike, so that it stands aligned. */
import { isUtf8 } from 'node:buffer';
import { characterEnd, escapeBytes } from '../../printable.ts';
import { BYTES_PER_COLUMN, textWidth } from '../../width.ts';

/** One side in quotes, `…` where something is left out. */
export interface Excerpt {
  /** What both have, and then what only this side has, or has there. */
  readonly common: string;
  readonly own: string;
}

/** The larger part is for what follows the difference. */
const CONTEXT = 1 / 3;
/** Quotes and marks at both ends. */
const FRAME = 4;
/** An escape is cut as a whole. */
const ESCAPED_CHARACTER = /\\x[0-9a-f]{2}|\\.|./gsu;

/**
 * @param first - where they differ
 * @param columns - that each may take
 */
export function excerptsOf(a: Uint8Array, b: Uint8Array, first: number, columns: number): [Excerpt, Excerpt] {
  const width = columns - FRAME;
  const at = Math.min(characterEnd(a, first), characterEnd(b, first));
  const room = BYTES_PER_COLUMN * width;
  const context = Math.floor(width * CONTEXT);
  const small = a.length <= room && b.length <= room;
  const far = small ? 0 : characterEnd(a, Math.max(0, at - context));
  // Both alike: the same bytes are the same text.
  const utf8 = [a, b].every((bytes) => isUtf8(windowOf(bytes, far, at + room)));
  const whole = small && [a, b].every((bytes) => textWidth(escapeBytes(bytes, utf8)) <= width);
  const from = whole ? 0 : startOf(a, at, context, utf8);
  const common = escapeBytes(a.subarray(from, at), utf8);
  const head = `${from > 0 ? '…' : ''}"${common}`;
  const left = width - textWidth(common);
  return [tailOf(a, at, room, left, head, utf8), tailOf(b, at, room, left, head, utf8)];
}

/** As much of what is before the difference as fits. */
function startOf(bytes: Uint8Array, at: number, columns: number, utf8: boolean): number {
  let count = columns;
  for (;;) {
    const from = count >= at ? 0 : utf8 ? characterEnd(bytes, at - count) : at - count;
    if (textWidth(escapeBytes(bytes.subarray(from, at), utf8)) <= columns) return from;
    count >>>= 1;
  }
}

function tailOf(bytes: Uint8Array, at: number, room: number, columns: number, common: string, utf8: boolean): Excerpt {
  const part = windowOf(bytes, at, at + room);
  let own = '';
  let width = 0;
  for (const [character] of escapeBytes(part, utf8).matchAll(ESCAPED_CHARACTER)) {
    width += textWidth(character);
    if (width > columns) return { common, own: `${own}"…` };
    own += character;
  }
  return { common, own: at + part.length < bytes.length ? `${own}"…` : `${own}"` };
}

/** No character is cut at its end. */
function windowOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return bytes.subarray(from, to >= bytes.length ? bytes.length : characterEnd(bytes, to));
}
