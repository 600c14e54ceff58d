/**
 * How far a server has got, kept there in a key of its own and moved on by the transaction that brings the commands: what is done and what
 * is known to be done cannot differ.
 *
 * The key is a hash. The name of its field says how far: `<replid> <offset> <db>`, or `snapshot <replid> <offset> <part>` while one comes.
 * Its value says whether everything there is ours: `alone`, or `beside` what was there before.
 *
 * Each transaction is guarded: it watches the marker, and HSETNX with the field that must be there leaves it as it is. Where it is not
 * there (the transaction came twice, by a connection that had been given up; another one writes there; it was flushed) the watched
 * key changes, and EXEC does nothing.
 */
import type { Client } from '../../connection/client.ts';
import { replyItems, replyText } from '../../connection/reply.ts';
import { encodeRequest } from '../../resp/encode.ts';
import type { Position } from '../../replication/position.ts';

export type Company = 'alone' | 'beside';

export interface Mark {
  /** The field's name. */
  readonly text: string;
  readonly company: Company;
}

/** What the keys of all markers begin with. */
export const MARKER_PREFIX = 'rdb-tool:replicate:';
/** The value of a field that a guard has left. */
const STALE = 'stale';
const POSITION = /^([0-9a-f]{40}) (\d{1,16}) (\d{1,10})$/;

export function positionText({ replid, offset, db }: Position): string {
  return `${replid} ${offset} ${db}`;
}

export function snapshotText({ replid, offset }: Position, part: number): string {
  return `snapshot ${replid} ${offset} ${part}`;
}

/** Undefined: a snapshot was not whole. */
export function parsePosition({ text }: Mark): Position | undefined {
  const [, replid, offset, db] = POSITION.exec(text) ?? [];
  if (replid === undefined) return undefined;
  return { replid, offset: Number(offset), db: Number(db) };
}

/** What stands before MULTI. */
export function guardOf(key: string, mark: Mark): Uint8Array[] {
  return [encodeRequest(['WATCH', key]), encodeRequest(['HSETNX', key, mark.text, STALE])];
}

/** The marker moves on. In database 0. */
export function moveTo(key: string, { text, company }: Mark): Uint8Array[] {
  return [encodeRequest(['DEL', key]), encodeRequest(['HSET', key, text, company])];
}

/** The marker that is there. @throws ReplicationError */
export async function readMarker(client: Client, key: string): Promise<Mark | undefined> {
  const words = replyItems(await client.ask('HGETALL', key)).map(replyText);
  for (let i = 0; i + 1 < words.length; i += 2) {
    const [text = '', company] = words.slice(i, i + 2);
    if (company === 'alone' || company === 'beside') return { text, company };
  }
  return undefined;
}
