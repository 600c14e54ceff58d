/** A sink that hears everything and does nothing: formatters override what they print. */
import type { Arena } from '../bytes/arena.ts';
import type { ModuleId } from '../model/module-id.ts';
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
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../model/stream.ts';

type Ranges = readonly (readonly [number, number])[];

export abstract class SilentSink implements EntrySink {
  open(_arena: Arena): void {}
  begin(_header: SourceHeader): void {}
  aux(_nameStart: number, _nameEnd: number, _valueStart: number, _valueEnd: number, _offset: number): void {}
  selectDb(_db: number, _offset: number): void {}
  resizeDb(_keys: number, _expires: number, _offset: number): void {}
  slotInfo(_slot: number, _keys: number, _expires: number, _offset: number): void {}
  slotImport(_job: Uint8Array, _ranges: Ranges, _offset: number): void {}
  functionLibrary(_library: FunctionLibrary, _offset: number): void {}
  moduleAux(_module: ModuleId, _when: 'before-keys' | 'after-keys', _start: number, _end: number, _at: number): void {}
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
