/**
 * A snapshot on its way. Source: aof-replication-resp.md 3.3.
 *
 *   "$" length CR LF rdb                      the stream follows at once
 *   "$EOF:" mark CR LF rdb mark               the stream follows when it is acknowledged
 */
import { ReplicationError } from '../errors.ts';
import type { Taker } from './link.ts';
import { unexpected } from './refusal.ts';

export type TransferHeader =
  | { readonly kind: 'size'; readonly bytes: number }
  | { readonly kind: 'mark'; readonly mark: Buffer };

/** The bytes are gone afterwards. */
type Put = (bytes: Uint8Array) => void;

const MARK_BYTES = 40;
const SIZE = /^\$(\d{1,20})$/;
const MARK = /^\$EOF:([\s\S]{40})$/;
const NOTHING = new Uint8Array();

/** @throws ReplicationError BUSY, PROTOCOL: what the line says is that none comes */
export function parseTransferHeader(name: string, line: string): TransferHeader {
  const mark = MARK.exec(line)?.[1];
  if (mark !== undefined) return { kind: 'mark', mark: Buffer.from(mark, 'latin1') };
  const digits = SIZE.exec(line)?.[1];
  if (digits === undefined) {
    if (!line.startsWith('-')) throw unexpected(name, 'PSYNC', line);
    throw new ReplicationError('BUSY', `${name} gives no snapshot: ${line.slice(1)}`);
  }
  const bytes = Number(digits);
  if (Number.isSafeInteger(bytes)) return { kind: 'size', bytes };
  throw new ReplicationError('PROTOCOL', `${name} announces a snapshot of ${digits} bytes`);
}

/** Hands the snapshot's bytes to `put`, and is done behind its last byte, or its mark. */
export function takeSnapshot(header: TransferHeader, put: Put): Taker {
  return header.kind === 'size' ? takeSized(header.bytes, put) : takeMarked(header.mark, put);
}

function takeSized(size: number, put: Put): Taker {
  let left = size;
  return (bytes) => {
    const part = bytes.subarray(0, left);
    if (part.length > 0) put(part);
    left -= part.length;
    return left === 0 ? bytes.subarray(part.length) : undefined;
  };
}

/** The mark may come in pieces: what could be its beginning is held back. */
function takeMarked(mark: Buffer, put: Put): Taker {
  let held: Uint8Array = NOTHING;
  return (piece) => {
    const bytes =
      held.length === 0 ? Buffer.from(piece.buffer, piece.byteOffset, piece.length) : Buffer.concat([held, piece]);
    const at = bytes.indexOf(mark);
    const end = at < 0 ? Math.max(0, bytes.length - MARK_BYTES + 1) : at;
    if (end > 0) put(bytes.subarray(0, end));
    if (at >= 0) return bytes.subarray(at + MARK_BYTES);
    held = Uint8Array.from(bytes.subarray(end));
    return undefined;
  };
}
