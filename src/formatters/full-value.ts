/** All elements of a value, one a line, indented. */
import type { ByteWriter } from '../bytes/writer.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { CronJob, Interest, KeyHeader } from '../model/sink.ts';
import {
  formatStreamId,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamIdmp,
  type StreamTotals,
} from '../model/stream.ts';
import { formatAgo, formatDuration } from './duration.ts';
import type { ElementText } from './element-text.ts';
import { Line } from './line.ts';
import { characterEnd, escapeBytes } from './printable.ts';
import { countOf, formatCount } from './quantity.ts';
import { NullSink } from '../model/null-sink.ts';
import type { Style, Tone } from './style.ts';

const NONE_DELETED = '0-0';

export class FullValue extends NullSink {
  private readonly out: ByteWriter;
  private readonly text: ElementText;
  private readonly style: Style;
  private readonly nowMs: number;
  private readonly line = new Line();
  private type: KeyHeader['type'] = 'string';
  private index = 0;
  /** The start of a character that the end of a slice cut. */
  private carry: Uint8Array | undefined;

  constructor(out: ByteWriter, text: ElementText, style: Style, nowMs: number) {
    super();
    this.out = out;
    this.text = text;
    this.style = style;
    this.nowMs = nowMs;
  }

  override key(header: KeyHeader): Interest {
    this.type = header.type;
    this.index = 0;
    this.carry = undefined;
    return 'elements';
  }

  /** A long string comes in slices; each that is UTF-8 stays text. */
  override string(start: number, end: number, last: boolean): void {
    const { out } = this;
    if (this.carry === undefined) out.ascii('     "');
    const bytes = Buffer.concat([this.carry ?? new Uint8Array(), out.memory.u8.subarray(start, end)]);
    const to = last || bytes.length === 0 ? bytes.length : characterEnd(bytes, bytes.length - 1);
    out.text(this.style.string(escapeBytes(bytes.subarray(0, to))));
    this.carry = bytes.subarray(to);
    if (last) out.ascii('"\n');
  }

  override items(rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      if (this.type === 'list') this.add(`${formatCount(this.index++).padStart(6)}  `, 'dim');
      this.text.item(this.line, rows + ROW_BYTES * i);
      this.put();
    }
  }

  override fields(rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.text.field(this.line, rows + 2 * ROW_BYTES * i);
      this.put(this.type === 'path-hash' ? 2 : 1);
    }
  }

  override members(rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.text.member(this.line, rows + ROW_BYTES * i);
      this.put();
    }
  }

  override memberExpire(start: number, end: number, expireAtMs: number): void {
    this.add('expires ', 'dim');
    this.text.value(this.line, start, end);
    this.text.remaining(this.line, expireAtMs);
    this.put();
  }

  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.text.streamEntry(this.line, idStart, idEnd, rows, count);
    this.put();
  }

  override streamTotals(totals: StreamTotals): void {
    this.add(`last id ${formatStreamId(totals.lastId)}`, 'dim');
    if (totals.firstId) this.add(`, first ${formatStreamId(totals.firstId)}`, 'dim');
    const deleted = totals.maxDeletedId ? formatStreamId(totals.maxDeletedId) : NONE_DELETED;
    if (deleted !== NONE_DELETED) this.add(`, last deleted ${deleted}`, 'dim');
    if (totals.entriesAdded !== undefined) this.add(`, ${formatCount(totals.entriesAdded)} added`, 'dim');
    this.put();
  }

  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.add('group ', 'dim');
    this.add(this.text.bytes(group.name), 'field');
    this.add(`  last id ${formatStreamId(group.lastId)}`, 'dim');
    if (group.entriesRead !== undefined) this.add(`, ${formatCount(group.entriesRead)} read`, 'dim');
    this.add(`, ${formatCount(pending.count)} pending`, 'dim');
    this.put();
    for (const consumer of consumers) this.consumer(consumer);
    for (let i = 0; i < pending.count; i++) {
      this.add(`pending ${pending.ids[2 * i]}-${pending.ids[2 * i + 1]}`, 'dim');
      const owner = consumers[pending.consumer[i] ?? -1];
      if (owner !== undefined) this.add(`  ${this.text.bytes(owner.name)}`, 'field');
      this.add(`  delivered ${this.ago(pending.deliveredAtMs[i] ?? 0n)}`, 'dim');
      this.add(`, ${countOf(pending.deliveries[i] ?? 0n, 'time')}`, 'dim');
      this.put(2);
    }
    for (const id of group.nacked ?? []) {
      this.add(`nacked ${formatStreamId(id)}`, 'dim');
      this.put(2);
    }
  }

  override idmp(idmp: StreamIdmp): void {
    const kept = formatDuration(1000 * Number(idmp.durationSeconds));
    this.add(`idempotence: ${countOf(idmp.producers.length, 'producer')}, kept for ${kept}`, 'dim');
    this.add(`, at most ${formatCount(idmp.maxEntries)} each`, 'dim');
    this.add(`, ${formatCount(idmp.added)} added, ${countOf(idmp.duplicates, 'duplicate')}`, 'dim');
    this.put();
    for (const producer of idmp.producers) {
      for (const { iid, id } of producer.entries) {
        this.add(`${this.text.bytes(producer.id)} ${this.text.bytes(iid)}`, 'field');
        this.add(`  ${formatStreamId(id)}`, 'dim');
        this.put(2);
      }
    }
  }

  override array(_count: number, insertIndex: bigint | undefined): void {
    if (insertIndex === undefined) return;
    this.add(`next insert at ${insertIndex}`, 'dim');
    this.put();
  }

  override arrayItem(index: bigint, start: number, end: number, _bare: boolean): void {
    this.text.arrayItem(this.line, index, start, end);
    this.put();
  }

  override path(start: number, end: number): void {
    this.add(this.text.span(start, end), 'count');
    this.put();
  }

  override cron(job: CronJob): void {
    this.add(
      `starts ${Number(job.startMs) > this.nowMs ? `in ${this.until(job.startMs)}` : this.ago(job.startMs)}`,
      'dim',
    );
    this.add(`, every ${formatDuration(Number(job.intervalMs))}`, 'dim');
    this.put();
    this.add(this.text.bytes(job.script), 'string');
    this.put();
    this.words('keys', job.keys);
    this.words('args', job.args);
  }

  private words(name: string, words: readonly Uint8Array[]): void {
    if (words.length === 0) return;
    this.add(`${name} `, 'dim');
    this.add(words.map((word) => this.text.bytes(word)).join(' '), 'string');
    this.put();
  }

  private consumer(consumer: StreamConsumer): void {
    this.add('consumer ', 'dim');
    this.add(this.text.bytes(consumer.name), 'field');
    this.add(`  seen ${this.ago(consumer.seenAtMs)}`, 'dim');
    if (consumer.activeAtMs !== undefined) this.add(`, active ${this.ago(consumer.activeAtMs)}`, 'dim');
    this.put(2);
  }

  private ago(timeMs: bigint): string {
    return formatAgo(Math.max(0, this.nowMs - Number(timeMs)));
  }

  private until(timeMs: bigint): string {
    return formatDuration(Number(timeMs) - this.nowMs);
  }

  private add(text: string, tone: Tone): void {
    this.line.add(text, tone);
  }

  /** Print the line, `depth` steps in. */
  private put(depth = 1): void {
    this.out.ascii(depth === 1 ? '     ' : '         ');
    this.out.text(this.line.render(this.style));
    this.out.byte(0x0a);
    this.line.clear();
  }
}
