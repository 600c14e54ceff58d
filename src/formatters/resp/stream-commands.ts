/**
 * A stream as commands: its entries, its counters, its groups with consumers and pending entries. Pending ids whose entry is
 * gone cannot be carried: XCLAIM drops them. Nor can the times at which a consumer was last seen.
 * Source: aof-replication-resp.md 6.2; redis src/aof.c, rewriteStreamObject(); src/t_stream.c, xclaimCommand().
 */
import {
  formatStreamId,
  NOBODY,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
  type StreamIdmp,
  type StreamTotals,
} from '../../model/stream.ts';
import { supports, type Target } from '../../model/target.ts';
import type { Argument, CommandWriter } from './command-writer.ts';
import { estimateEntriesRead } from './entries-read.ts';
import { parseStreamId, PendingIds } from './pending-ids.ts';

const ZERO: StreamId = { ms: 0n, seq: 0n };
/** Of a server that is not configured otherwise. Source: redis 8.6 src/config.c, stream-idmp-*. */
const IDMP_DEFAULT = { durationSeconds: 100n, maxEntries: 100n };
/** Ids of one XCLAIM or XNACK. */
const MOST_IDS = 512;

export class StreamCommands {
  private readonly commands: CommandWriter;
  private readonly lose: (what: string) => void;
  private readonly pending = new PendingIds();
  private target: Target | undefined;
  /** 'claims': the entries have been written, and it is known which of them are there. */
  private pass: 'entries' | 'claims' = 'entries';
  private first: StreamId | undefined;
  private empty = true;
  private totals: StreamTotals | undefined;

  constructor(commands: CommandWriter, lose: (what: string) => void) {
    this.commands = commands;
    this.lose = lose;
  }

  begin(target: Target): void {
    this.target = target;
    this.pass = 'entries';
    this.pending.clear();
    this.first = undefined;
    this.empty = true;
  }

  entry(idStart: number, idEnd: number, rows: number, count: number): void {
    if (this.pass === 'entries') {
      this.commands.commandOfRows(idStart, idEnd, rows, 2 * count);
      if (this.empty) this.first = this.idAt(idStart, idEnd);
      this.empty = false;
    } else if (!this.pending.isDone) {
      const { ms, seq } = this.idAt(idStart, idEnd);
      this.pending.see(ms, seq);
    }
  }

  end(): boolean {
    if (this.pass === 'claims' || this.pending.isEmpty) return false;
    this.pass = 'claims';
    this.pending.close();
    return true;
  }

