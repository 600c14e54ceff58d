/** What has to be known of a stream beside what differs: its counters, its first entry, and whether it has certain entries. */
import { NullSink } from '../../../model/null-sink.ts';
import type { Interest } from '../../../model/sink.ts';
import { formatStreamId, ZERO_ID, type StreamId, type StreamIdmp, type StreamTotals } from '../../../model/stream.ts';

/** What a server from 7.0 on takes of older files. */
export interface StreamCounters {
  readonly length: bigint;
  readonly lastId: StreamId;
  readonly maxDeletedId: StreamId;
  readonly entriesAdded: bigint;
}

export class StreamProbe extends NullSink {
  readonly singlePass = true;
  counters: StreamCounters = { length: 0n, lastId: ZERO_ID, maxDeletedId: ZERO_ID, entriesAdded: 0n };
  /** ms-seq. */
  first: string | undefined;
  configuration: Pick<StreamIdmp, 'durationSeconds' | 'maxEntries'> | undefined;
  /** Entries that ids of producers stand for: ms-seq. */
  sent: readonly string[] = [];
  /** How many ids of producers were recorded, and how many came twice. */
  recorded = 0n;
  duplicates = 0n;
  /** Those that are sought and are not there. */
  readonly missing: Set<string>;

  /** @param sought - ids of entries: ms-seq */
  constructor(sought: Iterable<string> = []) {
    super();
    this.missing = new Set(sought);
  }

  override key(): Interest {
    return 'elements';
  }

  override streamEntry(idStart: number, idEnd: number): void {
    if (this.first !== undefined && this.missing.size === 0) return;
    const id = this.arena.latin1(idStart, idEnd);
    this.first ??= id;
    this.missing.delete(id);
  }

  override streamTotals({ length, lastId, maxDeletedId = ZERO_ID, entriesAdded = length }: StreamTotals): void {
    this.counters = { length, lastId, maxDeletedId, entriesAdded: entriesAdded < length ? length : entriesAdded };
  }

  override idmp({ durationSeconds, maxEntries, added, duplicates, producers }: StreamIdmp): void {
    this.sent = producers.flatMap(({ entries }) => entries.map(({ id }) => formatStreamId(id)));
    this.recorded = added;
    this.duplicates = duplicates;
    this.configuration = { durationSeconds, maxEntries };
  }
}
