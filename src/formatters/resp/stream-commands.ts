/**
 * A stream as commands: its entries, its counters, its groups with their consumers and pending entries.
 *
 * XCLAIM drops ids without an entry, and an id may be pending though its entry has been deleted. Which are is known only
 * behind the entries: if there are any, the stream is deleted and written anew, with entries in their place, which are deleted
 * when they have been claimed. Times at which consumers were last seen cannot be carried.
 *
 * Source: aof-replication-resp.md 6.2; redis src/aof.c, rewriteStreamObject(); src/t_stream.c, xclaimCommand().
 */
import { quoteBytes } from '../../bytes/text.ts';
import {
  compareIds,
  formatStreamId,
  hasHistory,
  parseStreamId,
  ZERO_ID,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
  type StreamIdmp,
  type StreamTotals,
} from '../../model/stream.ts';
import type { Feature } from '../../model/target.ts';
import type { Argument, CommandWriter } from './command-writer.ts';
import { estimateEntriesRead } from '../../model/entries-read.ts';
import { GroupCommands, MOST_IDS } from './group-commands.ts';
import { SoughtIds } from './sought-ids.ts';

/** Of a server that is not configured otherwise. Source: redis 8.6 src/config.c, stream-idmp-*. */
const IDMP_DEFAULT = { durationSeconds: 100n, maxEntries: 100n };

export class StreamCommands {
  private readonly commands: CommandWriter;
  private readonly lose: (what: string) => void;
  private readonly groups: GroupCommands;
  private readonly pending = new SoughtIds();
  /** Those that producers have sent. */
  private readonly sent = new SoughtIds();
  private known: ReadonlySet<Feature> = new Set();
  /** 'look': which of the ids have an entry. 'anew': with entries for those that have none. */
  private pass: 'write' | 'look' | 'anew' = 'write';
  private first: StreamId | undefined;
  private totals: StreamTotals = { length: 0n, lastId: ZERO_ID };
  /** Entries that are to be deleted again. */
  private gone: string[] = [];
  /** How many of them are older than all others. */
  private oldest: number | undefined;

  constructor(commands: CommandWriter, lose: (what: string) => void) {
    this.commands = commands;
    this.lose = lose;
    this.groups = new GroupCommands(commands, lose);
  }

  begin(known: ReadonlySet<Feature>): void {
    this.known = known;
    this.pass = 'write';
    this.pending.clear();
    this.sent.clear();
    this.first = undefined;
    this.gone = [];
    this.oldest = undefined;
  }

  entry(idStart: number, idEnd: number, rows: number, count: number): void {
    if (this.pass === 'look') {
      const id = this.idAt(idStart, idEnd);
      this.pending.see(id);
      this.sent.see(id);
      return;
    }
    if (this.pass === 'anew') {
      this.putGone(this.idAt(idStart, idEnd));
      this.oldest ??= this.gone.length;
    } else this.first ??= this.idAt(idStart, idEnd);
    this.commands.commandOfRows(idStart, idEnd, rows, 2 * count);
  }

  /** Entries in the place of deleted ones, up to an id. */
  private putGone(end: StreamId | undefined): void {
    for (let id = this.pending.nextGone(end); id !== undefined; id = this.pending.nextGone(end)) {
      const text = formatStreamId(id);
      this.commands.keyCommand('XADD', text, 'x', 'y');
      this.gone.push(text);
    }
  }

  counters(totals: StreamTotals): void {
    if (this.pass === 'look') return;
    this.totals = totals;
    if (!this.knows('streamCounters') && hasHistory(totals)) this.lose('how many entries were added and deleted');
    if (this.pass === 'anew') this.putGone(undefined);
    // A stream that no entry is left of.
    else if (this.first === undefined) this.commands.keyCommand('XADD', 'MAXLEN', 0, '0-1', 'x', 'y');
    this.setId(totals.length + BigInt(this.gone.length));
  }

