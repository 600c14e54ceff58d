/** RDB primitives into a byte writer: the mirror image of the cursor. Source: rdb-format.md 2. */
import type { Arena } from '../../bytes/arena.ts';
import { RDB_STRING_ROOM } from '../../kernels/kernels.ts';

const LENGTH_ROOM = 9;
const WORD = 2 ** 32;

/** What takes bytes at `at`, with room made for them before. */
export interface Place {
  at: number;
  readonly memory: Arena;
  room(size: number): void;
}

/** `compress`: strings may be LZF. */
export class RdbWriter {
  readonly out: Place;
  private readonly compress: boolean;

  constructor(out: Place, compress: boolean) {
    this.out = out;
    this.compress = compress;
  }

  byte(value: number): void {
    this.out.room(1);
    this.out.memory.u8[this.out.at++] = value;
  }

  length(value: number | bigint): void {
    const { out } = this;
    out.room(LENGTH_ROOM);
    if (value < 0x40) out.memory.u8[out.at++] = Number(value);
    else out.at = out.memory.kernels.putLength(BigInt(value), out.at);
  }

  /** A string that stands in the arena. */
  string(start: number, end: number): void {
    const { out } = this;
    out.room(end - start + RDB_STRING_ROOM);
    out.at = out.memory.kernels.putRdbString(start, end, out.at, this.compress ? 1 : 0);
  }

  /** A string that does not stand in the arena. */
  bytes(bytes: Uint8Array): void {
    const { out } = this;
    const room = bytes.length + RDB_STRING_ROOM;
    out.room(room + bytes.length);
    // Behind the room that its encoded form takes.
    const start = out.at + room;
    out.memory.u8.set(bytes, start);
    out.at = out.memory.kernels.putRdbString(start, start + bytes.length, out.at, this.compress ? 1 : 0);
  }

  text(text: string): void {
    this.bytes(Buffer.from(text, 'latin1'));
  }

  /** Bytes as they are, without a length. */
  raw(bytes: Uint8Array): void {
    this.out.room(bytes.length);
    this.out.memory.u8.set(bytes, this.out.at);
    this.out.at += bytes.length;
  }

  i32le(value: number): void {
    this.out.room(4);
    this.out.memory.view.setInt32(this.out.at, value, true);
    this.out.at += 4;
  }

  /** Eight bytes, least significant first: milliseconds mostly. */
  i64le(ms: number | bigint): void {
    const { out } = this;
    out.room(8);
    const { view } = out.memory;
    if (typeof ms === 'bigint') view.setBigInt64(out.at, ms, true);
    else {
      const high = Math.floor(ms / WORD);
      view.setUint32(out.at, ms - high * WORD, true);
      view.setInt32(out.at + 4, high, true);
    }
    out.at += 8;
  }

  u64be(value: bigint): void {
    this.out.room(8);
    this.out.memory.view.setBigUint64(this.out.at, value, false);
    this.out.at += 8;
  }
}
