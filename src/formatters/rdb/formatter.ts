/**
 * An RDB as output. Values whose type the target knows are copied as they stand, and runs of strings are copied whole; what is
 * left is encoded anew. Everything that the target cannot hold is told.
 */
import type { Arena } from '../../bytes/arena.ts';
import type { CronJob, Interest, KeyEnd, KeyHeader, SourceHeader, StringKeys } from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../../model/stream.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { Encoded } from '../../rdb/encode/context.ts';
import { putAux, putExpiry, putPrefixes } from '../../rdb/encode/frame.ts';
import { whatLacks } from '../../rdb/encode/loads.ts';
import { ValueEncoder } from '../../rdb/encode/value-encoder.ts';
import { OPCODES } from '../../rdb/opcodes.ts';
import { TYPES } from '../../rdb/types.ts';
import type { OutputSink } from '../formatter.ts';
import { FrameFormatter } from './frame-formatter.ts';
import { MemberTimes } from './member-times.ts';

/** Values up to this size are held until their count is known; larger ones are played twice. */
const MOST_HELD = 4 << 20;
/** Before, records of strings have no expiry but in seconds. */
const FIRST_MILLISECONDS = OPCODES.EXPIRETIME_MS.since;

export class RdbFormatter extends FrameFormatter implements OutputSink {
  private readonly memberTimes = new MemberTimes();
  private encoder: ValueEncoder | undefined;
  /** What the target cannot hold of the value at hand. */
  private lost: string[] = [];
  private header: KeyHeader | undefined;
  /** What is done with the value at hand; 'again': it is played a second time. */
  private state: 'dropped' | 'copied' | 'encoded' | 'again' = 'dropped';
  stringKeys: ((keys: StringKeys) => void) | undefined;

  /** A value that is copied is never asked for again. */
  get singlePass(): boolean {
    return this.state === 'copied' || this.state === 'dropped';
  }

  override open(arena: Arena): void {
    super.open(arena);
    // A log's files come in one arena, several inputs in one each.
    if (this.encoder?.body.memory !== arena) this.encoder = undefined;
  }

  override begin(header: SourceHeader): void {
    super.begin(header);
    const { router, changed, rdbVersion, target } = this.options;
    const version = rdbVersion ?? target?.rdbVersion ?? FIRST_MILLISECONDS;
    const inOneFile = changed !== true && router === undefined;
    this.stringKeys = inOneFile && version >= FIRST_MILLISECONDS ? (keys) => this.copyRun(keys) : undefined;
  }

  /** Records that follow each other are copied at once. */
  private copyRun(keys: StringKeys): void {
    const { db, rows, count, end } = keys;
    this.ready();
    const { files, arena } = this;
    files.out.begin();
    files.selectDb(db, this.sizes.get(db));
    files.file.keys += count;
    // The first record's address stands in the row of its value.
    if (end !== undefined) files.out.span(arena.f64[(rows + ROW_BYTES + 8) >>> 3] ?? end, end);
    else this.putRun(keys);
  }

  /** A run that stands nowhere as records. */
  private putRun({ rows, count }: StringKeys): void {
    const { writer, out } = this.files;
    const { u32, f64 } = this.arena;
    for (let i = 0, row = rows >>> 2; i < count; i++, row += ROW_BYTES >>> 1) {
      out.begin();
      const expireAtMs = f64[(row + 2) >>> 1] ?? NaN;
      if (!Number.isNaN(expireAtMs)) putExpiry(writer, expireAtMs);
      writer.byte(TYPES.STRING.byte);
      writer.string(u32[row] ?? 0, u32[row + 1] ?? 0);
      writer.string(u32[row + 4] ?? 0, u32[row + 5] ?? 0);
    }
  }

