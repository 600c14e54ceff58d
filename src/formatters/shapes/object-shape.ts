/** Values as librdb, redis-rdb-tools and rct alike print them: arrays of strings, and objects by field, member or index. */
import type { ByteWriter } from '../../bytes/writer.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { CronJob, KeyHeader } from '../../model/sink.ts';
import { EscapedText, type Escapes } from './escaped-text.ts';
import { ShapeSink } from './shape-sink.ts';

export abstract class ObjectShape extends ShapeSink {
  protected text: EscapedText;
  protected type: KeyHeader['type'] = 'string';
  /** Elements printed of the value, or of its path at hand. */
  protected elements = 0;
  private paths = 0;
  /** The array that holds all sources is open. */
  protected begun = false;
  /** What opens it. */
  protected readonly opening: string = '[';

  constructor(out: ByteWriter, escapes: Escapes) {
    super(out);
    this.text = new EscapedText(out, escapes);
  }

  override begin(): void {
    if (!this.begun) this.out.ascii(this.opening);
    this.begun = true;
  }

  /** A score as it stands in the output, with quotes if it has any. */
  protected abstract score(value: number): string;

  /** Print a field's value; the expiry is NaN if it has none. */
  protected fieldValue(start: number, end: number, _expireAtMs: number): void {
    this.text.print(start, end);
  }

  /** To be called before a value; streams and modules are the shape's business. */
  protected openValue(type: KeyHeader['type']): void {
    this.type = type;
    this.elements = 0;
    this.paths = 0;
    this.text.clear();
    if (type === 'string') this.out.ascii('"');
    else if (type === 'list' || type === 'set') this.out.ascii('[');
    else if (type === 'zset' || type === 'hash' || type === 'array' || type === 'path-hash') this.out.ascii('{');
  }

  protected closeValue(): void {
    const { out, type } = this;
    if (type === 'string') out.ascii('"');
    else if (type === 'list' || type === 'set') out.ascii(']');
    else if (type === 'zset' || type === 'hash' || type === 'array') out.ascii('}');
    else if (type === 'path-hash') out.ascii(this.paths > 0 ? '}}' : '}');
  }

  override string(start: number, end: number, last: boolean): void {
    this.text.slice(start, end, last);
  }

  override items(rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.separate();
      this.row(rows + ROW_BYTES * i);
    }
  }

  override fields(rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = rows + 2 * ROW_BYTES * i;
      const { u32, f64 } = this.out.memory;
      const second = (row + ROW_BYTES) >>> 2;
      const start = u32[second] ?? 0;
      const end = u32[second + 1] ?? 0;
      const expireAtMs = f64[(row >>> 3) + 1] ?? NaN;
      this.separate();
      this.row(row);
      this.out.ascii(':');
      this.fieldValue(start, end, expireAtMs);
    }
  }

  override members(rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = rows + ROW_BYTES * i;
      const score = this.out.memory.f64[(row >>> 3) + 1] ?? NaN;
      this.separate();
      this.row(row);
      this.out.ascii(`:${this.score(score)}`);
    }
  }

  override arrayItem(index: bigint, start: number, end: number): void {
    this.separate();
    this.out.ascii(`"${index}":`);
    this.text.print(start, end);
  }

  override path(start: number, end: number): void {
    if (this.paths++ > 0) this.out.ascii('},');
    this.text.print(start, end);
    this.out.ascii(':{');
    this.elements = 0;
  }

  override cron(job: CronJob): void {
    this.text.printBytes(job.script);
  }

  protected separate(): void {
    if (this.elements++ > 0) this.out.byte(0x2c);
  }

  /** The string of a row. */
  protected row(row: number): void {
    const { u32 } = this.out.memory;
    this.text.print(u32[row >>> 2] ?? 0, u32[(row >>> 2) + 1] ?? 0);
  }

  /** Pairs in two rows each, without braces. */
  protected pairs(rows: number, count: number, separator: string): void {
    for (let i = 0; i < count; i++) {
      if (i > 0) this.out.ascii(separator);
      this.row(rows + 2 * ROW_BYTES * i);
      this.out.ascii(':');
      this.row(rows + 2 * ROW_BYTES * i + ROW_BYTES);
    }
  }
}
