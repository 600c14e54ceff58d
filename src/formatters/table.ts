/** Aligned columns for pipes and files: a header line, then a line a key; every cell is one word. */
import type { Arena } from '../bytes/arena.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { Interest, KeyEnd, KeyHeader } from '../model/sink.ts';
import { ElementCount } from './element-count.ts';
import { printBytes } from './printable.ts';
import { textWidth } from './width.ts';

export interface TableOptions {
  /** What remaining times are relative to. */
  readonly nowMs: number;
}

/** A longer cell pushes the rest of its line to the right: nobody reads the file twice to know the widths. */
const COLUMNS = [
  { name: 'db', width: 3 },
  { name: 'key', width: 32 },
  { name: 'type', width: 9 },
  { name: 'encoding', width: 16 },
  { name: 'ttl', width: 10, right: true },
  { name: 'size', width: 11, right: true },
  { name: 'elements', width: 10, right: true },
] as const;

/** Absent. */
const NONE = '-';

export class TableFormatter extends ElementCount {
  private readonly out: ByteWriter;
  private readonly nowMs: number;
  private headed = false;
  private db = 0;
  private name = '';
  private encoding = '';
  private ttl = NONE;

  constructor(out: ByteWriter, options: TableOptions) {
    super();
    this.out = out;
    this.nowMs = options.nowMs;
  }

  override open(arena: Arena): void {
    this.out.open(arena);
    if (this.headed) return;
    this.headed = true;
    this.row(COLUMNS.map(({ name }) => name));
  }

  override key(header: KeyHeader): Interest {
    this.db = header.db;
    this.name = header.module?.name ?? header.type;
    this.encoding = header.encoding;
    this.ttl = this.secondsLeft(header.expireAtMs);
    return super.key(header);
  }

  override endKey(end: KeyEnd): Interest | undefined {
    const { elements } = this;
    this.row([
      String(this.db),
      printBytes(this.out.memory.u8.subarray(end.start, end.end)).replaceAll(' ', '\\x20'),
      this.name,
      this.encoding,
      this.ttl,
      String(end.sizeBytes),
      elements === undefined ? NONE : String(elements),
    ]);
    return undefined;
  }

  /** No row is ever printed in part. */
  abandon(): void {}

  /** Everything has been printed, of all sources. */
  finish(): void {
    this.out.flush();
  }

  /** As TTL answers. */
  private secondsLeft(expireAtMs: number | bigint | undefined): string {
    if (expireAtMs === undefined) return NONE;
    const left = Number(expireAtMs) - this.nowMs;
    return left > 0 ? String(Math.floor((left + 500) / 1000)) : 'expired';
  }

  private row(cells: readonly string[]): void {
    let line = '';
    for (const [i, column] of COLUMNS.entries()) {
      const cell = cells[i] ?? '';
      const spaces = ' '.repeat(Math.max(0, column.width - textWidth(cell)));
      line += 'right' in column ? spaces + cell : cell + spaces;
      if (i < COLUMNS.length - 1) line += ' ';
    }
    this.out.begin();
    this.out.text(`${line}\n`);
  }
}
