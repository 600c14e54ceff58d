/** Bytes in a report: text, or base64 where they are no UTF-8. */
import { isUtf8 } from 'node:buffer';
import type { JsonBytes } from './report.ts';

/** Text where the bytes are UTF-8, else base64. */
export function toJsonBytes(bytes: Uint8Array): JsonBytes {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return isUtf8(buffer) ? buffer.toString('utf8') : { $base64: buffer.toString('base64') };
}

/** The bytes again. */
export function fromJsonBytes(text: JsonBytes): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text.$base64, 'base64');
}
