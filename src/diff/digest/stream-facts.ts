/** What a stream holds beside its entries, as elements of its digest: totals, groups, pending entries, producers. */
import type { Region } from '../../bytes/arena.ts';
import { DIGEST_BYTES, PENDING } from '../../kernels/digest-kernels.ts';
import { comparableEntriesRead } from '../../model/entries-read.ts';
import {
  parseStreamId,
  ZERO_ID,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamIdmp,
  type StreamTotals,
} from '../../model/stream.ts';
import { holdsNothing } from '../../rdb/encode/values/stream-idmp.ts';
import { TAG } from './frame.ts';
import type { ValueDigest } from './value-digest.ts';

export class StreamFacts {
  private readonly digest: ValueDigest;
  /** When consumers were seen and active counts. */
  private readonly seen: boolean;
  private readonly columns: Region;
  /** The group's digest, then those of its consumers. */
  private readonly names: Region;
  /** The first entry's id as text; undefined: none has come. */
  private first: string | undefined;
  private totals: StreamTotals = { length: 0n, lastId: ZERO_ID };

  constructor(digest: ValueDigest, seen: boolean) {
    this.digest = digest;
    this.seen = seen;
    this.columns = digest.arena.allocate(PENDING.BYTES);
    this.names = digest.arena.allocate(64 * DIGEST_BYTES);
  }

  begin(): void {
    this.first = undefined;
  }

  /** An entry is there. */
  entry(idStart: number, idEnd: number): void {
    this.first ??= this.digest.arena.latin1(idStart, idEnd);
  }

  /** What files of servers before 7.0 do not have counts as what later servers take it for. */
  streamTotals(totals: StreamTotals): void {
    this.totals = totals;
    const { length, lastId, entriesAdded = length, maxDeletedId = ZERO_ID } = totals;
    const { frames, sum } = this.digest;
    frames.begin(TAG.STREAM).id(lastId).integer(entriesAdded).id(maxDeletedId).addTo(sum);
  }

  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    const { digest, names } = this;
    const { arena, frames, sum } = digest;
    const size = (consumers.length + 1) * DIGEST_BYTES;
    if (size > names.end - names.start) arena.grow(names, size);
    const name = names.start;
    frames.digest(group.name, name);
    frames.begin(TAG.GROUP).copy(name).id(group.lastId).optional(this.entriesRead(group)).addTo(sum);
    let at = name + DIGEST_BYTES;
    for (const consumer of consumers) {
      frames.digest(consumer.name, at);
      frames.begin(TAG.CONSUMER).copy(name).copy(at);
      if (this.seen) frames.integer(consumer.seenAtMs).optional(consumer.activeAtMs);
      frames.addTo(sum);
      at += DIGEST_BYTES;
    }
    this.pending(pending);
    for (const [i, id] of (group.nacked ?? []).entries()) {
      frames.begin(TAG.NACKED).copy(name).number(i).id(id).addTo(sum);
    }
  }

  private entriesRead(group: StreamGroup): bigint | undefined {
    const { totals, first } = this;
    return comparableEntriesRead(group, totals, first === undefined ? undefined : parseStreamId(first));
  }

  /** A PEL may have millions of entries: they go to the kernel in pieces. */
  private pending({ count, ids, deliveredAtMs, deliveries, consumer }: PendingEntries): void {
    const { digest, columns, names } = this;
    const { arena, at } = digest;
    const { start } = columns;
    for (let from = 0; from < count; from += PENDING.MOST) {
      const to = Math.min(count, from + PENDING.MOST);
      arena.u8.set(bytesOf(ids.subarray(2 * from, 2 * to)), start + PENDING.IDS);
      arena.u8.set(bytesOf(deliveredAtMs.subarray(from, to)), start + PENDING.DELIVERED);
      arena.u8.set(bytesOf(deliveries.subarray(from, to)), start + PENDING.DELIVERIES);
      arena.u8.set(bytesOf(consumer.subarray(from, to)), start + PENDING.CONSUMERS);
      arena.kernels.digestPending(start, to - from, names.start, names.start + DIGEST_BYTES, TAG.PENDING, at);
    }
  }

  /** A table that was never used is none: older servers have none. */
  idmp(idmp: StreamIdmp): void {
    if (holdsNothing(idmp)) return;
    const { frames, sum } = this.digest;
    const { durationSeconds, maxEntries, added, duplicates, producers } = idmp;
    frames.begin(TAG.IDMP).integer(durationSeconds).integer(maxEntries).integer(added).integer(duplicates).addTo(sum);
    for (const { id: producer, entries } of producers) {
      frames.begin(TAG.PRODUCER).text(producer).addTo(sum);
      for (const [i, { iid, id }] of entries.entries()) {
        frames.begin(TAG.IID).text(producer).text(iid).number(i).id(id).addTo(sum);
      }
    }
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
