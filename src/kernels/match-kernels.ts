/** The kernels that find which key records of two sides belong together. Sources: assembly/match.ts, partition.ts, places.ts. */

/** High halves of the marks that places of a table have. Same bits as in assembly/match.ts. */
export const RECORD_MARK = { WAITS: 0x40000000, SIDE_B: 0x80000000 } as const;

/** What `matchRecords` tells: u32, u32, u32, u64 of which the highest bit tells side b. Same numbers as in assembly/match.ts. */
export const MATCH = { FOUND: 0, CHANGED: 4, TWICE: 8, FIRST: 16, BYTES: 24 } as const;

export interface MatchKernels {
  matchRecords(
    records: number,
    count: number,
    mark: number,
    table: number,
    slots: number,
    tolerance: number,
    pairs: number,
    found: number,
  ): void;
  moveWaiting(from: number, end: number, table: number, slots: number): void;
  partRecords(from: number, end: number, level: number, buffers: number, room: number, fills: number): number;
  takePlaces(from: number, end: number, a: number, aEnd: number, b: number, bEnd: number, ends: number): number;
  sortPlaces(rows: number, count: number, spare: number, shift: 3 | 4): number;
}
