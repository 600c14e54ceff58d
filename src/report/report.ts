/**
 * A memory report: what `--format json` prints, what `--merge` and `--baseline` read, and what all other formats show.
 * Plain JSON: no undefined, no NaN. Fields only grow; a change of meaning is a new schema.
 */

/** What the first field of a report says. */
export const REPORT_SCHEMA = 'rdb-tool/memory-report/1';

/** Bytes as JSON: UTF-8 text, or base64 where they are none. Source: record-schema.md, S. */
export type JsonBytes = string | { readonly $base64: string };

export interface MemoryReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly estimator: Estimator;
  /** False: an input was damaged, and what stands here is what could be read. */
  readonly complete: boolean;
  /** What TTL bands count from: `--now`, else the time the (first) file was written, else 0: unknown, no bands. Unix ms. */
  readonly nowMs: number;
  readonly sources: readonly ReportSource[];
  readonly totals: ReportTotals;
  readonly groups: {
    readonly type: readonly ReportGroup[];
    /** Named `type/encoding`: `hash/listpack`. */
    readonly encoding: readonly ReportGroup[];
    /** Named by number. More than MOST_GROUPS of a kind (of types and encodings, too) are one group together, named OTHER. */
    readonly db: readonly ReportGroup[];
    /** Named by number; only if asked for. */
    readonly slot?: readonly ReportGroup[];
    /** TTL_BANDS, in order, those without keys too. */
    readonly ttl: readonly ReportGroup[];
    /** IDLE_BANDS; only if the file has idle times. */
    readonly idle?: readonly ReportGroup[];
    /** FREQ_BANDS; only if the file has frequencies. */
    readonly freq?: readonly ReportGroup[];
  };
  readonly prefixes: PrefixReport;
  /** The largest keys, largest first; of equal ones by database and bytes of the key. */
  readonly largest: readonly LargeKey[];
  /** What the budgets of `--budget` counted, ignored keys left out; only where there are some. */
  readonly budgets?: readonly BudgetFigure[];
}

export interface BudgetFigure {
  readonly name: string;
  readonly keys: number;
  readonly bytes: number;
}

export interface Estimator {
  /** Grows with every change of a formula: reports of different ones cannot be compared. */
  readonly version: number;
  /** `redis-8.6`, `valkey-9.1`: the row of the model that was used. */
  readonly server: string;
  /** `jemalloc-quantum8`, `jemalloc-quantum16`, `libc`. */
  readonly allocator: string;
}

export interface ReportSource {
  readonly name: string;
  readonly format: 'rdb' | 'aof' | 'json' | 'psync';
  /** RDB version. */
  readonly version?: number;
  /** What wrote it: `redis 8.6.3`. */
  readonly server?: string;
  /** AUX used-mem. */
  readonly usedMemory?: number;
  /** AUX ctime. */
  readonly createdMs?: number;
  readonly keys: number;
  readonly bytes: number;
  readonly complete: boolean;
}

export interface ReportTotals {
  readonly keys: number;
  /** Sum of what `MEMORY USAGE` answers. */
  readonly bytes: number;
  readonly elements: number;
  /** Keys with a TTL, and their bytes. */
  readonly expires: number;
  readonly expiringBytes: number;
  /** What `used_memory` grows by when a server loads it: allocations of keys, tables of keys and of expiries. */
  readonly allocated: number;
  /** Of which the tables. */
  readonly tables: number;
  /**
   * Keys whose figure is what is to be expected: a server's own depends on chance (levels of skip lists, places in hash tables)
   * or, of a log, on how values grew. Absent: there are none.
   */
  readonly estimated?: { readonly keys: number; readonly bytes: number };
}

export interface ReportGroup {
  readonly name: string;
  readonly keys: number;
  readonly bytes: number;
  readonly elements: number;
  /** Sizes of keys, in bytes: the largest is exact; the others are right to 1/16, and never below the true value. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** How many keys have at most this many bytes and more than the bound before: [bound, keys], those with keys only. */
  readonly sizes: readonly (readonly [number, number])[];
  /** Bytes by source, in the order of `sources`; only where there are several. */
  readonly bySource?: readonly number[];
}

export interface PrefixReport {
  /** What separates segments; where several were found, in the order they are looked for. */
  readonly separators: readonly string[];
  /** No prefix was dropped whose bytes are more than this; nor does the figure of any prefix lack more. 0: all are exact. */
  readonly errorBytes: number;
  readonly errorKeys: number;
  /** The largest prefix that is left out here, so that the tree does not grow with the keys. 0: all are here. */
  readonly hiddenBytes: number;
  readonly hiddenKeys: number;
  /** The top of the tree. */
  readonly root: PrefixNode;
}

/** A prefix with everything below it; `children` are the largest, largest first, what they lack is in no shown prefix. */
export interface PrefixNode {
  /**
   * From the start of the key, separator included unless keys end there: `user:`, `user:<n>:`, `user:<n>:cart`. Numbers, UUIDs
   * and hexadecimal ids are folded to `<n>`, `<uuid>`, `<hex>`. The root's is empty.
   */
  readonly prefix: JsonBytes;
  readonly keys: number;
  readonly bytes: number;
  readonly bySource?: readonly number[];
  readonly children?: readonly PrefixNode[];
}

export interface LargeKey {
  readonly db: number;
  readonly key: JsonBytes;
  readonly type: string;
  readonly encoding: string;
  readonly bytes: number;
  readonly elements?: number;
  /** Unix ms. */
  readonly expireAt?: number;
  /** Name of the input; only where there are several. */
  readonly source?: string;
}

/** What keeps a report small for any source. */
export const MOST_GROUPS = 1024;
/** The group of all others. */
export const OTHER = 'other';

/** Keys by the time they still have, from `nowMs`; the first is for keys that never expire, the second for those whose time has passed. */
export const TTL_BANDS = ['never', 'expired', '1m', '1h', '1d', '7d', '30d', 'later'] as const;
/** By seconds since the last access: up to this. */
export const IDLE_BANDS = ['1m', '1h', '1d', '7d', '30d', 'later'] as const;
/** By the logarithmic counter of LFU. */
export const FREQ_BANDS = ['0', '1-9', '10-49', '50-99', '100-199', '200-255'] as const;
