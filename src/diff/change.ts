/** What is told of two data sets that differ. `a` is what was, `b` what is: an element that only `b` has was added. */
import type { ModuleId } from '../model/module-id.ts';
import type { DialectName, EntrySink, FunctionLibrary, KeyMeta, ValueType } from '../model/sink.ts';
import type { StreamField, StreamPending } from '../model/value.ts';
import type { StreamConsumer, StreamId } from '../model/stream.ts';
import type { DiffSide } from './key-record.ts';

/** What stands beside the value of a key. */
export interface KeyFacts {
  readonly db: number;
  readonly key: Uint8Array;
  readonly type: ValueType;
  readonly module: ModuleId | undefined;
  /** What the file holds. */
  readonly encoding: string;
  readonly expireAtMs: number | bigint | undefined;
  readonly idleSeconds: number | undefined;
  readonly freq: number | undefined;
  readonly noEvict: boolean;
  readonly mvcc: string | undefined;
  readonly meta: readonly KeyMeta[];
}

/** What of a key differs. 'value': its elements do. */
export type Aspect = 'type' | 'value' | 'expireAt' | 'encoding' | 'idle' | 'freq' | 'meta' | 'noEvict' | 'mvcc';

/** A key that both sides have. */
export interface ChangedKey {
  readonly a: KeyFacts;
  readonly b: KeyFacts;
  /** At least one. With `detail` 'keys', 'value' stands for everything that is not in the facts. */
  readonly aspects: readonly Aspect[];
  /**
   * Tell of each element that differs, always in the same order: as `a` has them, then those that only `b` has. Nothing where
   * types differ, where only other aspects do, or where nothing but keys was asked for.
   */
  elements(tell: (change: ElementChange) => void): void;
  /** Open the sink, and tell it of one side's key as a decoder does, from `key` to `endKey`. */
  play(side: DiffSide, sink: EntrySink): void;
}

/** An element that differs. `a` or `b` is absent where that side does not have it. */
export type ElementChange =
  | StringChange
  | ItemsChange
  | MemberChange
  | FieldChange
  | EntryChange
  | GroupChange
  | ConsumerChange
  | PendingChange
  | ProducerChange
  | ArrayItemChange
  | VectorChange
  | FactChange
  | OpaqueChange;

export interface StringChange {
  readonly kind: 'string';
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

/** A run of items of a list in the place of another run: one of them may be empty. Indexes count from 0 on their own side. */
export interface ItemsChange {
  readonly kind: 'items';
  readonly aIndex: number;
  readonly a: readonly Uint8Array[];
  readonly bIndex: number;
  readonly b: readonly Uint8Array[];
}

/** Of a set or sorted set; of a job of KeyDB, whose one member has the time at which it is run next. */
export interface MemberChange {
  readonly kind: 'member';
  readonly member: Uint8Array;
  readonly a?: MemberState;
  readonly b?: MemberState;
}

export interface MemberState {
  /** Of a sorted set. */
  readonly score?: number;
  readonly expireAtMs?: number | bigint;
}

/** Of a hash, or of a path of a path hash. */
export interface FieldChange {
  readonly kind: 'field';
  readonly path?: Uint8Array;
  readonly field: Uint8Array;
  readonly a?: FieldState;
  readonly b?: FieldState;
}

export interface FieldState {
  readonly value: Uint8Array;
  readonly expireAtMs?: number | bigint;
}

/** An entry of a stream. */
export interface EntryChange {
  readonly kind: 'entry';
  readonly id: StreamId;
  readonly a?: readonly StreamField[];
  readonly b?: readonly StreamField[];
}

/** A consumer group, without its consumers and pending entries: they are changes of their own, also of a group that is new. */
export interface GroupChange {
  readonly kind: 'group';
  readonly group: Uint8Array;
  readonly a?: GroupState;
  readonly b?: GroupState;
}

export interface GroupState {
  readonly lastId: StreamId;
  readonly entriesRead?: bigint;
  readonly nacked?: readonly StreamId[];
}

export interface ConsumerChange {
  readonly kind: 'consumer';
  readonly group: Uint8Array;
  readonly consumer: Uint8Array;
  readonly a?: StreamConsumer;
  readonly b?: StreamConsumer;
}

export interface PendingChange {
  readonly kind: 'pending';
  readonly group: Uint8Array;
  readonly id: StreamId;
  readonly a?: StreamPending;
  readonly b?: StreamPending;
}

/** What an idempotent producer has sent: the entry of one of its ids. */
export interface ProducerChange {
  readonly kind: 'producer';
  readonly producer: Uint8Array;
  readonly iid: Uint8Array;
  readonly a?: StreamId;
  readonly b?: StreamId;
}

export interface ArrayItemChange {
  readonly kind: 'array-item';
  readonly index: bigint;
  readonly a?: Uint8Array;
  readonly b?: Uint8Array;
}

/** An element of a vector set. */
export interface VectorChange {
  readonly kind: 'vector';
  readonly element: Uint8Array;
  readonly a?: VectorState;
  readonly b?: VectorState;
}

export interface VectorState {
  readonly vector: readonly number[];
  readonly attributes?: Uint8Array;
}

/** Something of the whole value that is no element: a stream's `lastId`, an array's `insertIndex`, a job's `interval`. */
export interface FactChange {
  readonly kind: 'fact';
  /** As record-schema.md calls it. */
  readonly name: string;
  readonly a?: Fact;
  readonly b?: Fact;
}

export type Fact = string | number | bigint | Uint8Array;

/** Bytes that are not looked into: a module's. */
export interface OpaqueChange {
  readonly kind: 'opaque';
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

export interface FunctionChange {
  readonly name: Uint8Array;
  readonly a?: FunctionLibrary;
  readonly b?: FunctionLibrary;
}

/** What is known of a side before its keys. */
export interface SideFacts {
  /** Its inputs, as messages call them. */
  readonly names: readonly string[];
  readonly dialect: DialectName;
  /** Values of AUX fields that tell a version, as likeSource wants them: redis-ver, valkey-ver. */
  readonly versions: ReadonlyMap<string, string>;
}

export interface DiffTotals {
  readonly same: number;
  readonly removed: number;
  readonly changed: number;
  readonly added: number;
  /** Function libraries that differ. */
  readonly functions: number;
  /** Differences that were found and not told, because enough had been told. */
  readonly untold: number;
  /** A side could not be read to its end: what only the other has is not known, and not told. */
  readonly complete: boolean;
}

/** Is told of all differences: functions, then keys that are gone, keys that have changed, keys that are new. */
export interface ChangeSink {
  /** 'keys': values are not looked at, and `elements` tells nothing. */
  readonly detail: 'elements' | 'keys';
  begin(a: SideFacts, b: SideFacts): void;
  functionLibrary(change: FunctionChange): void;
  /** Whether a key will be asked to play b's even if its value is the same. Absent: none will. */
  isWhollyTold?(a: KeyFacts): boolean;
  /** Is told of each key that only `a` has, as a decoder tells it; nothing else of the source is told but its head. */
  readonly removed: EntrySink;
  changed(key: ChangedKey): void;
  /** Likewise, of keys that only `b` has. */
  readonly added: EntrySink;
  end(totals: DiffTotals): void;
}
