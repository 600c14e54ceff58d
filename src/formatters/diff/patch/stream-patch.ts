/**
 * Streams: entries behind the last by XADD; those that go by XDEL, the oldest by XTRIM; counters by XSETID; groups, consumers
 * and pending entries. A stream is written anew where no command does it: entries that have changed or stand between others,
 * pending entries whose entry is gone, the NACK zone, counters that servers do not take back.
 * Source: aof-replication-resp.md 6.2; redis src/t_stream.c, xsetidCommand(), xclaimCommand().
 */
import type { ChangedKey, GroupState, KeyFacts } from '../../../diff/change.ts';
import { compareIds, formatStreamId, parseStreamId, ZERO_ID } from '../../../model/stream.ts';
import type { Argument } from '../../resp/command-writer.ts';
import { patchGroups } from './group-patch.ts';
import { writeAll } from './long-command.ts';
import type { PatchWriter } from './patch-writer.ts';
import { StreamChanges } from './stream-changes.ts';
import { StreamProbe, type StreamCounters } from './stream-probe.ts';

/** Of idempotent producers: XIDMPRECORD takes entries that are there, and no command sets what is counted. */
const LOST = {
  gone: 'the ids of producers whose entries are gone',
  recorded: 'how many ids producers have sent',
  duplicates: 'how many ids producers have sent twice',
};

export function patchStream(key: ChangedKey, writer: PatchWriter): boolean {
  const changes = new StreamChanges(key);
  if (changes.total === 0 || !writer.knows('streams')) return false;
  const a = new StreamProbe();
  key.play('a', a);
  const claimed = changes.pending.flatMap(({ id, b: to }) => (to === undefined ? [] : [formatStreamId(id)]));
  const recorded = changes.producers.flatMap(({ b: id }) => (id === undefined ? [] : [formatStreamId(id)]));
  const b = new StreamProbe([...claimed, ...recorded]);
  key.play('b', b);
  const stream = new StreamPatch(key.a, writer, changes, a, b);
  if (claimed.some((id) => b.missing.has(id)) || !stream.isPossible()) {
    tellLost(key, writer, b);
    return false;
  }
  stream.write();
  patchGroups(key.a, writer, changes);
  stream.writeProducers();
  return true;
}

/** What of a stream that is written anew is not. Other servers have no producers. */
function tellLost(key: ChangedKey, writer: PatchWriter, { sent, duplicates, recorded }: StreamProbe): void {
  if (!writer.knows('idmp')) return;
  const probe = new StreamProbe(sent);
  key.play('b', probe);
  const there = sent.filter((id) => !probe.missing.has(id)).length;
  if (there < sent.length) writer.lose(LOST.gone, key.a);
  if (BigInt(there) !== recorded) writer.lose(LOST.recorded, key.a);
  if (duplicates > 0n) writer.lose(LOST.duplicates, key.a);
}

class StreamPatch {
  private readonly of: KeyFacts;
  private readonly writer: PatchWriter;
  private readonly changes: StreamChanges;
  private readonly a: StreamProbe;
  private readonly b: StreamProbe;
  /** Those before all that stay: XTRIM takes them, and the rest is for XDEL. */
  private readonly trimmed: number;

  constructor(of: KeyFacts, writer: PatchWriter, changes: StreamChanges, a: StreamProbe, b: StreamProbe) {
    this.of = of;
    this.writer = writer;
    this.changes = changes;
    this.a = a;
    this.b = b;
    this.trimmed = countOldest(changes, b.first);
  }

  isPossible(): boolean {
    const { changes, a, b, writer } = this;
    if (changes.hasChangedEntry) return false;
    if (changes.added.some(({ id }) => compareIds(id, a.counters.lastId) <= 0)) return false;
    if (changes.groups.some(({ a: from, b: to }) => hasNacked(from) || hasNacked(to))) return false;
    if (changes.pending.some(({ a: from, b: to }) => (to ?? from)?.consumer === undefined)) return false;
    if (writer.knows('idmp') && !this.canRecord()) return false;
    if (!writer.knows('streamCounters') || writer.compared.streams === 'entries') return true;
    const reached = this.reached();
    const { maxDeletedId, lastId } = b.counters;
    // XSETID takes 0-0 for none, and no last id below one that was deleted.
    if (compareIds(maxDeletedId, ZERO_ID) === 0 && compareIds(reached.maxDeletedId, ZERO_ID) > 0) return false;
    return compareIds(lastId, reached.maxDeletedId) >= 0;
  }

