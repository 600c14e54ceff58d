/** How far a stream of replication has been followed: enough to go on from there. Source: aof-replication-resp.md 3.4. */

export interface Position {
  /** 40 characters: which history it is of. */
  readonly replid: string;
  /** Bytes of the stream: behind the last command, outside of transactions. */
  readonly offset: number;
  /** Database that is selected there; a partial resynchronisation does not repeat SELECT. */
  readonly db: number;
}

/** One that was written as JSON. Undefined: it is none. */
export function readPosition(value: unknown): Position | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('replid' in value && 'offset' in value && 'db' in value)) return undefined;
  const { replid, offset, db } = value;
  if (typeof replid !== 'string' || !isWhole(offset) || !isWhole(db)) return undefined;
  return { replid, offset, db };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
