/** Elements of a value as pieces of a line. */
import type { ByteWriter } from '../bytes/writer.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import { formatRemaining } from './duration.ts';
import type { Line } from './line.ts';
import { printBytes, SIMPLE } from './printable.ts';
import { formatScore } from './score-text.ts';
import type { Tone } from './style.ts';

const NUMBER = /^-?\d+(\.\d+)?$/;

export class ElementText {
  private readonly out: ByteWriter;
  private readonly nowMs: number;
  private readonly most: number;

  /** @param most - bytes to read of each string: more would not be seen */
  constructor(out: ByteWriter, nowMs: number, most: number) {
    this.out = out;
    this.nowMs = nowMs;
    this.most = most;
  }

  span(start: number, end: number): string {
    const { memory } = this.out;
    if (end - start <= this.most) {
      const text = memory.latin1(start, end);
      if (SIMPLE.test(text)) return text;
    }
    return printBytes(memory.u8.subarray(start, end), this.most);
  }

  bytes(bytes: Uint8Array): string {
    return printBytes(bytes, this.most);
  }

  value(line: Line, start: number, end: number): void {
    const text = this.span(start, end);
    line.add(text, toneOf(text));
  }

  item(line: Line, row: number): void {
    this.value(line, this.startOf(row), this.endOf(row));
  }

  /** `name=Ada`, and what is left of its time. */
  field(line: Line, row: number): void {
    this.name(line, row);
    this.item(line, row + ROW_BYTES);
    const expireAtMs = this.numberOf(row);
    if (expireAtMs === expireAtMs) this.remaining(line, expireAtMs);
  }

  remaining(line: Line, expireAtMs: number): void {
    const tone = expireAtMs > this.nowMs ? 'ttl' : 'expired';
    line.add(` (${formatRemaining(expireAtMs, this.nowMs)})`, tone);
  }

  member(line: Line, row: number): void {
    this.name(line, row);
    line.add(formatScore(this.numberOf(row)), 'number');
  }

  /** `1700000000000-0  a=1 b=2` */
  streamEntry(line: Line, idStart: number, idEnd: number, rows: number, count: number): void {
    line.add(this.out.memory.latin1(idStart, idEnd), 'dim');
    for (let i = 0; i < count && !line.full; i++) {
      line.add(' ', 'plain');
      this.name(line, rows + 2 * ROW_BYTES * i);
      this.item(line, rows + 2 * ROW_BYTES * i + ROW_BYTES);
    }
  }

  arrayItem(line: Line, index: bigint, start: number, end: number): void {
    line.add(String(index), 'field');
    line.add('=', 'dim');
    this.value(line, start, end);
  }

  /** A name that has a `=` itself is quoted, so that it is seen where it ends. */
  private name(line: Line, row: number): void {
    const text = this.span(this.startOf(row), this.endOf(row));
    line.add(text.includes('=') && !text.startsWith('"') ? `"${text}"` : text, 'field');
    line.add('=', 'dim');
  }

  private startOf(row: number): number {
    return this.out.memory.u32[row >>> 2] ?? 0;
  }

  private endOf(row: number): number {
    return this.out.memory.u32[(row >>> 2) + 1] ?? 0;
  }

  private numberOf(row: number): number {
    return this.out.memory.f64[(row >>> 3) + 1] ?? NaN;
  }
}

function toneOf(text: string): Tone {
  return NUMBER.test(text) ? 'number' : 'string';
}
