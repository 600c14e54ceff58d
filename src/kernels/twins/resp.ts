/** Commands as RESP, by Buffer and String. Source: aof-replication-resp.md 1.5. */
import { ARGUMENTS, NOTICE, type Arguments } from '../kernels.ts';
import type { Row } from './answer.ts';

export function putBulk(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
}

function putText(text: string): Buffer {
  return putBulk(Buffer.from(text));
}

function scoreText(score: number): string {
  if (Object.is(score, -0)) return '-0';
  return Number.isFinite(score) ? String(score) : score > 0 ? 'inf' : '-inf';
}

export interface Written {
  readonly bytes: Buffer;
  readonly notice: number;
}

/** Rows as arguments. */
export function respRows(rows: readonly Row[], layout: Arguments): Written {
  const parts: Buffer[] = [];
  let notice = 0;
  for (const [i, { bytes, number }] of rows.entries()) {
    if (layout === ARGUMENTS.SCORES) parts.push(putText(scoreText(number)));
    if (layout === ARGUMENTS.PAIRS && i % 2 === 0 && !Number.isNaN(number)) notice = NOTICE.TIMES;
    parts.push(putBulk(bytes));
  }
  return { bytes: Buffer.concat(parts), notice };
}

/** A run of string keys: key with its expiry, value, and so on. */
export function respStringKeys(rows: readonly Row[], pxat: boolean): Buffer {
  const parts: Buffer[] = [];
  for (let i = 0; i + 1 < rows.length; i += 2) {
    const [key, value] = rows.slice(i, i + 2);
    if (key === undefined || value === undefined) break;
    const { number: time } = key;
    const inside = pxat && time > 0;
    parts.push(Buffer.from(inside ? '*5\r\n' : '*3\r\n'), putText('SET'), putBulk(key.bytes), putBulk(value.bytes));
    if (inside) parts.push(putText('PXAT'), putText(String(time)));
    else if (!Number.isNaN(time)) {
      parts.push(Buffer.from('*3\r\n'), putText('PEXPIREAT'), putBulk(key.bytes), putText(String(time)));
    }
  }
  return Buffer.concat(parts);
}
