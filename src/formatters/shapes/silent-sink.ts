/** A sink that prints nothing: the shapes override what their tool prints. */
import type { Arena } from '../../bytes/arena.ts';
import type { ByteWriter } from '../../bytes/writer.ts';
import type { ModuleId } from '../../model/module-id.ts';
import type {
  CronJob,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  SourceEnd,
  SourceHeader,
} from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../../model/stream.ts';

export abstract class SilentSink implements EntrySink {
  protected readonly out: ByteWriter;
  /** A key is begun and not ended. */
  private within = false;

  constructor(out: ByteWriter) {
    this.out = out;
  }

  abstract key(header: KeyHeader): Interest;
  abstract endKey(end: KeyEnd): Interest | undefined;
  /** Print what closes the key at hand, in whatever state it is. */
  protected abstract closeKey(): void;
  /** Print what closes the output; all sources are in one. */
  protected abstract closeOutput(): void;

  /** To be called before the first byte of a key, which can be taken back until part of it has left. */
  protected beginKey(): void {
    this.out.begin();
    this.within = true;
  }

  /** To be called when a key is printed. */
  protected keyPrinted(): void {
    this.within = false;
  }

  /** The source is damaged: the key at hand is dropped or, if part of it has left already, closed as it is. */
  abandon(): void {
    if (!this.within) return;
    if (this.out.left) this.closeKey();
    else this.out.at = this.out.begun;
    this.within = false;
  }

  /** Everything has been printed, of all sources. */
  finish(): void {
    this.closeOutput();
    this.out.flush();
  }

  open(arena: Arena): void {
    this.out.open(arena);
  }

  begin(_header: SourceHeader): void {}
  aux(_nameStart: number, _nameEnd: number, _valueStart: number, _valueEnd: number, _offset: number): void {}
  selectDb(_db: number, _offset: number): void {}
  resizeDb(_keys: number, _expires: number, _offset: number): void {}
  slotInfo(_slot: number, _keys: number, _expires: number, _offset: number): void {}
  slotImport(_job: Uint8Array, _ranges: readonly (readonly [number, number])[], _offset: number): void {}
  functionLibrary(_library: FunctionLibrary, _offset: number): void {}
  moduleAux(
    _module: ModuleId,
    _when: 'before-keys' | 'after-keys',
    _start: number,
    _end: number,
    _offset: number,
  ): void {}
  hashTemplate(_id: bigint, _fields: readonly Uint8Array[], _offset: number): void {}

  string(_start: number, _end: number, _last: boolean): void {}
  items(_rows: number, _count: number): void {}
  fields(_rows: number, _count: number): void {}
  members(_rows: number, _count: number): void {}
  memberExpire(_start: number, _end: number, _expireAtMs: number): void {}
  streamEntry(_idStart: number, _idEnd: number, _rows: number, _count: number): void {}
  streamTotals(_totals: StreamTotals): void {}
  group(_group: StreamGroup, _pending: PendingEntries, _consumers: readonly StreamConsumer[]): void {}
  idmp(_idmp: StreamIdmp): void {}
  array(_count: number, _insertIndex: bigint | undefined): void {}
  arrayItem(_index: bigint, _start: number, _end: number, _bare: boolean): void {}
  path(_start: number, _end: number): void {}
  cron(_job: CronJob): void {}
  module(_start: number, _end: number): void {}
  end(_end: SourceEnd): void {}
}
