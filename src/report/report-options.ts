/** What can be chosen of a report. */

export interface ReportOptions {
  /** What TTL bands count from, Unix ms; else the time the source was written. */
  readonly nowMs?: number | undefined;
  /** How many of the largest keys are shown. */
  readonly top?: number | undefined;
  /** Whether there are groups by slot of a cluster. */
  readonly slots?: boolean | undefined;
  /** Characters that end a segment of a key; else those of SEPARATORS, of which each key is split at the first it has. */
  readonly separators?: readonly string[] | undefined;
  /** Segments of a key that are told apart. */
  readonly depth?: number | undefined;
  /** How many prefixes are shown. */
  readonly prefixes?: number | undefined;
}

/** Largest keys that are shown unless told otherwise. */
export const DEFAULT_TOP = 20;
/** Prefixes, likewise. */
export const DEFAULT_PREFIXES = 1000;
/** Of each of several sources, before they are added up: what is not among these lacks in the sum. */
export const PART_PREFIXES = 10_000;
