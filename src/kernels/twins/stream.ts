/** Stream entries, with bigints and JSON.stringify. Source: rdb-format.md 4.5, record-schema.md. */
import { LAYOUT, type BytesMode } from '../kernels.ts';
import type { Row } from './answer.ts';
import { Reader } from './reader.ts';
import { jsonRows } from './text.ts';

/** ms-seq of an entry: the node's key, 16 bytes, and what the entry differs from it, two packed integers. Both wrap. */
export function streamId(key: Uint8Array, ms: Row, seq: Row): string {
  const reader = new Reader(key);
  const [milliseconds, sequence] = [ms, seq].map(({ bytes }) =>
    BigInt.asUintN(64, reader.unsignedBe(8) + BigInt(Buffer.from(bytes).toString('latin1'))),
  );
  return `${milliseconds}-${sequence}`;
}

/** An entry with its comma; the rows are pairs. */
export function jsonEntry(id: string, rows: readonly Row[], mode: BytesMode): string {
  const pairs = jsonRows(rows, LAYOUT.PAIRS, mode).text.replace(/,$/, '');
  return `{"id":"${id}","fields":[${pairs}]},`;
}
