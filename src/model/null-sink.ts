/** A sink that wants nothing: override what you want. Spans and rows that a method gets are in `arena`. */
import type { Arena } from '../bytes/arena.ts';
import type { ModuleId } from './module-id.ts';
import type {
  CronJob,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  SourceEnd,
  SourceHeader,
} from './sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from './stream.ts';

export class NullSink implements EntrySink {
  private memory: Arena | undefined;

  /** The memory that spans and rows are in. Take `u8` and the like from it anew in each method. */
  protected get arena(): Arena {
    if (this.memory === undefined) throw new Error('the sink is not open');
    return this.memory;
  }

  open(arena: Arena): void {
    this.memory = arena;
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

  key(_header: KeyHeader): Interest {
    return 'skip';
  }

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

  endKey(_end: KeyEnd): Interest | undefined {
    return undefined;
  }

  end(_end: SourceEnd): void {}
}