  /** @param length - entries there are now: no fewer can have been added */
  private setId(length: bigint): void {
    const { lastId, maxDeletedId = ZERO_ID, entriesAdded = length } = this.totals;
    const words: Argument[] = [formatStreamId(lastId)];
    if (this.knows('streamCounters')) {
      words.push('ENTRIESADDED', entriesAdded < length ? length : entriesAdded);
      words.push('MAXDELETEDID', formatStreamId(maxDeletedId));
    }
    this.commands.keyCommand('XSETID', ...words);
  }

  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    if (this.pass !== 'look') {
      if (!this.knows('streamCounters') && group.entriesRead !== undefined) {
        this.lose(`how many entries group ${quoteBytes(group.name)} has read`);
      }
      const read = group.entriesRead ?? this.estimate(group);
      this.groups.create(group, this.knows('streamCounters') ? read : undefined);
    }
    const known = { createConsumer: this.knows('createConsumer'), nack: this.knows('nack') };
    if (pending.count === 0) {
      if (this.pass !== 'look') this.groups.createConsumers(group, consumers, known);
    } else if (this.pass === 'write') {
      for (let i = 0; i < pending.count; i++) {
        this.pending.add({ ms: pending.ids[2 * i] ?? 0n, seq: pending.ids[2 * i + 1] ?? 0n });
      }
    } else if (this.pass === 'anew' || this.pending.areThere) this.groups.claim(group, pending, consumers, known);
  }

  /** What servers from 7.0 on take a group of an older file to have read. */
  private estimate(group: StreamGroup): bigint | undefined {
    if (this.totals.entriesAdded !== undefined) return undefined;
    return estimateEntriesRead(group.lastId, this.totals, this.first);
  }

  idmp(idmp: StreamIdmp): void {
    const { durationSeconds, maxEntries, producers } = idmp;
    const configured = durationSeconds !== IDMP_DEFAULT.durationSeconds || maxEntries !== IDMP_DEFAULT.maxEntries;
    if (!this.knows('idmp')) {
      if (this.pass !== 'write') return;
      if (producers.length > 0) this.lose('the ids that producers have sent');
      else if (configured) this.lose('how long and how many ids of producers are kept');
      return;
    }
    if (this.pass !== 'look' && configured) {
      this.commands.keyCommand('XCFGSET', 'IDMP-DURATION', durationSeconds, 'IDMP-MAXSIZE', maxEntries);
    }
    const written = this.pass === 'anew' || (this.pass === 'look' && this.pending.areThere);
    for (const { id: producer, entries } of producers) {
      for (const { iid, id } of entries) {
        if (this.pass === 'write') this.sent.add(id);
        // As servers do: those whose entry is gone no longer matter.
        else if (written && this.sent.has(id)) {
          this.commands.keyCommand('XIDMPRECORD', producer, iid, formatStreamId(id));
        }
      }
    }
  }

  /** True: the stream is needed once more. */
  end(): boolean {
    if (this.pass === 'write') {
      if (this.pending.isEmpty && this.sent.isEmpty) return false;
      this.pass = 'look';
      this.pending.close();
      this.sent.close();
      return true;
    }
    if (this.pass === 'look') {
      if (this.pending.areThere) return false;
      this.pass = 'anew';
      this.pending.rewind();
      this.commands.keyCommand('DEL');
      return true;
    }
    this.deleteGone();
    this.setId(this.totals.length);
    return false;
  }

  private deleteGone(): void {
    const { commands, gone, totals } = this;
    // Where no entry is known to be deleted, those that are gone have been trimmed. XDEL would leave its mark.
    const { maxDeletedId = ZERO_ID } = totals;
    const trimmed = compareIds(maxDeletedId, ZERO_ID) === 0 ? (this.oldest ?? gone.length) : 0;
    for (let from = trimmed; from < gone.length; from += MOST_IDS) {
      commands.keyCommand('XDEL', ...gone.slice(from, from + MOST_IDS));
    }
    if (trimmed > 0) commands.keyCommand('XTRIM', 'MAXLEN', totals.length);
  }

  private knows(feature: Feature): boolean {
    return this.known.has(feature);
  }

  private idAt(start: number, end: number): StreamId {
    return parseStreamId(this.commands.out.memory.latin1(start, end));
  }
}
