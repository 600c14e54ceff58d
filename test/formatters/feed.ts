/** Calls a sink as a decoder does, with strings that are put into an arena. */
import { Arena } from '../../src/bytes/arena.ts';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { ROW_BYTES } from '../../src/kernels/kernels.ts';
import type { EntrySink, Interest, KeyHeader } from '../../src/model/sink.ts';
import { PLAIN_HEADER } from '../tools/plain-header.ts';

export type Text = string | Uint8Array;
export type Row = Text | readonly [Text, number];

export interface Formatter extends EntrySink {
  abandon(): void;
  finish(): void;
}

export interface Key extends Partial<KeyHeader> {
  readonly key: Text;
  readonly sizeBytes?: number;
}

export class Feed {
  readonly sink: Formatter;
  private readonly arena = new Arena();
  private readonly parts: Buffer[] = [];
  private at = this.arena.window.start;

  constructor(create: (out: ByteWriter) => Formatter) {
    this.sink = create(new ByteWriter((part) => this.parts.push(Buffer.from(part))));
    this.sink.open(this.arena);
  }

  span(text: Text): readonly [number, number] {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const start = this.at;
    this.arena.u8.set(bytes, start);
    this.at += bytes.length;
    return [start, this.at];
  }

  /** The address of a table of rows. */
  rows(...rows: readonly Row[]): number {
    const { start } = this.arena.rows;
    for (const [i, row] of rows.entries()) {
      const [text, number] = typeof row === 'string' || row instanceof Uint8Array ? [row, NaN] : row;
      const [from, to] = this.span(text);
      const at = start + ROW_BYTES * i;
      this.arena.u32[at >>> 2] = from;
      this.arena.u32[(at >>> 2) + 1] = to;
      this.arena.f64[(at >>> 3) + 1] = number;
    }
    return start;
  }

  /** A key, its value played as often as the sink wants it. */
  entry({ key, sizeBytes = 10, ...header }: Key, play: (sink: Formatter) => void = () => {}): void {
    const [start, end] = this.span(key);
    let interest: Interest | undefined = this.sink.key({ ...PLAIN_HEADER, ...header, start, end });
    while (interest !== undefined) {
      if (interest === 'elements') play(this.sink);
      interest = this.sink.endKey({ sizeBytes, start, end });
    }
  }

  /** A string key that does not end. */
  begin(key: Text): void {
    const [start, end] = this.span(key);
    this.sink.key({ ...PLAIN_HEADER, start, end });
  }

  string(key: Text, value: Text, header: Partial<KeyHeader> = {}): void {
    this.entry({ key, ...header }, (sink) => sink.string(...this.span(value), true));
  }

  /** Strings as a run: key, value and expiry of each. */
  run(strings: readonly (readonly [Text, Text, number?])[], db = 0): void {
    const rows = strings.flatMap(([key, value, expireAtMs = NaN], i): Row[] => [
      [key, expireAtMs],
      [value, i],
    ]);
    this.sink.stringKeys?.({ db, encoding: 'raw', count: strings.length, rows: this.rows(...rows), offset: 0 });
  }

  /** What has been printed; nothing more will be. */
  text(): string {
    this.sink.finish();
    return Buffer.concat(this.parts).toString();
  }
}
