/** The keys, one a line; values are not looked at. */
import type { Arena } from '../bytes/arena.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { Interest, KeyHeader, StringKeys } from '../model/sink.ts';
import { isPrintable, putQuoted } from './printable.ts';
import { NullSink } from '../model/null-sink.ts';

export interface KeysOptions {
  /** Bytes as they are, each key with a NUL behind it, as `xargs -0` takes them. */
  readonly nul: boolean;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const DELETE = 0x7f;
const SPACE = 0x20;
/** Keys up to this length are copied as they are looked at. */
const SHORT = 4096;
const PIECE = 64 * 1024;

/** A key that is printable text stands as it is, any other, and one that begins with `"`, in quotes as redis-cli has them. */
export class KeysFormatter extends NullSink {
  private readonly out: ByteWriter;
  private readonly nul: boolean;

  constructor(out: ByteWriter, options: KeysOptions) {
    super();
    this.out = out;
    this.nul = options.nul;
  }

  override open(arena: Arena): void {
    this.out.open(arena);
  }

  readonly stringKeys = (keys: StringKeys): void => {
    const { u32 } = this.out.memory;
    for (let i = 0, row = keys.rows >>> 2; i < keys.count; i++, row += ROW_BYTES >>> 1) {
      this.put(u32[row] ?? 0, u32[row + 1] ?? 0);
    }
  };

  override key(header: KeyHeader): Interest {
    this.put(header.start, header.end);
    return 'skip';
  }

  /** No record is ever printed in part. */
  abandon(): void {}

  /** Everything has been printed, of all sources. */
  finish(): void {
    this.out.flush();
  }

  private put(start: number, end: number): void {
    const { out } = this;
    out.begin();
    if (this.nul) {
      this.asBytes(start, end);
      out.byte(0);
      return;
    }
    if (!this.putAscii(start, end)) {
      const { u8 } = out.memory;
      if (end > start && u8[start] !== QUOTE && isPrintable(u8.subarray(start, end))) this.asBytes(start, end);
      else putQuoted(out, start, end);
      out.byte(NEWLINE);
    }
  }

  /** A short key of printable ASCII with its line end; false, and nothing printed, for any other. */
  private putAscii(start: number, end: number): boolean {
    const { out } = this;
    if (end - start > SHORT) return false;
    out.room(end - start + 1);
    const { u8 } = out.memory;
    if (start === end || u8[start] === QUOTE) return false;
    let at = out.at;
    for (let i = start; i < end; i++) {
      const byte = u8[i] ?? 0;
      if (byte < SPACE || byte >= DELETE) return false;
      u8[at++] = byte;
    }
    u8[at++] = NEWLINE;
    out.at = at;
    return true;
  }

  private asBytes(start: number, end: number): void {
    const { out } = this;
    for (let from = start; from < end; from += PIECE) {
      const to = Math.min(end, from + PIECE);
      out.room(to - from);
      out.memory.u8.copyWithin(out.at, from, to);
      out.at += to - from;
    }
  }
}
