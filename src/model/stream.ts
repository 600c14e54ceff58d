/** What a stream holds beside its entries. */

export interface StreamId {
  readonly ms: bigint;
  readonly seq: bigint;
}

/** Before all entries. */
export const ZERO_ID: StreamId = { ms: 0n, seq: 0n };

/** `ms-seq`, as XRANGE prints it. */
export function formatStreamId(id: StreamId): string {
  return `${id.ms}-${id.seq}`;
}

/** @param text - ms-seq */
export function parseStreamId(text: string): StreamId {
  const dash = text.indexOf('-');
  return { ms: BigInt(text.slice(0, dash)), seq: BigInt(text.slice(dash + 1)) };
}

/** Below 0: `a` comes first. */
export function compareIds(a: StreamId, b: StreamId): number {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1;
  return a.seq === b.seq ? 0 : a.seq < b.seq ? -1 : 1;
}

/** The three fields are absent in files of servers before 7.0. */
export interface StreamTotals {
  readonly length: bigint;
  readonly lastId: StreamId;
  readonly firstId?: StreamId;
  readonly maxDeletedId?: StreamId;
  readonly entriesAdded?: bigint;
}

/** Whether the counters, which servers have since 7.0, say more than the entries that are there. */
export function hasHistory({ length, entriesAdded = length, maxDeletedId: deleted }: StreamTotals): boolean {
  return entriesAdded !== length || (deleted !== undefined && (deleted.ms > 0n || deleted.seq > 0n));
}

export interface StreamGroup {
  readonly name: Uint8Array;
  readonly lastId: StreamId;
  /** Absent: the file does not have it, or says unknown (-1). */
  readonly entriesRead?: bigint;
  /** The NACK zone (Redis 8.8), in its own order; absent before. */
  readonly nacked?: readonly StreamId[];
}

export interface StreamConsumer {
  readonly name: Uint8Array;
  readonly seenAtMs: bigint;
  /** Absent: never active, or the file is older than 7.2. */
  readonly activeAtMs?: bigint;
}

/** A group's PEL in columns: a PEL may have millions of entries. Ascending by id as the file has it. */
export interface PendingEntries {
  readonly count: number;
  /** Two words an entry: ms, seq. */
  readonly ids: BigUint64Array;
  readonly deliveredAtMs: BigInt64Array;
  readonly deliveries: BigUint64Array;
  /** Index of the owning consumer; NOBODY for an entry of the NACK zone. */
  readonly consumer: Int32Array;
}

export const NOBODY = -1;

export interface StreamIdmp {
  readonly durationSeconds: bigint;
  readonly maxEntries: bigint;
  readonly producers: readonly {
    readonly id: Uint8Array;
    readonly entries: readonly { readonly iid: Uint8Array; readonly id: StreamId }[];
  }[];
  readonly added: bigint;
  readonly duplicates: bigint;
}
