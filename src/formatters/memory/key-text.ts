/** Keys and prefixes of a report as text. */
import { fromJsonBytes } from '../../report/json-bytes.ts';
import type { JsonBytes } from '../../report/report.ts';
import { escapeBytes, printBytes } from '../printable.ts';

/** More of a key nobody reads. */
const MOST = 400;

/** For people: a word as it is, anything else in quotes as redis-cli has them; what is very long is cut. */
export function printKey(key: JsonBytes): string {
  return printBytes(fromJsonBytes(key), MOST);
}

/** Without quotes, and whole. */
export function escapeKey(key: JsonBytes): string {
  return escapeBytes(fromJsonBytes(key));
}
