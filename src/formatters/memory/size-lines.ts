/** What CSV and NDJSON of sizes have in common: a line a key, runs of strings by a kernel. */
import type { Arena, Region } from '../../bytes/arena.ts';
import type { ByteWriter, Fragment } from '../../bytes/writer.ts';
import { ROW_BYTES, SIZES_ROOM, STOP } from '../../kernels/kernels.ts';
import {
  STRING_ENCODINGS,
  type SizedDatabase,
  type SizedKey,
  type SizedStrings,
  type SizeSink,
} from '../../memory/sized-key.ts';
import type { SourceHeader } from '../../model/sink.ts';

/** A key of up to this size is printed in one go. */
export const SHORT_KEY = 4096;

export abstract class SizeLines implements SizeSink {
  readonly wantsLargest = true;
  protected readonly out: ByteWriter;
  private arena: Arena | undefined;
  private readonly csv: boolean;
  /** Rows, one for each encoding of strings; see putSizedStrings. */
  private encodings: Region = { start: 0, end: 0 };
  private tail: Fragment | undefined;
  /** Name of the input; only where there are several. */
  protected source: string | undefined;

  constructor(out: ByteWriter, csv: boolean) {
    this.out = out;
    this.csv = csv;
  }

  /** Before keys of another arena. */
  protected abstract clear(): void;
  /** What stands before the key of a string. */
  protected abstract head(db: number): Fragment;
  /** What the kernel puts where the encoding stands. */
  protected abstract stringEncoding(encoding: string): string;
  /** What stands behind the sizes, a line end in it. */
  protected abstract tailText(): string;
  abstract key(key: SizedKey): void;

  /** What follows comes from this input. Called before all else, or not at all. */
  from(source: string): void {
    this.source = source;
  }

  open(arena: Arena): void {
    this.out.open(arena);
    // Each input has a name of its own, though the arena may be the same.
    this.tail = undefined;
    if (this.arena === arena) return;
    this.arena = arena;
    this.clear();
    this.encodings = arena.allocate(STRING_ENCODINGS.length * ROW_BYTES);
    for (const [i, name] of STRING_ENCODINGS.entries()) {
      const { start, length } = this.out.fragment(this.stringEncoding(name));
      const at = (this.encodings.start + ROW_BYTES * i) >>> 2;
      arena.u32[at] = start;
      arena.u32[at + 1] = start + length;
    }
  }

  begin(_header: SourceHeader): void {}
  aux(_name: string, _value: string): void {}
  database(_database: SizedDatabase): void {}
  end(): void {}

  strings({ db, count, rows }: SizedStrings): void {
    const { out } = this;
    const head = this.head(db);
    const tail = this.lineEnd();
    let done = 0;
    while (done < count) {
      const { memory } = out;
      const stop = memory.kernels.putSizedStrings(
        rows + 2 * ROW_BYTES * done,
        count - done,
        Number(this.csv),
        head.start,
        head.length,
        this.encodings.start,
        tail.start,
        tail.length,
        out.at,
        out.region.end,
      );
      out.at = memory.freeAfter;
      out.begin();
      done += memory.rowsDone;
      if (stop === STOP.DONE) continue;
      out.makeRoom();
      // Not even the empty output has room for it.
      const { start, end } = this.keyAt(rows, done);
      out.room(6 * (end - start) + SIZES_ROOM + 2 * (head.length + tail.length));
    }
  }

  finish(): void {
    this.out.flush();
  }

  protected lineEnd(): Fragment {
    this.tail ??= this.out.fragment(this.tailText());
    return this.tail;
  }

  private keyAt(rows: number, index: number): { start: number; end: number } {
    const { u32 } = this.out.memory;
    const at = (rows + 2 * ROW_BYTES * index) >>> 2;
    return { start: u32[at] ?? 0, end: u32[at + 1] ?? 0 };
  }
}
