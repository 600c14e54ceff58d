/** What the size of one type's values is worked out by: told of a value as a sink is, it adds to the account. */
import type { Arena } from '../bytes/arena.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';
import type {
  PendingEntries,
  StreamConsumer,
  StreamGroup,
  StreamId,
  StreamIdmp,
  StreamTotals,
} from '../model/stream.ts';
import { Account } from './account.ts';
import { Sds } from './sds.ts';
import type { Allocator } from './allocator.ts';
import type { ServerModel } from './server-model.ts';

/** What all sizes of one report share. */
export class Sizing {
  readonly model: ServerModel;
  readonly allocator: Allocator;
  readonly account: Account;
  readonly sds: Sds;
  /** Values come of a log that the server executes: elements were added one by one. */
  readonly replayed: boolean;

  constructor(model: ServerModel, allocator: Allocator, { replayed }: { readonly replayed: boolean }) {
    this.model = model;
    this.allocator = allocator;
    this.account = new Account(allocator);
    this.sds = new Sds(model, allocator);
    this.replayed = replayed;
  }

  /**
   * Add what all elements of a value take.
   * @param samples - what their average is taken of
   * @param fixed - what the value takes beside them, its object included, as it is counted
   */
  addElements(elements: Account, samples: number, fixed: number): void {
    const { account, model } = this;
    // Redis 8.6 keeps a running total.
    if (model.table === 'object-dict') account.add(elements.bytes, elements.allocated);
    else account.addSampled(elements, samples, fixed);
  }
}

/** Override what the type has. All but `begin` and `finish` are called as sink.ts has it. */
export abstract class ValueSize {
  protected readonly sizing: Sizing;
  /** As of the key at hand. */
  elements: number | undefined;
  /** OBJECT ENCODING; known after `finish`. */
  encoding = '';

  constructor(sizing: Sizing) {
    this.sizing = sizing;
  }

  /** A value begins: forget the one before, say what is wanted of it. */
  abstract begin(header: KeyHeader, arena: Arena): Interest;
  /** The value is over: add all of it to the account but what KeySize.key() has. */
  abstract finish(): void;

  blob(_sizeBytes: number, _plain: boolean, _entries: number | undefined, _open: boolean): 'skip' | 'elements' {
    return 'skip';
  }
  items(_rows: number, _count: number): void {}
  fields(_rows: number, _count: number): void {}
  members(_rows: number, _count: number): void {}
  memberExpire(_start: number, _end: number, _expireAtMs: number): void {}
  streamNode(_key: StreamId, _rows: number, _count: number): void {}
  streamEntry(_arena: Arena, _idStart: number, _idEnd: number, _rows: number, _count: number): void {}
  streamTotals(_totals: StreamTotals): void {}
  group(_group: StreamGroup, _pending: PendingEntries, _consumers: readonly StreamConsumer[]): void {}
  idmp(_idmp: StreamIdmp): void {}
  array(_count: number, _insertIndex: bigint | undefined): void {}
  arrayItem(_index: bigint, _start: number, _end: number, _bare: boolean): void {}
  path(_start: number, _end: number): void {}
  module(_start: number, _end: number): void {}
}

/** A type whose size is not known: its key is counted, and the object it hangs on. */
export class UnknownSize extends ValueSize {
  override begin(header: KeyHeader, _arena: Arena): Interest {
    this.encoding = header.encoding;
    return 'skip';
  }
  override finish(): void {
    this.sizing.account.determined = false;
  }
}
