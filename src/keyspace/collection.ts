/** What a key can hold beside a string. One object a value, none per element of it. */
import type { Arena } from '../bytes/arena.ts';
import type { ModuleId } from '../model/module-id.ts';
import type { CronJob, EntrySink, ValueType } from '../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../model/stream.ts';
import type { Span } from './span.ts';

export interface Collection extends Loading {
  readonly type: Exclude<ValueType, 'string'>;
  /** What an RDB file would call this form: KeyHeader's `encoding`. */
  readonly encoding: string;
  /** The type byte of that form. */
  readonly typeByte: number;
  /** Of a module's value. */
  readonly module?: ModuleId;
  /** Elements. A key whose value has none is gone, but for streams, whose size is never 0 here, and modules. */
  readonly size: number;
  /** Of a module's value: what stands behind the module id, up to and with the EOF opcode. */
  modulePayload?(arena: Arena): Uint8Array;
  /** A value of its own, for COPY. */
  copy(): Collection;
  /** KeyDB: give a member that is there an expiry in Unix ms; undefined takes it away. */
  expireMember?(member: Span, expireAtMs: number | bigint | undefined): void;
  /** Elements in the order in which SORT finds them: that of a list, by score. A span holds until the next step. */
  elements?(): Iterable<Span>;
  /** What stands under a field of a hash, until the value changes; undefined: no such field. */
  fieldValue?(field: Span): Span | undefined;
  /** Tell the sink of all elements, as a decoder does between `key` and `endKey`. */
  play(sink: EntrySink, arena: Arena): void;
  /** As `play`, for a sink that asks for sizes: how a server stores the value, if it is known. */
  playSizes?(sink: EntrySink): void;
}

/** What a decoder tells of a value, taken in: those of EntrySink's methods that a type needs. Spans and rows are in `arena`. */
interface Loading {
  loadItems?(arena: Arena, rows: number, count: number): void;
  loadPath?(arena: Arena, start: number, end: number): void;
  loadFields?(arena: Arena, rows: number, count: number): void;
  loadMembers?(arena: Arena, rows: number, count: number): void;
  loadMemberExpire?(arena: Arena, start: number, end: number, expireAtMs: number): void;
  loadStreamNode?(): void;
  loadDeletedStreamEntry?(arena: Arena, idStart: number, idEnd: number, rows: number, count: number): void;
  loadStreamEntry?(arena: Arena, idStart: number, idEnd: number, rows: number, count: number): void;
  loadStreamTotals?(totals: StreamTotals): void;
  loadGroup?(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void;
  loadIdmp?(idmp: StreamIdmp): void;
  loadArray?(count: number, insertIndex: bigint | undefined): void;
  loadArrayItem?(arena: Arena, index: bigint, start: number, end: number, bare: boolean): void;
  loadCron?(job: CronJob): void;
  loadModule?(arena: Arena, start: number, end: number): void;
}
