/** The CRC64 that ends a file, held against the bytes before it. Source: rdb-format.md 1. */
import type { Arena } from '../bytes/arena.ts';
import { DecodeError } from '../errors.ts';

export class Checksum {
  private readonly arena: Arena;
  private readonly skipped: boolean;
  private crc = 0n;
  /** Offset in the source of the first byte that is not taken in. */
  private offset = 0;

  constructor(arena: Arena, skipped: boolean) {
    this.arena = arena;
    this.skipped = skipped;
  }

  /** Take in what is decoded of the window, before it is filled anew. */
  add(): void {
    const { arena } = this;
    const from = Math.max(arena.window.start, arena.window.start + this.offset - arena.base);
    if (from >= arena.pos || this.skipped) return;
    this.crc = BigInt.asUintN(64, arena.kernels.crc64(this.crc, from, arena.pos));
    this.offset = arena.offsetOf(arena.pos);
  }

  /**
   * Hold it against the one that the file has at `offset`; 0: it has none.
   *
   * @throws DecodeError CHECKSUM
   */
  check(stored: bigint, offset: number): 'ok' | 'none' | 'skipped' {
    if (stored === 0n) return 'none';
    if (this.skipped) return 'skipped';
    if (stored === this.crc) return 'ok';
    const words = `checksum is ${hex(stored)}, the bytes give ${hex(this.crc)}: the file is damaged`;
    throw new DecodeError('CHECKSUM', words, offset);
  }
}

function hex(value: bigint): string {
  return `0x${value.toString(16).padStart(16, '0')}`;
}
