import type { JsonBytes } from '../../../report/report.ts';

/** The bytes that a JSON text or base64 stands for. */
export function bytesOf(text: JsonBytes): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text.$base64, 'base64');
}
