/** Keys and prefixes of a report, as bytes and as text. */
import type { JsonBytes } from '../../report/report.ts';
import { escapeBytes, printBytes } from '../printable.ts';

/** More of a key nobody reads. */
const MOST = 400;

export function bytesOf(json: JsonBytes): Uint8Array {
  return typeof json === 'string' ? Buffer.from(json, 'utf8') : Buffer.from(json.$base64, 'base64');
}

/** For people: a word as it is, anything else in quotes as redis-cli has them; what is very long is cut. */
export function printKey(key: JsonBytes): string {
  return printBytes(bytesOf(key), MOST);
}

/** Without quotes, and whole. */
export function escapeKey(key: JsonBytes): string {
  return escapeBytes(bytesOf(key));
}