  key(header: KeyHeader): Interest {
    const { format, losses, plan } = this.ready();
    const { options, files, arena } = this;
    const { start, end } = header;
    this.state = 'dropped';
    this.header = header;
    this.memberTimes.clear();
    const lacks = whatLacks(format, header);
    if (lacks !== undefined) {
      losses.tellKey(header, arena.u8.slice(start, end), lacks);
      return 'skip';
    }
    if (options.router !== undefined) {
      files.select(options.router.route(header, arena.u8.subarray(start, end), files.file, files.waiting));
    }
    files.out.begin();
    losses.tellPrefixes(header, () => arena.u8.slice(start, end));
    if (plan.isCopied(header)) {
      this.state = 'copied';
      this.putKey(header, start, end, header.typeByte);
      return 'raw';
    }
    this.state = 'encoded';
    this.encoder ??= new ValueEncoder(arena, {
      format,
      compress: options.compress,
      mostHeld: MOST_HELD,
      onLoss: (what) => this.lost.push(what),
    });
    this.encoder.begin(header);
    return 'elements';
  }

  raw(start: number, end: number): void {
    this.files.out.span(start, end);
  }

  string(start: number, end: number, last: boolean): void {
    this.encoder?.string(start, end, last);
  }
  items(rows: number, count: number): void {
    this.encoder?.items(rows, count);
  }
  fields(rows: number, count: number): void {
    this.encoder?.fields(rows, count);
  }
  members(rows: number, count: number): void {
    this.encoder?.members(rows, count);
  }
  memberExpire(start: number, end: number, expireAtMs: number): void {
    this.memberTimes.add(this.arena, start, end, expireAtMs);
  }
  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.encoder?.streamEntry(idStart, idEnd, rows, count);
  }
  streamTotals(totals: StreamTotals): void {
    this.encoder?.streamTotals(totals);
  }
  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.encoder?.group(group, pending, consumers);
  }
  idmp(idmp: StreamIdmp): void {
    this.encoder?.idmp(idmp);
  }
  array(count: number, insertIndex: bigint | undefined): void {
    this.encoder?.array(count, insertIndex);
  }
  arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.encoder?.arrayItem(index, start, end, bare);
  }
  path(start: number, end: number): void {
    this.encoder?.path(start, end);
  }
  cron(job: CronJob): void {
    this.encoder?.cron(job);
  }
  module(start: number, end: number): void {
    this.encoder?.module(start, end);
  }

  endKey(end: KeyEnd): Interest | undefined {
    if (this.state === 'dropped') return undefined;
    if (this.state !== 'copied' && this.endValue(end)) return 'elements';
    this.endRecord(end);
    this.state = 'dropped';
    return undefined;
  }

  private get current(): KeyHeader {
    if (this.header === undefined) throw new Error('no key is begun');
    return this.header;
  }

  /** Write what was encoded; true if the value has to be played again. */
  private endValue({ start, end }: KeyEnd): boolean {
    const { encoder, files } = this;
    const encoded: Encoded | undefined = encoder?.end();
    if (encoder === undefined || encoded === undefined || this.state === 'again') return false;
    this.putKey(this.current, start, end, encoded.type);
    files.writer.raw(encoded.head);
    const { body } = encoder;
    if (body.isWhole) {
      files.out.span(body.start, body.at);
      return false;
    }
    this.state = 'again';
    this.memberTimes.clear();
    encoder.beginAgain(encoded, (from, to) => files.out.span(from, to));
    return true;
  }

  /** Everything before the value. */
  private putKey(header: KeyHeader, start: number, end: number, type: number): void {
    const { files } = this;
    const { writer } = files;
    const { format } = this.ready();
    files.selectDb(header.db, this.sizes.get(header.db));
    files.file.keys++;
    if (format.keydb && header.mvcc !== undefined) putAux(writer, 'mvcc-tstamp', Buffer.from(header.mvcc));
    putPrefixes(writer, header, format.version);
    writer.byte(type);
    writer.string(start, end);
  }

  /** What stands behind the value. */
  private endRecord({ start, end }: KeyEnd): void {
    const { memberTimes, files, lost } = this;
    const { format, losses } = this.ready();
    const { count } = memberTimes;
    if (count > 0 && format.keydb) memberTimes.put(files.writer);
    else if (count > 0) lost.push(`expiries of ${count} member${count === 1 ? '' : 's'}`);
    if (lost.length === 0) return;
    const key = this.arena.u8.slice(start, end);
    for (const what of lost) losses.tellKey(this.current, key, what);
    this.lost = [];
  }
}
