/** How a limit of memory is divided. */
import { KEY_RECORD_BYTES } from '../key-record.ts';

/** All in bytes, but for the counts of records, which say so. */
export interface MatchRooms {
  /** Records that are looked for at a time. */
  readonly chunkRecords: number;
  /** Slots of the first table. It stays in a cache, as long as both sides tell of the same keys at about the same time. */
  readonly firstRecords: number;
  /** Of the largest. Between them is one as large as all blocks. */
  readonly mostRecords: number;
  /** What is written of a partition at a time. There are 256. */
  readonly blockRecords: number;
  /** Of places that are found, of each kind, and once more to sort them. */
  readonly places: number;
}

export const PARTITIONS = 256;
/** Unless another limit is asked for, in bytes. */
export const DEFAULT_MEMORY = 256 << 20;
/** With less there is little to divide. */
export const LEAST_MEMORY = 8 << 20;
/** The arena has an input, scratch and output, which are of no use here. */
const ARENA = 1.25 * (1 << 20);
const CHUNK = 2048;
/** 1 MiB. */
const FIRST_RECORDS = 21_845;

/**
 * Of any limit, a sixteenth are blocks and an eighth places; most is the table. What is read again, and lists of blocks, are
 * small beside it.
 *
 * @param memoryBytes - at least LEAST_MEMORY, else that
 */
export function roomsOf(memoryBytes: number): MatchRooms {
  // An arena does not reach further than 2 GiB.
  const limit = Math.min(Math.max(memoryBytes, LEAST_MEMORY), 2000 << 20);
  const blockRecords = Math.min(CHUNK, recordsOf(limit / 16 / PARTITIONS));
  const firstRecords = Math.min(FIRST_RECORDS, recordsOf(limit / 32));
  const places = 16 * Math.floor(limit / 32 / 16);
  const others = (PARTITIONS * blockRecords + firstRecords + CHUNK) * KEY_RECORD_BYTES + 4 * places + ARENA;
  return { chunkRecords: CHUNK, firstRecords, mostRecords: recordsOf(limit - others), blockRecords, places };
}

function recordsOf(bytes: number): number {
  return Math.floor(bytes / KEY_RECORD_BYTES);
}
