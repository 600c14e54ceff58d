/** Bytes to JSON text, by TextDecoder, JSON.stringify and Buffer. Source: record-schema.md. */
import { BYTES, LAYOUT, NOTICE, type BytesMode, type Layout } from '../kernels.ts';
import type { Row, StopName } from './answer.ts';
import { putDouble } from './double.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const UTF8_BYTES = new TextEncoder();

/** The text that `bytes` are, undefined if they are no UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** The number of bytes at the start that are whole UTF-8 sequences. */
export function utf8End(bytes: Uint8Array): number {
  let end = 0;
  while (end < bytes.length) {
    const at = end;
    const size = [1, 2, 3, 4].find((n) => at + n <= bytes.length && textOf(bytes.subarray(at, at + n)) !== undefined);
    if (size === undefined) break;
    end += size;
  }
  return end;
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** With JSON escapes, no quotes. `utf8`: undefined unless they are UTF-8; else bytes from 0x80 on stay as they are. */
export function escapeText(bytes: Uint8Array, utf8: boolean): Uint8Array | undefined {
  if (!utf8) return Uint8Array.from(escaped(latin1Of(bytes)), (character) => character.charCodeAt(0));
  const text = textOf(bytes);
  return text === undefined ? undefined : UTF8_BYTES.encode(escaped(text));
}

/** Each byte as the code point of the same number, escaped. */
export function escapeLatin1(bytes: Uint8Array): Uint8Array {
  return UTF8_BYTES.encode(escaped(latin1Of(bytes)));
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** S of record-schema.md. */
export function putString(bytes: Uint8Array, mode: BytesMode): string {
  const text = mode === BYTES.BASE64 ? undefined : mode === BYTES.LATIN1 ? latin1Of(bytes) : textOf(bytes);
  return JSON.stringify(text ?? { $base64: base64(bytes) });
}

/** head, S, tail, then the expiry unless it is NaN, then (`valued`) the name of the value. */
export function putKeyFrame(
  head: string,
  key: Uint8Array,
  tail: string,
  expireAt: number,
  valued: boolean,
  mode: BytesMode,
): string {
  const expiry = Number.isNaN(expireAt) ? '' : `,"expireAt":${BigInt(expireAt)}`;
  return `${head}${putString(key, mode)}${tail}${expiry}${valued ? ',"value":' : ''}`;
}

/** Whether S is a name that an object can have: a text that does not begin with `$`. */
function isName(bytes: Uint8Array, mode: BytesMode): boolean {
  const name: unknown = JSON.parse(putString(bytes, mode));
  return typeof name === 'string' && !name.startsWith('$');
}

/** Whether each `step`th row can be a name of a JSON object. */
export function rowsAreNames(rows: readonly Row[], step: number, mode: BytesMode): boolean {
  return rows.every(({ bytes }, i) => i % step !== 0 || isName(bytes, mode));
}

export interface Printed {
  readonly stop: StopName;
  /** Rows done. */
  readonly done: number;
  readonly text: string;
  readonly notice: number;
}

/** Rows as JSON, each element followed by a comma; NAME where a name can be none. */
export function jsonRows(rows: readonly Row[], layout: Layout, mode: BytesMode): Printed {
  const step = layout === LAYOUT.ITEMS || layout === LAYOUT.SCORES ? 1 : 2;
  const named = layout === LAYOUT.OBJECT || layout === LAYOUT.TIME_OBJECT;
  const timed = layout === LAYOUT.TIME_OBJECT || layout === LAYOUT.TIME_PAIRS;
  let text = '';
  let notice = 0;
  for (let i = 0; i < rows.length; i += step) {
    const [first, second] = rows.slice(i, i + 2);
    if (first === undefined) break;
    const hasTime = !Number.isNaN(first.number);
    if (timed && !hasTime) continue;
    if (hasTime && (layout === LAYOUT.OBJECT || layout === LAYOUT.PAIRS)) notice = NOTICE.TIMES;
    if (named && !isName(first.bytes, mode)) return { stop: 'NAME', done: i, text, notice };
    const s = putString(first.bytes, mode);
    const value = second === undefined ? '' : putString(second.bytes, mode);
    text += {
      [LAYOUT.ITEMS]: () => `${s},`,
      [LAYOUT.OBJECT]: () => `${s}:${value},`,
      [LAYOUT.PAIRS]: () => `[${s},${value}],`,
      [LAYOUT.SCORES]: () => `[${s},${putDouble(first.number)}],`,
      [LAYOUT.TIME_OBJECT]: () => `${s}:${first.number},`,
      [LAYOUT.TIME_PAIRS]: () => `[${s},${first.number}],`,
    }[layout]();
  }
  return { stop: 'DONE', done: rows.length, text, notice };
}