  /** Nothing takes away what producers have sent, but a new configuration, which takes all. */
  private canRecord(): boolean {
    const { producers } = this.changes;
    if (producers.some(({ a }) => a !== undefined)) return false;
    return !this.isConfigured() || this.a.sent.length === 0;
  }

  private isConfigured(): boolean {
    const [a, b] = [this.a.configuration, this.b.configuration];
    return b !== undefined && (a?.durationSeconds !== b.durationSeconds || a.maxEntries !== b.maxEntries);
  }

  /** What the counters are when entries have come and gone. */
  private reached(): StreamCounters {
    const { changes, trimmed } = this;
    const { lastId, maxDeletedId, entriesAdded, length } = this.a.counters;
    const deleted = changes.removed.slice(trimmed).map(({ id }) => id);
    return {
      length,
      lastId: changes.added.at(-1)?.id ?? lastId,
      maxDeletedId: [maxDeletedId, ...deleted].reduce((most, id) => (compareIds(id, most) > 0 ? id : most)),
      entriesAdded: entriesAdded + BigInt(changes.added.length),
    };
  }

  write(): void {
    const { changes, writer, trimmed } = this;
    const { key } = this.of;
    for (const { id, b = [] } of changes.added) {
      const words = b.flatMap(({ field, value }) => [field, value]);
      writer.command('XADD', key, formatStreamId(id), ...words);
    }
    const deleted = changes.removed.slice(trimmed).map(({ id }) => formatStreamId(id));
    writeAll(writer, ['XDEL', key], deleted);
    if (trimmed > 0) writer.command('XTRIM', key, 'MAXLEN', this.b.counters.length);
    if (writer.compared.streams === 'full') this.setCounters();
  }

  private setCounters(): void {
    const { writer } = this;
    const { key } = this.of;
    const { lastId, maxDeletedId, entriesAdded } = this.b.counters;
    const reached = this.reached();
    const words: Argument[] = [formatStreamId(lastId)];
    let differs = compareIds(lastId, reached.lastId) !== 0;
    if (writer.knows('streamCounters')) {
      words.push('ENTRIESADDED', entriesAdded, 'MAXDELETEDID', formatStreamId(maxDeletedId));
      differs ||= entriesAdded !== reached.entriesAdded || compareIds(maxDeletedId, reached.maxDeletedId) !== 0;
    }
    if (differs) writer.command('XSETID', key, ...words);
  }

  writeProducers(): void {
    const { b, changes, of, writer } = this;
    if (!writer.knows('idmp')) {
      if (changes.producers.length > 0) writer.lose('the ids that producers have sent', of);
      return;
    }
    if (b.configuration !== undefined && this.isConfigured()) {
      const { durationSeconds, maxEntries } = b.configuration;
      writer.command('XCFGSET', of.key, 'IDMP-DURATION', durationSeconds, 'IDMP-MAXSIZE', maxEntries);
    }
    let recorded = 0;
    for (const { producer, iid, b: id } of changes.producers) {
      if (id === undefined || b.missing.has(formatStreamId(id))) continue;
      writer.command('XIDMPRECORD', of.key, producer, iid, formatStreamId(id));
      recorded++;
    }
    if (recorded < changes.producers.length) writer.lose(LOST.gone, of);
    if (this.a.recorded + BigInt(recorded) !== b.recorded) writer.lose(LOST.recorded, of);
    if (this.a.duplicates !== b.duplicates) writer.lose(LOST.duplicates, of);
  }
}

function hasNacked(group: GroupState | undefined): boolean {
  return (group?.nacked?.length ?? 0) > 0;
}

/** How many of the entries that go are older than all that are there afterwards, where more than one is. */
function countOldest({ removed }: StreamChanges, first: string | undefined): number {
  if (first === undefined) return removed.length;
  const end = parseStreamId(first);
  const count = removed.findIndex(({ id }) => compareIds(id, end) > 0);
  const oldest = count < 0 ? removed.length : count;
  return oldest > 1 ? oldest : 0;
}
