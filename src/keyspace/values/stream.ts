/** A stream: its entries, what is counted beside them, its consumer groups and its table of idempotent producers. */
import type { Arena } from '../../bytes/arena.ts';
import type { EntrySink } from '../../model/sink.ts';
import {
  ZERO_ID,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
  type StreamIdmp,
  type StreamTotals,
} from '../../model/stream.ts';
import { TYPES } from '../../rdb/types.ts';
import { Args } from '../args.ts';
import { CommandError } from '../command-error.ts';
import type { Collection } from '../collection.ts';
import { byName } from '../order.ts';
import { largerId, tryId } from '../stream-id.ts';
import { StreamEntries } from './stream-entries.ts';
import { StreamFeed } from './stream-feed.ts';
import { FORM, typeByteOf } from './stream-form.ts';
import { Group } from './stream-group.ts';
import { IdmpTable } from './stream-idmp.ts';

export class StreamValue implements Collection {
  readonly type = 'stream';
  readonly encoding = TYPES.STREAM_LISTPACKS.encoding;
  /** A stream stays without entries. */
  readonly size = 1;
  readonly entries: StreamEntries;
  lastId = ZERO_ID;
  maxDeletedId = ZERO_ID;
  entriesAdded = 0n;
  /** Made when something is recorded, or set. */
  idmp: IdmpTable | undefined;
  /** By name, each byte as the character of the same number. */
  private readonly groups = new Map<string, Group>();
  private form: number;
  /** For fields that come from a decoder. */
  private loaded: Args | undefined;

  constructor(form: number, entries = new StreamEntries()) {
    this.form = form;
    this.entries = entries;
  }

  get typeByte(): number {
    return typeByteOf(this.form);
  }

  get firstId(): StreamId {
    return this.entries.firstId ?? ZERO_ID;
  }

  /** It holds at least what this form has, whatever it was before. */
  raiseForm(form: number): void {
    this.form = Math.max(this.form, form);
  }

  needIdmp(): IdmpTable {
    return (this.idmp ??= new IdmpTable());
  }

  /** Add an entry whose id is above the last one. Its fields are the arguments from `first` on. */
  add(id: StreamId, fields: Args, first: number): void {
    this.entries.append(id, fields, first);
    this.lastId = id;
    this.entriesAdded++;
  }

  /** False: no such entry. */
  remove(id: StreamId): boolean {
    if (!this.entries.remove(id)) return false;
    this.maxDeletedId = largerId(this.maxDeletedId, id);
    return true;
  }

  group(name: string): Group | undefined {
    return this.groups.get(name);
  }

  /** @throws CommandError NOGROUP */
  needGroup(name: string): Group {
    const group = this.groups.get(name);
    if (group === undefined) throw new CommandError('NOGROUP: no such consumer group');
    return group;
  }

  addGroup(group: Group): void {
    this.groups.set(Buffer.from(group.name).toString('latin1'), group);
  }

  removeGroup(name: string): void {
    this.groups.delete(name);
  }

  /** Some group has it pending, or has yet to be given it. Source: redis 8.2 src/t_stream.c, streamEntryIsReferenced(). */
  isReferenced(id: StreamId): boolean {
    for (const group of this.groups.values()) if (group.needs(id)) return true;
    return false;
  }

  /** No group has it pending any more. */
  dropReferences(id: StreamId): void {
    for (const group of this.groups.values()) group.release(id);
  }

  /** Whether entries that are gone were counted; files from before 7.0 do not have that. */
  get isCounted(): boolean {
    return this.form >= FORM.COUNTED;
  }

  /** Its groups by name, as files have them. */
  eachGroup(visit: (group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]) => void): void {
    for (const group of [...this.groups.values()].sort(byName)) group.tell(this.form, visit);
  }

  /** What is kept of idempotent producers; of a stream of before 8.6 what a server then begins with. */
  get producers(): StreamIdmp {
    return (this.idmp ?? new IdmpTable()).tell();
  }

  copy(): StreamValue {
    const stream = new StreamValue(this.form, this.entries.copy());
    const { lastId, maxDeletedId, entriesAdded } = this;
    for (const group of this.groups.values()) stream.addGroup(group.copy());
    return Object.assign(stream, { lastId, maxDeletedId, entriesAdded, idmp: this.idmp?.copy() });
  }

  loadStreamNode(): void {
    this.entries.open();
  }

  loadStreamEntry(arena: Arena, idStart: number, idEnd: number, rows: number, count: number): void {
    this.load(arena, idStart, idEnd, rows, count, false);
  }

  loadDeletedStreamEntry(arena: Arena, idStart: number, idEnd: number, rows: number, count: number): void {
    this.load(arena, idStart, idEnd, rows, count, true);
  }

  private load(arena: Arena, idStart: number, idEnd: number, rows: number, count: number, deleted: boolean): void {
    const loaded = (this.loaded ??= new Args());
    loaded.set(arena.u8, arena.u32, rows, 2 * count);
    const id = tryId(arena.latin1(idStart, idEnd)) ?? ZERO_ID;
    this.entries.load(id, loaded, deleted);
  }

  loadStreamTotals({ length, lastId, maxDeletedId, entriesAdded }: StreamTotals): void {
    this.loaded = undefined;
    this.entries.settle();
    this.lastId = lastId;
    this.maxDeletedId = maxDeletedId ?? ZERO_ID;
    this.entriesAdded = entriesAdded ?? length;
    // JSON does not say which form it is of.
    if (entriesAdded !== undefined) this.raiseForm(FORM.COUNTED);
  }

  loadGroup(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    const loaded = Group.load(group, pending);
    if (group.nacked !== undefined) this.raiseForm(FORM.NACK);
    for (const { name, seenAtMs, activeAtMs } of consumers) {
      loaded.addConsumer(name, seenAtMs, activeAtMs);
      if (activeAtMs !== undefined) this.raiseForm(FORM.ACTIVE);
    }
    this.addGroup(loaded);
  }

  loadIdmp(idmp: StreamIdmp): void {
    this.idmp = IdmpTable.load(idmp);
    this.raiseForm(FORM.IDMP);
  }

  play(sink: EntrySink, arena: Arena): void {
    const feed = new StreamFeed(sink, arena);
    this.entries.forEach((block, index) => feed.entry(block, index));
    this.playOthers(sink);
  }

  playSizes(sink: EntrySink): void {
    for (const block of this.entries.all()) {
      sink.blob?.(block.packedBytes, false, undefined, block.isOpen);
      sink.streamNode?.(block.idAt(0), 0, 0);
    }
    this.playOthers(sink);
  }

  private playOthers(sink: EntrySink): void {
    const { form, lastId, firstId, maxDeletedId, entriesAdded } = this;
    const length = BigInt(this.entries.length);
    sink.streamTotals(
      form < FORM.COUNTED ? { length, lastId } : { length, lastId, firstId, maxDeletedId, entriesAdded },
    );
    this.eachGroup((group, pending, consumers) => sink.group(group, pending, consumers));
    if (form >= FORM.IDMP) sink.idmp(this.producers);
  }
}
