/**
 * Which keys of two sides belong together, in bounded memory. What one side has told waits in a table until the other side tells
 * it too. A table that is full goes to a file, in parts by the digest of the key; in the end what is left is joined part by part.
 */
import { Arena, type Region } from '../../bytes/arena.ts';
import { DIGEST_BYTES } from '../../kernels/digest-kernels.ts';
import { RECORD_MARK } from '../../kernels/match-kernels.ts';
import type { Differences, KeyMatcher } from '../differences.ts';
import { KEY_RECORD_BYTES, type DiffSide } from '../key-record.ts';
import { FoundPlaces } from './found-places.ts';
import { newPartitions, PartitionFile, type Partition } from './partitions.ts';
import { PARTITIONS, type MatchRooms } from './rooms.ts';
import type { Spooled } from './spooled.ts';
import { WaitingTable } from './waiting-table.ts';

export interface KeyJoinOptions {
  readonly rooms: MatchRooms;
  readonly ttlToleranceMs: number;
  /** A new temporary file. */
  readonly spool: () => Spooled;
}

const MARKS: Readonly<Record<DiffSide, number>> = {
  a: RECORD_MARK.WAITS,
  b: RECORD_MARK.WAITS | RECORD_MARK.SIDE_B,
};

export class KeyJoin implements KeyMatcher {
  private readonly arena = new Arena(0);
  private readonly rooms: MatchRooms;
  private readonly spool: () => Spooled;
  private readonly table: WaitingTable;
  private readonly places: FoundPlaces;
  /** What is looked for. */
  private readonly input: Region;
  /** For the second table, or for what goes to the file: taken when there is more than the first table holds. */
  private readonly blocks: () => Region;
  private file: PartitionFile | undefined;
  private readonly parts = newPartitions();
  private same = 0;

  constructor({ rooms, ttlToleranceMs, spool }: KeyJoinOptions) {
    const { arena } = this;
    this.rooms = rooms;
    this.spool = spool;
    this.input = arena.allocate(rooms.chunkRecords * KEY_RECORD_BYTES);
    let blocks: Region | undefined;
    this.blocks = () => (blocks ??= arena.allocate(PARTITIONS * rooms.blockRecords * KEY_RECORD_BYTES));
    this.places = new FoundPlaces(arena, rooms.places, spool);
    this.table = new WaitingTable(arena, rooms, this.blocks, ttlToleranceMs);
  }

  get hasChanges(): boolean {
    return this.places.changed.count > 0;
  }

  add(side: DiffSide, records: Uint8Array): number {
    const size = this.rooms.chunkRecords * KEY_RECORD_BYTES;
    let found = 0;
    for (let from = 0; from < records.length; from += size) {
      const chunk = records.subarray(from, from + size);
      const count = chunk.length / KEY_RECORD_BYTES;
      this.makeRoom(count);
      this.arena.u8.set(chunk, this.input.start);
      found += this.match(count, MARKS[side]);
    }
    return found;
  }

  finish(): Differences {
    const { table, parts } = this;
    if (this.file === undefined) this.takeRest();
    else {
      this.file.put(table.start, table.end, 0, parts);
      this.file.flush(parts);
      this.join(this.file, parts, 0);
      // The disk is for others again.
      this.file.close();
    }
    this.places.finish();
    return this.places.differences(this.same, table.twice);
  }

  close(): void {
    this.file?.close();
    this.places.close();
  }

  private makeRoom(count: number): void {
    while (!this.table.hasRoom(count)) {
      if (this.table.grow()) continue;
      this.file ??= new PartitionFile(this.arena, this.rooms, this.blocks(), this.spool());
      this.file.put(this.table.start, this.table.end, 0, this.parts);
      this.table.restart();
    }
  }

  /** Look for records that stand in the input. Gives how many were waited for. */
  private match(count: number, mark: number): number {
    const { table, input } = this;
    const { changed } = this.places;
    const pairs = changed.room(count).start;
    const told = table.match(input.start, count, mark, pairs);
    changed.filled(pairs + told.changed * changed.rowBytes);
    this.same += told.found - told.changed;
    return told.found;
  }

  /** Join parts that were made by byte `level` of the digest, each for itself. */
  private join(file: PartitionFile, parts: readonly Partition[], level: number): void {
    for (const part of parts) {
      // Where all of the digest is the same, so is the key: all but two of its records are dropped.
      if (part.records > this.table.capacity && level + 1 < DIGEST_BYTES) {
        this.join(file, this.split(file, part, level + 1), level + 1);
        continue;
      }
      this.table.restart(part.records);
      for (let block = 0; block < part.offsets.length; block++)
        this.match(file.fetch(part, block, this.input.start), 0);
      this.takeRest();
    }
  }

  private split(file: PartitionFile, part: Partition, level: number): Partition[] {
    const { start } = this.input;
    const parts = newPartitions();
    for (let block = 0; block < part.offsets.length; block++) {
      const count = file.fetch(part, block, start);
      file.put(start, start + count * KEY_RECORD_BYTES, level, parts);
    }
    file.flush(parts);
    return parts;
  }

  /** Nothing comes any more for what waits. */
  private takeRest(): void {
    const { table, places } = this;
    for (let from = table.start; from < table.end;) from = places.take(from, table.end);
  }
}
