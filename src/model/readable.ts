/** What can be shown of a value that has no shape of its own in the model: numbers, bytes, and JSON, in fields and lists. */

/** `string` is a word of ours, ASCII; bytes of the file are Uint8Array. */
export type Readable = number | bigint | string | Uint8Array | JsonText | readonly Readable[] | ReadableFields;

export interface ReadableFields {
  readonly [field: string]: Readable;
}

/** JSON as it stood in the file, checked, on one line. */
export class JsonText {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Of a larger value only the bytes are shown. */
export const LARGEST_READABLE = 64 << 20;

/** Checking JSON builds it in memory, many times as large. */
const LARGEST_JSON = 16 << 20;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;

/** `bytes` as JSON; undefined if they are none, or no UTF-8, or too many to check. */
export function parseJsonText(bytes: Uint8Array): JsonText | undefined {
  if (bytes.length > LARGEST_JSON) return undefined;
  try {
    // A byte order mark is no JSON.
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
  return new JsonText(onOneLine(bytes));
}

/** In JSON line ends stand between tokens only, where any white space does; printed they would end a record. */
function onOneLine(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(NEWLINE) && !bytes.includes(RETURN)) return bytes;
  return bytes.map((byte) => (byte === NEWLINE || byte === RETURN ? SPACE : byte));
}
