/**
 * Dragonfly's compressed blobs: a string that inflates to more records, the last of which is COMPRESSED_BLOB_END. While one is
 * decoded the arena's window is its plaintext. Source: rdb-format.md 3.15; dragonfly src/server/rdb_save.cc, CompressBlob().
 */
import type { Arena, Region } from '../bytes/arena.ts';
import { inflateLz4 } from '../bytes/inflate-lz4.ts';
import { inflateZstd } from '../bytes/inflate-zstd.ts';
import { DecodeError, LimitError } from '../errors.ts';
import type { Cursor } from './cursor.ts';

/** Bytes of a blob, compressed or not. Dragonfly compresses what it is about to write: some kilobytes, or one large value. */
const LARGEST = 256 << 20;

const INFLATE = { COMPRESSED_ZSTD_START: inflateZstd, COMPRESSED_LZ4_START: inflateLz4 } as const;
const WORDS = { COMPRESSED_ZSTD_START: 'zstd blob', COMPRESSED_LZ4_START: 'lz4 blob' } as const;
export type BlobOpcode = keyof typeof INFLATE;

export class CompressedBlob {
  private readonly arena: Arena;
  /** Where plaintext stands; used again for each blob. */
  private readonly plain: Region = { start: 0, end: 0 };
  /** The window that is waiting, while a blob is open. */
  private outer:
    | { readonly window: Region; readonly pos: number; readonly end: number; readonly base: number }
    | undefined;
  /** Of the blob's record. */
  private offset = 0;
  private words = '';

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** Whether the window is a blob's plaintext. */
  get isOpen(): boolean {
    return this.outer !== undefined;
  }

  /**
   * Read a blob's string and make its plaintext the window. Offsets of the arena then count plaintext, from the blob's record on.
   *
   * @param offset - of the record
   * @throws DecodeError COMPRESSION, LimitError, UnsupportedError
   */
  open(opcode: BlobOpcode, cursor: Cursor, offset: number): void {
    if (this.isOpen) throw new DecodeError('COMPRESSION', 'a compressed blob within another', offset);
    const { arena, plain } = this;
    const { at } = cursor;
    const size = cursor.length('a string length');
    if (size > LARGEST) throw new LimitError(`a compressed blob of ${size} bytes, more than ${LARGEST}`, offset);
    cursor.at = at;
    cursor.string();
    const bytes = INFLATE[opcode](arena.u8.subarray(cursor.start, cursor.stop), LARGEST, arena.offsetOf(cursor.start));
    if (bytes.length > plain.end - plain.start) arena.grow(plain, bytes.length);
    cursor.commit();
    const { window, pos, end, base } = arena;
    this.outer = { window: { ...window }, pos, end, base };
    this.offset = offset;
    this.words = WORDS[opcode];
    arena.u8.set(bytes, plain.start);
    this.setWindow(plain, plain.start, plain.start + bytes.length, offset);
    cursor.reset();
  }

  /** COMPRESSED_BLOB_END has been read: go on behind the blob. @throws DecodeError COMPRESSION */
  close(cursor: Cursor): void {
    const { arena, outer } = this;
    if (outer === undefined)
      throw new DecodeError('COMPRESSION', 'the end of a compressed blob outside of one', cursor.offset - 1);
    const rest = arena.end - cursor.at;
    if (rest > 0)
      throw new DecodeError('COMPRESSION', `${rest} bytes after the end of a compressed blob`, cursor.offset);
    this.outer = undefined;
    this.setWindow(outer.window, outer.pos, outer.end, outer.base);
    cursor.reset();
  }

  /** Offset in the source of an address in the window: everything in a blob stands where the blob does. */
  offsetOf(address: number): number {
    return this.isOpen ? this.offset : this.arena.offsetOf(address);
  }

  /** As offsetOf, of an offset that counts plaintext. */
  place(offset: number): number {
    return this.isOpen ? this.offset : offset;
  }

  /** Say of an error that it happened in the open blob, if one is. */
  placed(error: unknown): unknown {
    return this.isOpen && error instanceof DecodeError ? error.inside(this.words, this.offset) : error;
  }

  private setWindow(window: Region, pos: number, end: number, base: number): void {
    const { arena } = this;
    arena.window.start = window.start;
    arena.window.end = window.end;
    arena.pos = pos;
    arena.end = end;
    arena.base = base;
  }
}
