/** What a person sees on a terminal: a line a key, calm and aligned; `full` shows every element below it. */
import type { Arena } from '../bytes/arena.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { CommandPlace, CronJob, Interest, KeyEnd, KeyHeader } from '../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../model/stream.ts';
import { formatRemaining } from './duration.ts';
import { ElementText } from './element-text.ts';
import { FullValue } from './full-value.ts';
import { Line } from './line.ts';
import { formatSize } from './quantity.ts';
import { RecordLines } from './record-lines.ts';
import type { Style } from './style.ts';
import { Summary } from './summary.ts';
import { BYTES_PER_COLUMN, columnsOf, cutToWidth, textWidth } from './width.ts';

export interface PrettyOptions {
  /** Of the terminal; absent: lines are cut at DEFAULT_COLUMNS. */
  readonly columns: number | undefined;
  /** Every element, a line each; nothing is cut. */
  readonly full: boolean;
  /** What times are relative to. */
  readonly nowMs: number;
  readonly style: Style;
}

const DB_WIDTH = 3;
const TYPE_WIDTH = 17;
const TTL_WIDTH = 9;
const SIZE_WIDTH = 9;

export class PrettyFormatter extends RecordLines {
  private readonly options: PrettyOptions;
  private readonly columns: number;
  private readonly keyWidth: number;
  private readonly keyText: ElementText;
  private readonly summary: Summary;
  private readonly fullValue: FullValue;
  /** Where the value's methods go. */
  private value: Summary | FullValue;
  private db = 0;
  private kind = '';
  private expireAtMs: number | bigint | undefined;
  /** The line is printed, and the value is played for what stands below it. */
  private printed = false;
  /** Of the command before. */
  private timestampMs: number | undefined;

  constructor(out: ByteWriter, options: PrettyOptions) {
    const columns = columnsOf(options.columns);
    const most = options.full ? Infinity : BYTES_PER_COLUMN * columns;
    super(out, options.style, options.full ? Infinity : columns);
    this.options = options;
    this.columns = columns;
    this.keyWidth = Math.min(40, Math.max(16, Math.floor(columns / 5)));
    this.keyText = new ElementText(out, options.nowMs, most);
    // The summary is one line in any case.
    this.summary = new Summary(new ElementText(out, options.nowMs, BYTES_PER_COLUMN * columns), columns);
    this.fullValue = new FullValue(out, this.keyText, options.style, options.nowMs);
    this.value = this.summary;
  }

  override open(arena: Arena): void {
    this.out.open(arena);
  }

  override selectDb(db: number, _offset: number): void {
    this.heading(`db ${db}`);
  }

  /** A line a command, the name and what fits of its arguments; a line before those of another second. */
  command(place: CommandPlace, rows: number, count: number): void {
    const { out, options } = this;
    if (place.timestampMs !== undefined && place.timestampMs !== this.timestampMs) this.time(place.timestampMs);
    this.timestampMs = place.timestampMs;
    const line = new Line(options.full ? Infinity : this.columns);
    line.add(String(place.db).padEnd(DB_WIDTH - 1), 'dim');
    for (let i = 0; i < count && !line.full; i++) {
      const at = (rows + ROW_BYTES * i) >>> 2;
      const start = out.memory.u32[at] ?? 0;
      const end = out.memory.u32[at + 1] ?? 0;
      line.add(' ', 'plain');
      if (i === 0) line.add(this.keyText.span(start, end), 'type');
      else this.keyText.value(line, start, end);
    }
    out.begin();
    this.print(line);
    out.begin();
  }

  private time(ms: number): void {
    const date = new Date(ms);
    this.note(Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString().replace('.000Z', 'Z'));
  }

  override key(header: KeyHeader): Interest {
    this.out.begin();
    this.db = header.db;
    this.kind = kindOf(header);
    this.expireAtMs = header.expireAtMs;
    this.printed = false;
    this.value = this.summary;
    this.fullValue.key(header);
    return this.summary.key(header);
  }

  override string(start: number, end: number, last: boolean): void {
    this.value.string(start, end, last);
  }
  override items(rows: number, count: number): void {
    this.value.items(rows, count);
  }
  override fields(rows: number, count: number): void {
    this.value.fields(rows, count);
  }
  override members(rows: number, count: number): void {
    this.value.members(rows, count);
  }
  override memberExpire(start: number, end: number, expireAtMs: number): void {
    this.value.memberExpire(start, end, expireAtMs);
  }
  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.value.streamEntry(idStart, idEnd, rows, count);
  }
  override streamTotals(totals: StreamTotals): void {
    this.value.streamTotals(totals);
  }
  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.value.group(group, pending, consumers);
  }
  override idmp(idmp: StreamIdmp): void {
    this.value.idmp(idmp);
  }
  override array(count: number, insertIndex: bigint | undefined): void {
    this.value.array(count, insertIndex);
  }
  override arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.value.arrayItem(index, start, end, bare);
  }
  override path(start: number, end: number): void {
    this.value.path(start, end);
  }
  override cron(job: CronJob): void {
    this.value.cron(job);
  }

  /** With `full` the value is played twice: its count and size stand above its elements. */
  override endKey(end: KeyEnd): Interest | undefined {
    const below = this.options.full && this.summary.hasMore;
    if (!this.printed) this.printKey(end, below);
    if (this.printed || !below) {
      this.out.begin();
      return undefined;
    }
    this.printed = true;
    this.value = this.fullValue;
    return 'elements';
  }

  private printKey(end: KeyEnd, below: boolean): void {
    const { options } = this;
    const line = new Line(options.full ? Infinity : this.columns);
    line.add(String(this.db).padEnd(DB_WIDTH - 1), 'dim');
    line.add(' ', 'plain');
    line.add(this.cutKey(this.keyText.span(end.start, end.end)), 'key');
    let column = DB_WIDTH + this.keyWidth;
    line.padTo(column);
    line.add(this.kind, 'type');
    column += TYPE_WIDTH;
    line.padTo(column);
    if (this.expireAtMs !== undefined) {
      const past = Number(this.expireAtMs) <= options.nowMs;
      line.add(formatRemaining(this.expireAtMs, options.nowMs), past ? 'expired' : 'ttl');
    }
    column += TTL_WIDTH;
    const size = formatSize(end.sizeBytes);
    line.padTo(column + SIZE_WIDTH - size.length);
    line.add(size, 'size');
    line.padTo(column + SIZE_WIDTH + 2);
    this.summary.addTo(line, below);
    this.print(line);
  }

  /** A key may be as long as it likes, but what is known about it must be seen. */
  private cutKey(text: string): string {
    const most = Math.floor(this.columns / 2);
    if (this.options.full || textWidth(text) <= most) return text;
    return `${cutToWidth(text, most - 1)}…`;
  }
}

/** `hash/listpack`; the type alone where the encoding says no more. */
function kindOf({ type, encoding, module }: KeyHeader): string {
  if (type === 'module') return module?.name ?? encoding;
  return encoding === type || encoding.startsWith(`${type}-`) ? encoding : `${type}/${encoding}`;
}
