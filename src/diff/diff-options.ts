/** What counts as a difference. */

/** What stands beside a value and can be left out of a comparison. `seen`: when consumers were last there. */
export const EXTRAS = ['idle', 'freq', 'seen', 'mvcc', 'meta', 'no-evict'] as const;
export type Extra = (typeof EXTRAS)[number];

/** What changes by reading, or by a restart, and tells nothing of the data. */
export const IGNORED: readonly Extra[] = ['idle', 'freq', 'seen', 'mvcc'];

export interface DiffOptions {
  /** Expiries do not count: those of keys, fields and members. */
  readonly ignoreTtl: boolean;
  /** Expiries that are so many ms apart are the same. */
  readonly ttlToleranceMs: number;
  /** A key is the same key in any database. */
  readonly ignoreDb: boolean;
  readonly ignore: ReadonlySet<Extra>;
  /** The encodings of the files count. */
  readonly encoding: boolean;
  /** 'entries': of streams nothing but their entries. */
  readonly streams: 'entries' | 'full';
  /** Function libraries count. */
  readonly functions: boolean;
}

export const DEFAULT_DIFF_OPTIONS: DiffOptions = {
  ignoreTtl: false,
  ttlToleranceMs: 0,
  ignoreDb: false,
  ignore: new Set(IGNORED),
  encoding: false,
  streams: 'full',
  functions: false,
};
