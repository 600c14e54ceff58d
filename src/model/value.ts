/**
 * Values as plain objects, for programs that use the library. All bytes are copies of their own; 64-bit data is bigint.
 * Times are absolute, in ms. Short bytes share an ArrayBuffer with their neighbours, as Node's Buffers do.
 */
import type { ModuleId } from './module-id.ts';
import type { CronJob } from './sink.ts';
import type { StreamConsumer, StreamGroup, StreamId, StreamIdmp, StreamTotals } from './stream.ts';

/** `type` is what TYPE answers, but for 'module', 'cron' and 'path-hash'. */
export type Value =
  | StringValue
  | ListValue
  | SetValue
  | ZsetValue
  | HashValue
  | StreamValue
  | ArrayValue
  | ModuleValue
  | PathHashValue
  | CronValue;

export interface StringValue {
  readonly type: 'string';
  readonly value: Uint8Array;
}

export interface ListValue {
  readonly type: 'list';
  readonly items: readonly Uint8Array[];
}

/** Members in the order of the file. */
export interface SetValue {
  readonly type: 'set';
  readonly members: readonly Uint8Array[];
}

/** Members in the order of the file, which is not always that of the scores. */
export interface ZsetValue {
  readonly type: 'zset';
  readonly members: readonly ZsetMember[];
}

export interface ZsetMember {
  readonly member: Uint8Array;
  readonly score: number;
}

export interface HashValue {
  readonly type: 'hash';
  readonly fields: readonly HashField[];
}

export interface HashField {
  readonly field: Uint8Array;
  readonly value: Uint8Array;
  readonly expireAtMs?: number;
}

export interface StreamValue {
  readonly type: 'stream';
  /** Live entries only, ascending by id. */
  readonly entries: readonly StreamEntry[];
  /** Absent only in parts of a long stream that are not the last. */
  readonly totals?: StreamTotals;
  readonly groups: readonly StreamGroupValue[];
  /** Redis 8.6 and later. */
  readonly idmp?: StreamIdmp;
}

export interface StreamEntry {
  readonly id: StreamId;
  /** In order, repeats included. */
  readonly fields: readonly StreamField[];
}

export interface StreamField {
  readonly field: Uint8Array;
  readonly value: Uint8Array;
}

export interface StreamGroupValue extends StreamGroup {
  /** The group's PEL, ascending by id. */
  readonly pending: readonly StreamPending[];
  readonly consumers: readonly StreamConsumer[];
}

export interface StreamPending {
  readonly id: StreamId;
  /** Name of the consumer; absent in the NACK zone (Redis 8.8). */
  readonly consumer?: Uint8Array;
  readonly deliveredAtMs: bigint;
  readonly deliveries: bigint;
}

/** Redis 8.8. */
export interface ArrayValue {
  readonly type: 'array';
  /** Elements of the whole array, of which a part may hold fewer. */
  readonly length: number;
  readonly insertIndex?: bigint;
  readonly items: readonly ArrayItem[];
}

export interface ArrayItem {
  readonly index: bigint;
  /** As ARGET answers it. */
  readonly value: Uint8Array;
  /** The file holds an integer, not text. */
  readonly integer: boolean;
}

export interface ModuleValue {
  readonly type: 'module';
  readonly module: ModuleId;
  /** The bytes after the module id, up to and with the EOF opcode. */
  readonly payload: Uint8Array;
}

/** Valkey 9.2. */
export interface PathHashValue {
  readonly type: 'path-hash';
  readonly paths: readonly HashPath[];
}

export interface HashPath {
  readonly path: Uint8Array;
  readonly fields: readonly HashField[];
}

/** KeyDB. */
export interface CronValue {
  readonly type: 'cron';
  readonly job: CronJob;
}
