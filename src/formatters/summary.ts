/**
 * A value in one line: how many elements, and the first of them. There is no way to tell a decoder that enough has been
 * seen, so that the rest is only counted: memory is bounded by the line, whatever the value is.
 */
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { ModuleId } from '../model/module-id.ts';
import type { CronJob, Interest, KeyHeader } from '../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup } from '../model/stream.ts';
import { formatDuration } from './duration.ts';
import { ElementCount } from './element-count.ts';
import type { ElementText } from './element-text.ts';
import { Line } from './line.ts';
import { countOf } from './quantity.ts';

const NOUNS: Readonly<Record<KeyHeader['type'], string>> = {
  string: '',
  list: 'item',
  set: 'member',
  zset: 'member',
  hash: 'field',
  stream: 'entry',
  array: 'element',
  'path-hash': 'path',
  module: '',
  cron: '',
};

/** Fragments of a preview are joined by this. */
const GAP = ' ';

export class Summary extends ElementCount {
  private readonly text: ElementText;
  private readonly preview: Line;
  private groups = 0;
  private anyString = false;
  private module_: ModuleId | undefined;

  /** @param columns - as much of a preview can be of use */
  constructor(text: ElementText, columns: number) {
    super();
    this.text = text;
    this.preview = new Line(columns);
  }

  override key(header: KeyHeader): Interest {
    super.key(header);
    this.preview.clear();
    this.groups = 0;
    this.anyString = false;
    this.module_ = header.module;
    return header.type === 'module' ? 'skip' : 'elements';
  }

  override string(start: number, end: number, _last: boolean): void {
    if (this.anyString) return;
    this.anyString = true;
    this.text.value(this.preview, start, end);
  }

  override items(rows: number, count: number): void {
    super.items(rows, count);
    for (let i = 0; i < count && this.more(); i++) this.text.item(this.preview, rows + ROW_BYTES * i);
  }

  override fields(rows: number, count: number): void {
    super.fields(rows, count);
    for (let i = 0; i < count && this.more(); i++) this.text.field(this.preview, rows + 2 * ROW_BYTES * i);
  }

  override members(rows: number, count: number): void {
    super.members(rows, count);
    for (let i = 0; i < count && this.more(); i++) this.text.member(this.preview, rows + ROW_BYTES * i);
  }

  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    if (this.more()) this.text.streamEntry(this.preview, idStart, idEnd, rows, count);
  }

  override group(_group: StreamGroup, _pending: PendingEntries, _consumers: readonly StreamConsumer[]): void {
    this.groups++;
  }

  override arrayItem(index: bigint, start: number, end: number, _bare: boolean): void {
    if (this.more()) this.text.arrayItem(this.preview, index, start, end);
  }

  override path(start: number, end: number): void {
    super.path(start, end);
    if (this.more()) this.preview.add(`${this.text.span(start, end)}:`, 'count');
  }

  override cron(job: CronJob): void {
    this.preview.add(`every ${formatDuration(Number(job.intervalMs))}`, 'count');
    this.preview.add(GAP, 'plain');
    this.preview.add(this.text.bytes(job.script), 'string');
  }

  /** Whether the value is more than a string or module that the line shows whole. */
  get hasMore(): boolean {
    if (this.type === 'string') return this.preview.full;
    return this.type !== 'module';
  }

  /** Put count and preview at the end of a line; `counted`: the count alone. */
  addTo(line: Line, counted: boolean): void {
    if (this.elements !== undefined) line.add(countOf(this.elements, NOUNS[this.type]), 'count');
    if (this.groups > 0) line.add(`, ${countOf(this.groups, 'group')}`, 'count');
    if (this.module_ !== undefined) line.add(`version ${this.module_.version}`, 'dim');
    if (counted || this.preview.empty) return;
    if (this.elements !== undefined) line.add('  ', 'plain');
    line.addAll(this.preview);
  }

  /** Whether another element would be seen; the gap before it. */
  private more(): boolean {
    if (this.preview.full) return false;
    if (!this.preview.empty) this.preview.add(GAP, 'plain');
    return true;
  }
}
