/** Keys with what they take, as CSV and NDJSON, by Date, JSON.stringify and Buffer. */
import { isUtf8 } from 'node:buffer';
import { BYTES } from '../kernels.ts';
import type { Row } from './answer.ts';
import { putString } from './text.ts';

/** RFC 4180; what is no UTF-8, or reads as if it were none, as base64. */
export function putCsvField(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  if (!isUtf8(buffer) || text.startsWith('base64:')) return `base64:${buffer.toString('base64')}`;
  return /[,"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** As Python's datetime.isoformat() has it; nothing where Date has no such time. */
function isoTime(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '';
  return date
    .toISOString()
    .replace(/\.000Z$/, '')
    .replace(/Z$/, '000');
}

/** What is known of a key; NaN stands for what is not. */
export interface Sizes {
  readonly bytes: number;
  readonly elements: number;
  readonly largest: number;
  readonly expireAt: number;
  readonly idle: number;
  readonly freq: number;
}

function digits(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

export function putCsvSizes(encoding: string, sizes: Sizes): string {
  const { bytes, elements, largest, expireAt, idle, freq } = sizes;
  const before = [digits(bytes), encoding, digits(elements), digits(largest)];
  return `,${[...before, isoTime(expireAt), digits(idle), digits(freq), digits(expireAt)].join(',')}`;
}

export function putJsonSizes({ bytes, elements, largest, expireAt, idle, freq }: Sizes): string {
  const known = Object.entries({ bytes, elements, largest, expireAt, idle, freq }).filter(
    ([, value]) => !Number.isNaN(value),
  );
  return known.map(([name, value]) => `,"${name}":${value}`).join('');
}

/** A string key of a run. */
export interface SizedString {
  readonly key: Row;
  /** Index into the encodings. */
  readonly encoding: number;
  readonly length: number;
  readonly bytes: number;
}

/** A run as lines of CSV, or of NDJSON. */
export function putSizedStrings(
  run: readonly SizedString[],
  csv: boolean,
  head: string,
  encodings: readonly string[],
  tail: string,
): string {
  let text = '';
  for (const { key, encoding, length, bytes } of run) {
    const name = encodings[encoding] ?? '';
    const sizes = { bytes, largest: length, expireAt: key.number, idle: NaN, freq: NaN };
    text += head;
    if (csv) text += putCsvField(key.bytes) + putCsvSizes(name, { ...sizes, elements: length });
    else text += putString(key.bytes, BYTES.AUTO) + name + putJsonSizes({ ...sizes, elements: NaN });
    text += tail;
  }
  return text;
}
