/** Calls a consumer of sizes as the size model does. */
import { Arena } from '../../../src/bytes/arena.ts';
import { ROW_BYTES } from '../../../src/kernels/kernels.ts';
import { STRING_ENCODINGS, type SizedKey, type SizeSink } from '../../../src/memory/sized-key.ts';
import { PLAIN_KEY } from '../../tools/plain-key.ts';

export type Text = string | Uint8Array;

export interface StringKey {
  readonly key: Text;
  readonly encoding: (typeof STRING_ENCODINGS)[number];
  readonly length: number;
  readonly bytes: number;
  readonly expireAtMs?: number;
}

export class SizeFeed {
  private readonly sink: SizeSink;
  private readonly arena = new Arena();
  private at = this.arena.window.start;

  constructor(sink: SizeSink) {
    this.sink = sink;
    sink.open(this.arena);
  }

  key(key: Text, sizes: Partial<SizedKey>): void {
    const [start, end] = this.span(key);
    this.sink.key({ ...PLAIN_KEY, ...sizes, start, end });
  }

  strings(db: number, ...keys: readonly StringKey[]): void {
    const { start } = this.arena.rows;
    // What was there before has been read.
    this.at = this.arena.window.start;
    for (const [i, { key, encoding, length, bytes, expireAtMs }] of keys.entries()) {
      this.row(start + 2 * ROW_BYTES * i, ...this.span(key), expireAtMs ?? NaN);
      this.row(start + 2 * ROW_BYTES * i + ROW_BYTES, STRING_ENCODINGS.indexOf(encoding), length, bytes);
    }
    this.sink.strings({ db, count: keys.length, rows: start });
  }

  private span(text: Text): [number, number] {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const start = this.at;
    this.arena.u8.set(bytes, start);
    this.at += bytes.length;
    return [start, this.at];
  }

  private row(at: number, first: number, second: number, number: number): void {
    this.arena.u32[at >>> 2] = first;
    this.arena.u32[(at >>> 2) + 1] = second;
    this.arena.f64[(at >>> 3) + 1] = number;
  }
}
