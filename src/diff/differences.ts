/** What a comparison of all keys finds: which of them differ, by their places on both sides. */
import type { DiffSide } from './key-record.ts';

/**
 * A key that both sides have, and that is not the same. Places are numbers that grow along a side: offsets, or counts of keys
 * where there are none.
 */
export interface ChangedPlaces {
  readonly a: number;
  readonly b: number;
  /** The digests of the values differ; else only the expiries do. */
  readonly valueDiffers: boolean;
}

/** Keys that stand twice on one side, which is no data set. */
export interface TwicePlace {
  readonly side: DiffSide;
  /** Of the second record of the first such key. */
  readonly place: number;
  /** Such records, of both sides. */
  readonly count: number;
}

export interface Differences {
  /**
   * A key that stands twice is noticed where its first record waits still: one that the other side has may have left before the
   * second came, which then counts as a key of its own.
   */
  readonly twice: TwicePlace | undefined;
  /** Keys that both sides have and that are the same. */
  readonly same: number;
  readonly removed: number;
  readonly changed: number;
  readonly added: number;
  /** Places in a of keys that b has not, ascending. */
  removedPlaces(): Iterable<number>;
  /** Ascending by `a`. */
  changedPlaces(): Iterable<ChangedPlaces>;
  /** Places in b of keys that a has not, ascending. */
  addedPlaces(): Iterable<number>;
}

/** Takes key records of both sides in any order of the sides, and finds which belong together. */
export interface KeyMatcher {
  /**
   * @param records - whole key records, one behind the other; they are gone afterwards. The top bit of their places need not be
   *   set
   * @returns how many of them were waited for by the other side
   * @throws SourceError OUTPUT: there is no room for temporary files
   */
  add(side: DiffSide, records: Uint8Array): number;
  /** Whether a key is known to differ that both sides have. */
  readonly hasChanges: boolean;
  /** All records are in. */
  finish(): Differences;
  /** Temporary files go. */
  close(): void;
}
