/**
 * What HDT3213/rdb's `rdb -c json -o OUT FILE` prints. Source: HDT3213/rdb (April 2026) helper/json.go, model/*.go, with
 * one converter, so that keys keep their order.
 *
 * A key's estimated size stands before its value, so each value but a short string is read twice. Bytes that are not UTF-8
 * are U+FFFD, in sorted sets and streams as well (which HDT3213/rdb prints as they are, no JSON). Keys with an infinite score,
 * which it leaves out with a message, have it as a string. Module values are null. Types it does not know look like the known
 * one that is nearest.
 */
import type { ByteWriter } from '../../bytes/writer.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { CronJob, Interest, KeyEnd, KeyHeader } from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamId, StreamTotals } from '../../model/stream.ts';
import { goDouble } from '../../bytes/double-text.ts';
import { EscapedText } from './escaped-text.ts';
import { expiryNumber, HdtHash, printSorted } from './hdt-hash.ts';
import { HdtSize } from './hdt-size.ts';
import { HdtStream } from './hdt-stream.ts';
import { encodingName, expiryText, SONIC, STANDARD, streamVersion } from './hdt-text.ts';
import { ObjectShape } from './object-shape.ts';

/** A value of up to this size is kept, so that it need not be read again. */
const SHORT = 4096;

const NAMES: Readonly<Record<KeyHeader['type'], string>> = {
  string: 'value',
  list: 'values',
  set: 'members',
  zset: 'entries',
  hash: 'hash',
  stream: '',
  module: 'value',
  array: 'items',
  cron: 'value',
  'path-hash': 'hash',
};

export class HdtShape extends ObjectShape {
  private readonly standard: EscapedText;
  private readonly sonic: EscapedText;
  private readonly size = new HdtSize();
  private readonly hash = new HdtHash();
  private readonly stream: HdtStream;
  /** 'expiries': of a hash, which stand behind its fields. */
  private pass: 'measure' | 'print' | 'expiries' = 'measure';
  private typeByte = 0;
  private typeName = '';
  private db = 0;
  private expiry: string | undefined;
  /** What stands between the size and the value. */
  private tail = '';
  private length = 0;
  private short: Uint8Array | undefined;
  protected override readonly opening = '[\n';
  private any = false;

  constructor(out: ByteWriter) {
    super(out, STANDARD);
    this.standard = this.text;
    this.sonic = new EscapedText(out, SONIC);
    this.stream = new HdtStream(out, this.sonic);
  }

  key(header: KeyHeader): Interest {
    const { type, typeByte, expireAtMs, idleSeconds, freq } = header;
    this.pass = 'measure';
    this.type = type;
    this.typeByte = typeByte;
    this.db = header.db;
    this.typeName = header.module?.name ?? type;
    this.text = type === 'zset' || type === 'stream' ? this.sonic : this.standard;
    this.expiry = expireAtMs === undefined ? undefined : expiryText(expireAtMs);
    const idle = idleSeconds === undefined ? '' : `,"lru":${idleSeconds}`;
    const lfu = freq === undefined ? '' : `,"lfu":${freq}`;
    const encoding = type === 'path-hash' ? '' : encodingName(typeByte);
    this.tail = `,"type":"${this.typeName}","encoding":"${encoding}"${idle}${lfu},`;
    this.size.begin(typeByte);
    this.hash.clear();
    this.length = 0;
    this.short = undefined;
    return type === 'module' ? 'skip' : 'elements';
  }

  blob(sizeBytes: number, plain: boolean): void {
    if (this.pass === 'measure' && this.type !== 'stream') this.size.blob(sizeBytes, plain);
  }

  override string(start: number, end: number, last: boolean): void {
    if (this.pass === 'print') super.string(start, end, last);
    else {
      const whole = last && this.length === 0;
      this.length += end - start;
      if (whole) this.size.string(this.out.memory, start, end);
      else if (last) this.size.longString(this.length);
      if (whole && this.length <= SHORT) this.short = this.out.memory.u8.slice(start, end);
    }
  }

  override items(rows: number, count: number): void {
    if (this.pass === 'print') super.items(rows, count);
    else this.size.rows(this.out.memory, rows, count, 1);
  }

