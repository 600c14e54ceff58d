/**
 * Key records that memory has no room for, in 256 parts by a byte of their digest, so that records of the same key come to the
 * same part. All parts are blocks of one file.
 */
import type { Arena, Region } from '../../bytes/arena.ts';
import { KEY_RECORD_BYTES } from '../key-record.ts';
import { PARTITIONS, type MatchRooms } from './rooms.ts';
import type { Spooled } from './spooled.ts';

/** Where its blocks are in the file. */
export class Partition {
  records = 0;
  readonly offsets: number[] = [];
  readonly lengths: number[] = [];
}

export function newPartitions(): Partition[] {
  return Array.from({ length: PARTITIONS }, () => new Partition());
}

export class PartitionFile {
  private readonly arena: Arena;
  private readonly file: Spooled;
  /** A block for each part, which is filled until it is written, and how many bytes are in each. */
  private readonly blocks: Region;
  private readonly blockBytes: number;
  private readonly fills: Region;
  private length = 0;

  constructor(arena: Arena, rooms: MatchRooms, blocks: Region, file: Spooled) {
    this.arena = arena;
    this.file = file;
    this.blocks = blocks;
    this.blockBytes = rooms.blockRecords * KEY_RECORD_BYTES;
    this.fills = arena.allocate(4 * PARTITIONS);
  }

  /** Take records from where they stand to the parts that byte `level` of their digests says. */
  put(start: number, end: number, level: number, parts: readonly Partition[]): void {
    const { arena, blocks, blockBytes, fills } = this;
    let from = start;
    while (from < end) {
      from = arena.kernels.partRecords(from, end, level, blocks.start, blockBytes, fills.start);
      if (from < end) this.write(arena.u8[from + level] ?? 0, parts);
    }
  }

  /** Write what is in the blocks: all of `parts` is in the file then. */
  flush(parts: readonly Partition[]): void {
    for (let number = 0; number < PARTITIONS; number++) this.write(number, parts);
  }

  /** Fetch block number `block` of a part to an address. Gives the number of its records. */
  fetch(part: Partition, block: number, to: number): number {
    const length = part.lengths[block] ?? 0;
    this.file.read(this.arena.u8.subarray(to, to + length), part.offsets[block] ?? 0);
    return length / KEY_RECORD_BYTES;
  }

  close(): void {
    this.file.close();
  }

  private write(number: number, parts: readonly Partition[]): void {
    const { arena, blockBytes } = this;
    const part = parts[number];
    const fill = (this.fills.start >>> 2) + number;
    const length = arena.u32[fill] ?? 0;
    if (part === undefined || length === 0) return;
    const start = this.blocks.start + number * blockBytes;
    this.file.write(arena.u8.subarray(start, start + length), this.length);
    part.records += length / KEY_RECORD_BYTES;
    part.offsets.push(this.length);
    part.lengths.push(length);
    this.length += length;
    arena.u32[fill] = 0;
  }
}
