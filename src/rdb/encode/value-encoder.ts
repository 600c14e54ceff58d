/** A value as a sink gets it, into the bytes that follow its key in a file of one format. */
import { TYPES } from '../types.ts';
import type { Arena } from '../../bytes/arena.ts';
import type { CronJob, KeyHeader, ValueType } from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../../model/stream.ts';
import { Body, type Drain } from './body.ts';
import type { EncodeContext, Encoded, FamilyEncoder } from './context.ts';
import type { Format } from './loads.ts';
import { RdbWriter } from './rdb-writer.ts';
import { ArrayEncoder } from './values/array.ts';
import { putCron } from './values/cron.ts';
import { HashEncoder } from './values/hash.ts';
import { ListEncoder } from './values/list.ts';
import { ModuleEncoder } from './values/module.ts';
import { PathHashEncoder } from './values/path-hash.ts';
import { SetEncoder } from './values/set.ts';
import { StreamEncoder } from './values/stream.ts';
import { StringEncoder } from './values/string.ts';
import { ZsetEncoder } from './values/zset.ts';

export interface EncodeOptions {
  readonly format: Format;
  readonly compress: boolean;
  /** Bytes of a value that are held; larger values have to be played twice. */
  readonly mostHeld: number;
  /** Told what of the value the target cannot hold, in the user's words. */
  readonly onLoss: (what: string) => void;
}

export class ValueEncoder {
  /** The bytes behind the head, once `end` has been called. */
  readonly body: Body;
  private readonly context: EncodeContext;
  private readonly string_: StringEncoder;
  private readonly list: ListEncoder;
  private readonly set: SetEncoder;
  private readonly zset: ZsetEncoder;
  private readonly hash: HashEncoder;
  private readonly stream: StreamEncoder;
  private readonly array_: ArrayEncoder;
  private readonly module_: ModuleEncoder;
  private readonly pathHash: PathHashEncoder;
  private cronDone: Encoded | undefined;
  private type: ValueType = 'string';
  private header: KeyHeader | undefined;

  constructor(arena: Arena, { format, compress, mostHeld, onLoss }: EncodeOptions) {
    const body = new Body(arena, mostHeld);
    const context: EncodeContext = {
      arena,
      format,
      compress,
      body,
      out: new RdbWriter(body, compress),
      lose: (what) => onLoss(what),
    };
    this.body = body;
    this.context = context;
    this.string_ = new StringEncoder(context);
    this.list = new ListEncoder(context);
    this.set = new SetEncoder(context);
    this.zset = new ZsetEncoder(context);
    this.hash = new HashEncoder(context);
    this.stream = new StreamEncoder(context);
    this.array_ = new ArrayEncoder(context);
    this.module_ = new ModuleEncoder(context);
    this.pathHash = new PathHashEncoder(context);
  }

  begin(header: KeyHeader): void {
    this.header = header;
    this.type = header.type;
    this.body.begin();
    this.cronDone = undefined;
    this.zset.wasPacked = header.encoding !== TYPES.ZSET_2.encoding;
    this.family()?.begin(undefined);
  }

  /** The same value comes once more; its bytes are handed to `drain`. */
  beginAgain(known: Encoded, drain: Drain): void {
    this.body.beginDraining(drain);
    this.family()?.begin(known);
  }

  string(start: number, end: number, last: boolean): void {
    this.string_.string(start, end, last);
  }
  items(rows: number, count: number): void {
    if (this.type === 'list') this.list.items(rows, count);
    else this.set.items(rows, count);
  }
  fields(rows: number, count: number): void {
    if (this.type === 'hash') this.hash.fields(rows, count);
    else this.pathHash.fields(rows, count);
  }
  members(rows: number, count: number): void {
    this.zset.members(rows, count);
  }
  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.stream.entry(idStart, idEnd, rows, count);
  }
  streamTotals(totals: StreamTotals): void {
    this.stream.streamTotals(totals);
  }
  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.stream.group(group, pending, consumers);
  }
  idmp(idmp: StreamIdmp): void {
    this.stream.idmp(idmp);
  }
  array(count: number, insertIndex: bigint | undefined): void {
    this.array_.array(count, insertIndex);
  }
  arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.array_.item(index, start, end, bare);
  }
  path(start: number, end: number): void {
    this.pathHash.path(start, end);
  }
  cron(job: CronJob): void {
    this.cronDone = putCron(this.context.out, job);
  }
  module(start: number, end: number): void {
    if (this.header?.module) this.module_.module(this.header.module, start, end);
  }

  /**
   * The value is over. If `body.isWhole` it stands there; else it has to be played again, after `beginAgain`.
   * @returns undefined if there is nothing to write: a collection without elements
   */
  end(): Encoded | undefined {
    const encoded = this.type === 'cron' ? this.cronDone : this.family()?.end();
    this.body.finish();
    return encoded;
  }

  private family(): FamilyEncoder | undefined {
    switch (this.type) {
      case 'string':
        return this.string_;
      case 'list':
        return this.list;
      case 'set':
        return this.set;
      case 'zset':
        return this.zset;
      case 'hash':
        return this.hash;
      case 'stream':
        return this.stream;
      case 'array':
        return this.array_;
      case 'module':
        return this.module_;
      case 'path-hash':
        return this.pathHash;
      case 'cron':
        return undefined;
    }
  }
}
