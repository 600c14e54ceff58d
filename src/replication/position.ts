/** How far a stream of replication has been followed: enough to go on from there. Source: aof-replication-resp.md 3.4. */

export interface Position {
  /** 40 characters: which history it is of. */
  readonly replid: string;
  /** Bytes of the stream: behind the last command, outside of transactions. */
  readonly offset: number;
  /** Database that is selected there; a partial resynchronisation does not repeat SELECT. */
  readonly db: number;
}
