/** Asking for the stream: from a position on, or from the start. Source: aof-replication-resp.md 3.2. */
import { encodeRequest } from '../resp/encode.ts';
import type { Link } from './link.ts';
import type { Position } from './position.ts';
import { errorOf, unexpected } from './refusal.ts';

export type SyncAnswer =
  /** A snapshot comes, and the stream behind it begins at `offset`. */
  | { readonly kind: 'full'; readonly replid: string; readonly offset: number }
  /** The stream goes on where it was asked for, under this name now, if there is one. */
  | { readonly kind: 'continue'; readonly replid: string | undefined }
  /** A server before 2.8: a snapshot comes, then a stream without offsets. `header` tells of the snapshot. */
  | { readonly kind: 'old'; readonly header: string };

const FULL = /^\+FULLRESYNC ([\x21-\x7e]{40}) (\d{1,15})$/;
const CONTINUE = /^\+CONTINUE(?: ([\x21-\x7e]{40}))?$/;
/** Errors that are no word about PSYNC being unknown. */
const NOT_ALLOWED = /not allowed|no permissions|NOPERM/;
/** Longer than any server prepares a snapshot: before 2.6 they say nothing meanwhile. */
const PATIENCE_MS = 24 * 3_600_000;

/**
 * Ask, and wait for the answer as long as the server shows that it is there.
 * @param from - undefined: from the start
 * @throws ReplicationError AUTH, DENIED, BUSY, PROTOCOL, TIMEOUT, LINK
 */
export async function requestSync(link: Link, from: Position | undefined, silenceMs: number): Promise<SyncAnswer> {
  // A fourth argument would mean FAILOVER, and promote whoever gets it.
  const request = from === undefined ? ['?', '-1'] : [from.replid, String(from.offset + 1)];
  link.send(encodeRequest(['PSYNC', ...request]));
  const reply = await link.line(silenceMs);
  const [, replid, offset] = FULL.exec(reply) ?? [];
  if (replid !== undefined && offset !== undefined) return { kind: 'full', replid, offset: Number(offset) };
  const resumed = CONTINUE.exec(reply);
  if (resumed !== null) return { kind: 'continue', replid: resumed[1] };
  if (!reply.startsWith('-')) throw unexpected(link.name, 'PSYNC', reply);
  const error = errorOf(link.name, 'PSYNC', reply.slice(1));
  if (!reply.startsWith('-ERR') || error.code !== 'DENIED' || NOT_ALLOWED.test(reply)) throw error;
  return requestOldSync(link, reply.slice(1));
}

/** SYNC, as servers before 2.8 have it. Its answer is the snapshot's header. */
async function requestOldSync(link: Link, words: string): Promise<SyncAnswer> {
  link.send('SYNC\r\n');
  const header = await link.line(PATIENCE_MS);
  if (header.startsWith('$')) return { kind: 'old', header };
  if (!header.startsWith('-')) throw unexpected(link.name, 'SYNC', header);
  const error = errorOf(link.name, 'SYNC', header.slice(1));
  // Where neither is known, what was said of PSYNC tells more.
  throw error.code === 'DENIED' ? errorOf(link.name, 'PSYNC', words) : error;
}
