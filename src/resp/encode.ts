/** Requests and replies as bytes. Source: aof-replication-resp.md 5. */
import { UsageError } from '../errors.ts';
import { RESP_TYPES, SLICE, STREAM_END, type RespPair, type RespValue } from './value.ts';

export interface RespEncodeOptions {
  /** Write strings, arrays, sets and maps in the forms whose length is not said beforehand. */
  readonly streamed?: boolean;
}

/** Of a streamed string. */
const SLICE_BYTES = 16384;
const CRLF = '\r\n';
const LINE_END = /[\r\n]/;

/** A command with its arguments; text is written as UTF-8. */
export function encodeRequest(args: readonly (string | Uint8Array)[]): Uint8Array {
  const parts: Uint8Array[] = [ascii(`*${args.length}${CRLF}`)];
  for (const arg of args) putBulk(parts, '$', typeof arg === 'string' ? Buffer.from(arg) : arg);
  return Buffer.concat(parts);
}

/** A reply or push, its attributes before it. @throws UsageError: a value that cannot be written */
export function encodeValue(value: RespValue, options: RespEncodeOptions = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  putValue(parts, value, options);
  return Buffer.concat(parts);
}

function putValue(parts: Uint8Array[], value: RespValue, options: RespEncodeOptions): void {
  if (value.attributes !== undefined) {
    parts.push(ascii(`${RESP_TYPES.attribute.mark}${value.attributes.length}${CRLF}`));
    putPairs(parts, value.attributes, options);
  }
  switch (value.type) {
    case 'null-string':
      parts.push(ascii(`${RESP_TYPES.string.mark}-1${CRLF}`));
      return;
    case 'null-array':
      parts.push(ascii(`${RESP_TYPES.array.mark}-1${CRLF}`));
      return;
    case 'null':
      parts.push(ascii(`${RESP_TYPES.null.mark}${CRLF}`));
      return;
    case 'simple-string':
    case 'error':
      putLine(parts, RESP_TYPES[value.type].mark, value.value);
      return;
    case 'integer':
    case 'big-number':
      parts.push(ascii(`${RESP_TYPES[value.type].mark}${value.value}${CRLF}`));
      return;
    case 'double':
      parts.push(ascii(`${RESP_TYPES.double.mark}${formatDouble(value.value)}${CRLF}`));
      return;
    case 'boolean':
      parts.push(ascii(`${RESP_TYPES.boolean.mark}${value.value ? 't' : 'f'}${CRLF}`));
      return;
    case 'string':
      if (options.streamed) putSlices(parts, value.value);
      else putBulk(parts, RESP_TYPES.string.mark, value.value);
      return;
    case 'blob-error':
      putBulk(parts, RESP_TYPES['blob-error'].mark, value.value);
      return;
    case 'verbatim-string':
      putVerbatim(parts, value.format, value.value);
      return;
    case 'array':
    case 'set':
    case 'push':
      putHead(parts, value.type, value.items.length, options);
      for (const item of value.items) putValue(parts, item, options);
      putEnd(parts, value.type, options);
      return;
    case 'map':
      putHead(parts, value.type, value.pairs.length, options);
      putPairs(parts, value.pairs, options);
      putEnd(parts, value.type, options);
  }
}

/** `inf`, `-inf`, `nan`, else the shortest text that reads back to the same double. */
function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

function putLine(parts: Uint8Array[], mark: string, text: Uint8Array): void {
  if (LINE_END.test(Buffer.from(text).toString('latin1'))) {
    throw new UsageError('a simple string or error holds no line end: write it as a string or blob error');
  }
  parts.push(ascii(mark), text, ascii(CRLF));
}

function putBulk(parts: Uint8Array[], mark: string, bytes: Uint8Array): void {
  parts.push(ascii(`${mark}${bytes.length}${CRLF}`), bytes, ascii(CRLF));
}

function putVerbatim(parts: Uint8Array[], format: string, bytes: Uint8Array): void {
  if (!/^[!-9;-~]{3}$/.test(format)) throw new UsageError(`a format has three letters, not ${JSON.stringify(format)}`);
  putBulk(parts, RESP_TYPES['verbatim-string'].mark, Buffer.concat([ascii(`${format}:`), bytes]));
}

function putSlices(parts: Uint8Array[], bytes: Uint8Array): void {
  parts.push(ascii(`${RESP_TYPES.string.mark}?${CRLF}`));
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) putBulk(parts, SLICE, bytes.subarray(at, at + SLICE_BYTES));
  parts.push(ascii(`${SLICE}0${CRLF}`));
}

type Aggregated = 'array' | 'set' | 'push' | 'map';

function putHead(parts: Uint8Array[], type: Aggregated, count: number, options: RespEncodeOptions): void {
  parts.push(ascii(`${RESP_TYPES[type].mark}${isStreamed(type, options) ? '?' : count}${CRLF}`));
}

function putEnd(parts: Uint8Array[], type: Aggregated, options: RespEncodeOptions): void {
  if (isStreamed(type, options)) parts.push(ascii(`${STREAM_END}${CRLF}`));
}

function isStreamed(type: Aggregated, options: RespEncodeOptions): boolean {
  return options.streamed === true && type !== 'push';
}

function putPairs(parts: Uint8Array[], pairs: readonly RespPair[], options: RespEncodeOptions): void {
  for (const [key, value] of pairs) {
    putValue(parts, key, options);
    putValue(parts, value, options);
  }
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
