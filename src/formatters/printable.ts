/**
 * Bytes as text that a terminal can be trusted with. Keys and values are hostile: no control character (C0, C1, ESC),
 * nothing that turns or hides text (bidi marks, zero-width spaces) reaches the terminal as it is.
 */
import { isUtf8 } from 'node:buffer';
import type { ByteWriter } from '../bytes/writer.ts';
import { ESCAPES } from '../bytes/text.ts';

/** By far the commonest: nothing to escape, no quotes needed. */
export const SIMPLE = /^[!#-[\]-~]+$/;
/** Likewise, with spaces, or nothing at all. */
const UNESCAPED = /^[ !#-[\]-~]*$/;
/** The joiners stay: Persian and emoji are spelt with them. */
const UNSAFE = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/u;
const ESCAPED = new RegExp(`["\\\\]|${UNSAFE.source}`, 'gu');
const UNSAFE_CHARACTERS = new RegExp(UNSAFE.source, 'gu');
const ESCAPED_BYTE = /["\\]|[^ -~]/g;
/** A mark of ours, or what would read as the end of a word. */
const AMBIGUOUS = /[\s…]/u;

const PIECE = 32 * 1024;

/** Without quotes, as redis-cli escapes it; but UTF-8 stays text, as long as all of it is UTF-8. */
export function escapeBytes(bytes: Uint8Array, utf8 = isUtf8(bytes)): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (utf8) return buffer.toString('utf8').replace(ESCAPED, escapeCharacter);
  return buffer.toString('latin1').replace(ESCAPED_BYTE, escapeByte);
}

/**
 * A word as it is, anything else in quotes.
 *
 * @param most - bytes to read; a string that is cut lacks its closing quote and ends with `…`
 */
export function printBytes(bytes: Uint8Array, most = Infinity): string {
  const cut = bytes.length > most;
  if (!cut && bytes.length <= PIECE) {
    const simple = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    if (SIMPLE.test(simple)) return simple;
  }
  const text = escapeBytes(cut ? bytes.subarray(0, characterEnd(bytes, most)) : bytes);
  const word = SIMPLE.test(text) || (text !== '' && !text.includes('\\') && !AMBIGUOUS.test(text));
  if (cut) return `${word ? '' : '"'}${text}…`;
  return word ? text : `"${text}"`;
}

/** As printBytes prints ASCII that needs no escapes, at most with quotes; undefined of anything else. */
export function printAscii(text: string): string | undefined {
  if (SIMPLE.test(text)) return text;
  return UNESCAPED.test(text) ? `"${text}"` : undefined;
}

/** Text that is not bytes of a key: it stays as it is, but for characters that do something to a terminal. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE_CHARACTERS, escapeCharacter);
}

/** Whether the text needs no escapes to stand on a line of its own. */
export function isPrintable(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !UNSAFE.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}

/** A span in quotes, piece by piece: it may be as long as memory allows. */
export function putQuoted(out: ByteWriter, start: number, end: number): void {
  const utf8 = out.memory.kernels.utf8End(start, end) === end;
  out.byte(0x22);
  let from = start;
  while (from < end) {
    const { u8 } = out.memory;
    const to = end - from <= PIECE ? end : utf8 ? characterEnd(u8, from + PIECE) : from + PIECE;
    out.text(escapeBytes(u8.subarray(from, to), utf8));
    from = to;
  }
  out.byte(0x22);
}

/** The last place at or before `at` that is not within a UTF-8 sequence. */
export function characterEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end > 0 && at - end < 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

function escapeCharacter(character: string): string {
  const escape = ESCAPES[character.charCodeAt(0)];
  if (escape !== undefined) return escape;
  return Array.from(Buffer.from(character, 'utf8'), hex).join('');
}

function escapeByte(character: string): string {
  return ESCAPES[character.charCodeAt(0)] ?? hex(character.charCodeAt(0));
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