  counters(totals: StreamTotals): void {
    if (this.pass === 'claims') return;
    const { commands } = this;
    this.totals = totals;
    // A stream that no entry is left of.
    if (this.empty) commands.keyCommand('XADD', 'MAXLEN', 0, '0-1', 'x', 'y');
    const words: Argument[] = [formatStreamId(totals.lastId)];
    if (this.knows('streamCounters')) {
      words.push('ENTRIESADDED', totals.entriesAdded ?? totals.length);
      words.push('MAXDELETEDID', formatStreamId(totals.maxDeletedId ?? ZERO));
    }
    commands.keyCommand('XSETID', ...words);
  }

  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    if (this.pass === 'claims') {
      this.claim(group, pending, consumers);
      return;
    }
    const { ids } = pending;
    const words: Argument[] = [group.name, formatStreamId(group.lastId)];
    if (this.knows('streamCounters')) {
      const read = group.entriesRead ?? this.estimate(group);
      if (read !== undefined) words.push('ENTRIESREAD', read);
    }
    this.commands.commandWithin(['XGROUP', 'CREATE'], words);
    if (pending.count === 0) this.createConsumers(group, consumers, new Set());
    for (let i = 0; i < pending.count; i++) this.pending.add(ids[2 * i] ?? 0n, ids[2 * i + 1] ?? 0n);
  }

  idmp(idmp: StreamIdmp): void {
    const { durationSeconds, maxEntries, producers } = idmp;
    if (!this.knows('idmp')) {
      if (this.pass === 'entries' && producers.length > 0) this.lose('the producer ids a stream has seen');
      return;
    }
    if (this.pass === 'claims') {
      for (const { id: producer, entries } of producers) {
        for (const { iid, id } of entries) {
          if (this.pending.has(id.ms, id.seq)) {
            this.commands.keyCommand('XIDMPRECORD', producer, iid, formatStreamId(id));
          }
        }
      }
      return;
    }
    if (durationSeconds !== IDMP_DEFAULT.durationSeconds || maxEntries !== IDMP_DEFAULT.maxEntries) {
      this.commands.keyCommand('XCFGSET', 'IDMP-DURATION', durationSeconds, 'IDMP-MAXSIZE', maxEntries);
    }
    for (const { entries } of producers) for (const { id } of entries) this.pending.add(id.ms, id.seq);
  }

  /** What servers from 7.0 on take a group of an older file to have read. */
  private estimate(group: StreamGroup): bigint | undefined {
    const { totals } = this;
    if (totals === undefined || totals.entriesAdded !== undefined) return undefined;
    return estimateEntriesRead(group.lastId, totals, this.first);
  }

  private claim(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    if (pending.count === 0) return;
    const claimed = new Set<number>();
    const nacked: { id: string; deliveries: bigint }[] = [];
    let gone = 0;
    let ids: string[] = [];
    let open = 0;
    for (let i = 0; i < pending.count; i++) {
      const ms = pending.ids[2 * i] ?? 0n;
      const seq = pending.ids[2 * i + 1] ?? 0n;
      const owner = pending.consumer[i] ?? NOBODY;
      if (!this.pending.has(ms, seq)) gone++;
      else if (owner === NOBODY) nacked.push({ id: `${ms}-${seq}`, deliveries: pending.deliveries[i] ?? 0n });
      else {
        if (ids.length > 0 && (ids.length === MOST_IDS || !isSame(pending, open, i))) {
          this.xclaim(group, pending, consumers, open, ids);
          ids = [];
        }
        if (ids.length === 0) open = i;
        ids.push(`${ms}-${seq}`);
        claimed.add(owner);
      }
    }
    if (ids.length > 0) this.xclaim(group, pending, consumers, open, ids);
    this.createConsumers(group, consumers, claimed);
    this.nack(group, nacked);
    if (gone > 0) this.lose('pending ids whose entry has been deleted');
  }

  /** `ids` have the owner, time and number of deliveries of the pending entry `index`. */
  private xclaim(
    group: StreamGroup,
    pending: PendingEntries,
    consumers: readonly StreamConsumer[],
    index: number,
    ids: readonly string[],
  ): void {
    const owner = consumers[pending.consumer[index] ?? NOBODY];
    if (owner === undefined) return;
    const time = pending.deliveredAtMs[index] ?? 0n;
    const deliveries = pending.deliveries[index] ?? 0n;
    const words: readonly Argument[] = ['TIME', time, 'RETRYCOUNT', deliveries, 'FORCE', 'JUSTID'];
    this.commands.keyCommand('XCLAIM', group.name, owner.name, 0, ...ids, ...words);
  }

  /** Those that own none of the entries written. */
  private createConsumers(
    group: StreamGroup,
    consumers: readonly StreamConsumer[],
    claimed: ReadonlySet<number>,
  ): void {
    for (const [i, { name }] of consumers.entries()) {
      if (claimed.has(i)) continue;
      if (this.knows('createConsumer')) this.commands.commandWithin(['XGROUP', 'CREATECONSUMER'], [group.name, name]);
      else this.lose('consumers without pending entries');
    }
  }

  private nack(group: StreamGroup, nacked: readonly { id: string; deliveries: bigint }[]): void {
    if (nacked.length === 0) return;
    if (!this.knows('nack')) {
      this.lose('pending entries that belong to no consumer');
      return;
    }
    for (let from = 0; from < nacked.length; ) {
      const deliveries = nacked[from]?.deliveries ?? 0n;
      let to = from + 1;
      while (to < nacked.length && to - from < MOST_IDS && nacked[to]?.deliveries === deliveries) to++;
      const ids = nacked.slice(from, to).map(({ id }) => id);
      this.commands.keyCommand('XNACK', group.name, 'FAIL', 'IDS', ids.length, ...ids, 'RETRYCOUNT', deliveries, 'FORCE');
      from = to;
    }
  }

  private knows(feature: 'streamCounters' | 'createConsumer' | 'idmp' | 'nack'): boolean {
    return this.target !== undefined && supports(this.target, feature);
  }

  private idAt(start: number, end: number): StreamId {
    return parseStreamId(this.commands.out.memory.latin1(start, end));
  }
}

/** Whether two pending entries go into one XCLAIM. */
function isSame({ consumer, deliveredAtMs, deliveries }: PendingEntries, a: number, b: number): boolean {
  return consumer[a] === consumer[b] && deliveredAtMs[a] === deliveredAtMs[b] && deliveries[a] === deliveries[b];
}
