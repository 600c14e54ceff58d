/** A sink in front of a sink that hands everything on: override what is to be changed on the way. */
import type { Arena } from '../bytes/arena.ts';
import type { ModuleId } from '../model/module-id.ts';
import type { ReadableFields } from '../model/readable.ts';
import type {
  CronJob,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  SourceEnd,
  SourceHeader,
} from '../model/sink.ts';
import type {
  PendingEntries,
  StreamConsumer,
  StreamGroup,
  StreamId,
  StreamIdmp,
  StreamTotals,
} from '../model/stream.ts';

export class ForwardSink implements EntrySink {
  protected target: EntrySink;
  // What a sink asks for by having a method, the decoder only gives if we have it too.
  readonly raw?: (start: number, end: number) => void;
  readonly blob?: NonNullable<EntrySink['blob']>;
  readonly longest?: (bytes: number) => void;
  readonly streamNode?: (key: StreamId, rows: number, count: number) => void;
  readonly deletedStreamEntry?: (idStart: number, idEnd: number, rows: number, count: number) => void;

  constructor(target: EntrySink) {
    this.target = target;
    if (target.raw) this.raw = (start, end) => (this.isPassed ? target.raw?.(start, end) : undefined);
    if (target.blob) {
      this.blob = (size, plain, entries, open) =>
        this.isPassed ? target.blob?.(size, plain, entries, open) : undefined;
    }
    if (target.longest) this.longest = (bytes) => (this.isPassed ? target.longest?.(bytes) : undefined);
    if (target.streamNode)
      this.streamNode = (key, rows, count) => (this.isPassed ? target.streamNode?.(key, rows, count) : undefined);
    if (target.deletedStreamEntry) {
      this.deletedStreamEntry = (id, end, rows, count) =>
        this.isPassed ? target.deletedStreamEntry?.(id, end, rows, count) : undefined;
    }
  }

  /** Whether the value at hand is handed on. */
  protected get isPassed(): boolean {
    return true;
  }

  /** Of the value at hand: a sink may know only then. */
  get singlePass(): boolean {
    return this.target.singlePass === true;
  }

  open(arena: Arena): void {
    this.target.open(arena);
  }
  begin(header: SourceHeader): void {
    this.target.begin(header);
  }
  aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, offset: number): void {
    this.target.aux(nameStart, nameEnd, valueStart, valueEnd, offset);
  }
  selectDb(db: number, offset: number): void {
    this.target.selectDb(db, offset);
  }
  resizeDb(keys: number, expires: number, offset: number): void {
    this.target.resizeDb(keys, expires, offset);
  }
  slotInfo(slot: number, keys: number, expires: number, offset: number): void {
    this.target.slotInfo(slot, keys, expires, offset);
  }
  slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], offset: number): void {
    this.target.slotImport(job, ranges, offset);
  }
  functionLibrary(library: FunctionLibrary, offset: number): void {
    this.target.functionLibrary(library, offset);
  }
  moduleAux(module: ModuleId, when: 'before-keys' | 'after-keys', start: number, end: number, offset: number): void {
    this.target.moduleAux(module, when, start, end, offset);
  }
  hashTemplate(id: bigint, fields: readonly Uint8Array[], offset: number): void {
    this.target.hashTemplate(id, fields, offset);
  }
  key(header: KeyHeader): Interest {
    return this.target.key(header);
  }
  string(start: number, end: number, last: boolean): void {
    this.target.string(start, end, last);
  }
  items(rows: number, count: number): void {
    this.target.items(rows, count);
  }
  fields(rows: number, count: number): void {
    this.target.fields(rows, count);
  }
  members(rows: number, count: number): void {
    this.target.members(rows, count);
  }
  memberExpire(start: number, end: number, expireAtMs: number): void {
    this.target.memberExpire(start, end, expireAtMs);
  }
  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.target.streamEntry(idStart, idEnd, rows, count);
  }
  streamTotals(totals: StreamTotals): void {
    this.target.streamTotals(totals);
  }
  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.target.group(group, pending, consumers);
  }
  idmp(idmp: StreamIdmp): void {
    this.target.idmp(idmp);
  }
  array(count: number, insertIndex: bigint | undefined): void {
    this.target.array(count, insertIndex);
  }
  arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.target.arrayItem(index, start, end, bare);
  }
  path(start: number, end: number): void {
    this.target.path(start, end);
  }
  cron(job: CronJob): void {
    this.target.cron(job);
  }
  module(start: number, end: number, fields?: ReadableFields): void {
    this.target.module(start, end, fields);
  }
  endKey(end: KeyEnd): Interest | undefined {
    return this.target.endKey(end);
  }
  end(end: SourceEnd): void {
    this.target.end(end);
  }
}
