/** What the first bytes of plain data say it is, and how to name what it is not. */
import { quoteBytes } from '../bytes/text.ts';

/** 'manifest': the list of files of a multi-part AOF. 'json': records as `dump` and `to-json` print them. */
export type Format = 'rdb' | 'aof' | 'manifest' | 'json' | 'unknown';

/** An AUX field that only the RDB at the start of an append-only file has with this value: 1. Source: redis 4.0 src/rdb.c. */
const AOF_PREAMBLE = Buffer.from('\xfa\x0caof-preamble\xc0\x01', 'latin1');
/** An object, or an array of objects. */
const JSON_BEGIN = /^[ \t\r\n]*(?:\{|\[[ \t\r\n]*(?:[{\]]|$))/;
/** Feeds and connections have PING, no append-only file has. Source: aof-replication-resp.md 2; redis src/replication.c. */
const CONNECTION_BEGIN = /^\*1\r\n\$4\r\nping\r\n/i;
const QUOTED = 20;

export function detectFormat(head: Uint8Array): Format {
  const text = Buffer.from(head).toString('latin1');
  if (text === '') return 'unknown';
  // Of a file cut short there may be less than the magic: let the decoder tell so.
  if (isRdb(head)) return Buffer.from(head).includes(AOF_PREAMBLE) ? 'aof' : 'rdb';
  if (/^(#.*\n)*file \S+ /i.test(text)) return 'manifest';
  if (CONNECTION_BEGIN.test(text)) return 'unknown';
  // A command, or an annotation: #TS:1700000000
  if (text.startsWith('*') || text.startsWith('#')) return 'aof';
  if (JSON_BEGIN.test(text)) return 'json';
  return 'unknown';
}

/** Whether an RDB begins so, as far as the bytes tell. */
export function isRdb(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 6)).toString('latin1');
  return 'REDIS'.startsWith(text.slice(0, 5)) || 'VALKEY'.startsWith(text);
}

/** Compressions and files that people hand us and that we do not read. */
const KNOWN = [
  { hex: '425a68', what: 'compressed with bzip2: decompress it first' },
  { hex: 'fd377a585a00', what: 'compressed with xz: decompress it first' },
  { hex: '504b0304', what: 'a zip archive: unpack it first' },
  { hex: '377abcaf271c', what: 'a 7z archive: unpack it first' },
  { hex: '02214c18', what: 'LZ4 of the legacy format: decompress it first' },
  { hex: '564b4353', what: 'a compressed file of a Valkey development version' },
] as const;

/** Why data of unknown format is refused, in the user's words. */
export function describeUnknown(head: Uint8Array): string {
  if (head.length === 0) return 'it is empty';
  const hex = Buffer.from(head).toString('hex');
  const known = KNOWN.find((spec) => hex.startsWith(spec.hex));
  if (known !== undefined) return `it is ${known.what}`;
  if (head.every((byte) => byte === 0)) return 'it begins with zeros';
  if (CONNECTION_BEGIN.test(Buffer.from(head).toString('latin1'))) {
    return 'it begins with PING, as recorded connections do and append-only files never';
  }
  const begin = head.subarray(0, QUOTED);
  return `it begins with ${quoteBytes(begin)}`;
}