  override fields(rows: number, count: number): void {
    if (this.pass === 'print') super.fields(rows, count);
    else if (this.pass === 'expiries') this.expiries(rows, count);
    else {
      this.size.rows(this.out.memory, rows, count, 2);
      if (this.type === 'hash') this.hash.add(this.out.memory, rows, count);
    }
  }

  override members(rows: number, count: number): void {
    if (this.pass === 'measure') {
      this.size.rows(this.out.memory, rows, count, 1);
      return;
    }
    for (let i = 0; i < count; i++) {
      const row = rows + ROW_BYTES * i;
      const score = this.out.memory.f64[(row >>> 3) + 1] ?? NaN;
      this.separate();
      this.out.ascii('{"member":');
      this.row(row);
      this.out.ascii(`,"score":${this.score(score)}}`);
    }
  }

  protected score(value: number): string {
    return Number.isFinite(value) ? goDouble(value) : value < 0 ? '"-Inf"' : '"+Inf"';
  }

  streamNode(key: StreamId, rows: number, count: number): void {
    if (this.pass === 'measure') this.size.streamNode();
    else this.stream.node(key, rows, count);
  }

  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    if (this.pass === 'print') this.stream.message(idStart, idEnd, rows, count, false);
  }

  deletedStreamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    if (this.pass === 'print') this.stream.message(idStart, idEnd, rows, count, true);
  }

  override streamTotals(totals: StreamTotals): void {
    if (this.pass === 'print') this.stream.keepTotals(totals);
  }

  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    if (this.pass === 'print') this.stream.group(group, pending, consumers);
    else this.size.group(streamVersion(this.typeByte), pending, consumers);
  }

  override arrayItem(index: bigint, start: number, end: number): void {
    if (this.pass === 'print') super.arrayItem(index, start, end);
  }

  override path(start: number, end: number): void {
    if (this.pass === 'print') super.path(start, end);
  }

  override cron(job: CronJob): void {
    if (this.pass === 'print') super.cron(job);
  }

  endKey(end: KeyEnd): Interest | undefined {
    if (this.pass === 'measure') {
      const entries = this.type === 'hash' ? this.hash.sorted() : undefined;
      if (entries) this.size.recount(entries);
      this.head(end);
      if (this.type === 'module') this.out.ascii(`"moduleType":"${this.typeName}","value":null`);
      else if (entries) printSorted(this.out, this.text, entries, this.hasExpiries());
      else {
        this.openBody();
        this.pass = 'print';
        if (this.short === undefined) return 'elements';
        this.text.printContent(this.short);
        this.closeValue();
      }
      this.out.ascii('}');
    } else {
      if (this.pass === 'print' && this.hasExpiries()) {
        this.out.ascii('},"expire":{');
        this.elements = 0;
        this.pass = 'expiries';
        return 'elements';
      }
      this.closeKey();
    }
    this.keyPrinted();
    this.any = true;
    return undefined;
  }

  private head(end: KeyEnd): void {
    const { out } = this;
    this.beginKey();
    out.ascii(`${this.any ? ',\n' : ''}{"db":${this.db},"key":`);
    this.text.print(end.start, end.end);
    if (this.expiry !== undefined) out.ascii(`,"expiration":"${this.expiry}"`);
    const size = this.size.total(out.memory.u8.subarray(end.start, end.end), this.expiry !== undefined);
    out.ascii(`,"size":${size}${this.tail}`);
  }

  private openBody(): void {
    const { out, type } = this;
    if (type === 'stream') {
      this.stream.begin(streamVersion(this.typeByte));
      return;
    }
    out.ascii(`"${NAMES[type]}":`);
    // A sorted set is an array of objects here.
    this.openValue(type === 'zset' ? 'list' : type);
  }

  protected closeKey(): void {
    if (this.type === 'stream') this.stream.end();
    else this.closeValue();
    this.out.ascii('}');
  }

  private hasExpiries(): boolean {
    return this.type === 'hash' && /^(hash|listpack)ex$/.test(encodingName(this.typeByte));
  }

  private expiries(rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = rows + 2 * ROW_BYTES * i;
      const expireAtMs = this.out.memory.f64[(row >>> 3) + 1] ?? NaN;
      this.separate();
      this.row(row);
      this.out.ascii(`:${expiryNumber(expireAtMs)}`);
    }
  }

  protected closeOutput(): void {
    this.begin();
    this.out.ascii('\n]');
  }
}
