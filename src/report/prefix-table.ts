/**
 * Keys and bytes by the pattern of the key, in bounded memory whatever the keys are.
 *
 * Counted is under the whole pattern (`user:<n>:cart`); what is above it is summed up in the end. When the table is full, the
 * smaller half of its patterns is dropped, each into the prefix that it is in (`user:<n>:`), so that what is above lacks nothing.
 * A pattern that comes again after that begins with zero. In each such round nothing lacks more than the largest pattern that was
 * dropped in it had, so the sum of those bounds the error of every prefix.
 */
import type { Arena } from '../bytes/arena.ts';
import { LONGEST_PREFIX, PREFIX_TABLE as TABLE, ROW_BYTES } from '../kernels/kernels.ts';
import { separatorNumbers } from './separators.ts';
import { boundOf, bucketOf, BUCKETS } from './size-buckets.ts';

/**
 * 1.5 MB in all. More of them would take longer than they are worth, as no cache holds them; and keys whose ids are folded have
 * far fewer patterns.
 */
const MOST_PATTERNS = 2 ** 14;
/** Of names, for each pattern there may be: most are shorter. */
const NAME_BYTES = 48;
const NO_DEPTH = 0xffffffff;
/** What kernels read behind the end of a name. */
const SLACK = 8;
const WORD = 4;
/** A part of rows and names that has to be free once patterns were dropped, so that this does not happen for each key. */
const FREED = 1 / 4;

export interface PatternCount {
  /** Latin-1: each byte as the character of the same number. */
  readonly name: string;
  readonly keys: number;
  readonly bytes: number;
}

export interface PrefixTableOptions {
  readonly separators?: readonly string[] | undefined;
  readonly depth?: number | undefined;
  /** How many patterns there may be: a power of two. */
  readonly patterns?: number | undefined;
}

export class PrefixTable {
  /** No figure of any prefix lacks more; nor has one that is not there. */
  errorBytes = 0;
  errorKeys = 0;
  private readonly options: PrefixTableOptions;
  private readonly patterns: number;
  private readonly namesRoom: number;
  private arena: Arena | undefined;
  private table = 0;
  private readonly size: number;

  constructor(options: PrefixTableOptions) {
    this.options = options;
    this.patterns = options.patterns ?? MOST_PATTERNS;
    this.namesRoom = Math.max(NAME_BYTES * this.patterns, 2 * LONGEST_PREFIX);
    this.size = places(this.patterns).names + this.namesRoom + SLACK;
  }

  /** May be called again, with another memory: what was counted goes with it. */
  open(arena: Arena): void {
    const before = this.arena;
    if (before === arena) return;
    const { start, end } = arena.allocate(this.size);
    this.arena = arena;
    if (before === undefined) this.lay(arena, start);
    else arena.u8.set(before.u8.subarray(this.table, this.table + end - start), start);
    this.table = start;
  }

  /** A new region is zero, as free slots and the first row are. */
  private lay({ u32, u8 }: Arena, table: number): void {
    const { patterns, namesRoom, options } = this;
    const at = places(patterns);
    const head = [
      [TABLE.COUNT, 1],
      [TABLE.NAMES_USED, 0],
      [TABLE.MOST_ROWS, patterns],
      [TABLE.NAMES_ROOM, namesRoom],
      [TABLE.SLOT_MASK, 2 * patterns - 1],
      [TABLE.DEPTH, options.depth ?? NO_DEPTH],
      [TABLE.ROWS_AT, at.rows],
      [TABLE.NEXT_AT, at.next],
      [TABLE.SLOTS_AT, at.slots],
      [TABLE.NAMES_AT, at.names],
    ] as const;
    for (const [place, value] of head) u32[(table + place) >>> 2] = value;
    u8.set(separatorNumbers(options.separators), table + TABLE.SEPARATORS);
  }

  /** Count the key in a span. */
  add(start: number, end: number, bytes: number): void {
    const { kernels } = this.memory;
    while (!kernels.countPrefix(this.table, start, end, bytes)) this.makeRoom();
  }

  /** Count a run of string keys. */
  addRun(rows: number, count: number): void {
    const { kernels } = this.memory;
    let done = kernels.countPrefixes(this.table, rows, count);
    while (done < count) {
      this.makeRoom();
      done += kernels.countPrefixes(this.table, rows + 2 * ROW_BYTES * done, count - done);
    }
  }

  /** All patterns, the first being that of keys that are in no prefix. */
  counts(): PatternCount[] {
    const { arena } = this;
    if (arena === undefined) return [];
    const names = this.table + places(this.patterns).names;
    return Array.from({ length: this.word(TABLE.COUNT) }, (_, number) => {
      const row = this.row(number);
      const start = names + (arena.u32[(row + TABLE.ROW_NAME) >>> 2] ?? 0);
      const length = number === 0 ? 0 : (arena.u32[(row + TABLE.ROW_LENGTH) >>> 2] ?? 0);
      const keys = arena.f64[(row + TABLE.ROW_KEYS) >>> 3] ?? 0;
      return { name: arena.latin1(start, start + length), keys, bytes: this.bytesOf(row) };
    });
  }

  /** The prefix that another is in. */
  parentOf(name: string): string {
    const { memory, table } = this;
    memory.putLatin1(name, table + TABLE.PATTERN);
    return name.slice(0, memory.kernels.prefixParent(table, table + TABLE.PATTERN, name.length));
  }

  private makeRoom(): void {
    const { patterns, namesRoom } = this;
    do {
      this.memory.kernels.dropPrefixes(this.table, this.median());
      this.errorBytes += this.double(TABLE.DROPPED_BYTES);
      this.errorKeys += this.double(TABLE.DROPPED_KEYS);
    } while (
      this.word(TABLE.COUNT) > Math.max(1, patterns * (1 - FREED)) ||
      this.word(TABLE.NAMES_USED) > namesRoom * (1 - FREED)
    );
  }

  /** Half of the patterns have up to so many bytes. */
  private median(): number {
    const buckets = new Uint32Array(BUCKETS);
    const count = this.word(TABLE.COUNT);
    const { f64 } = this.memory;
    const first = (this.row(0) + TABLE.ROW_BYTES) >>> 3;
    for (let number = 1; number < count; number++) {
      const bucket = bucketOf(f64[first + number * (TABLE.ROW >>> 3)] ?? 0);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    let left = (count - 1) / 2;
    let bucket = 0;
    while ((left -= buckets[bucket] ?? 0) > 0) bucket++;
    return boundOf(bucket);
  }

  private get memory(): Arena {
    if (this.arena === undefined) throw new Error('keys come before the memory they are in');
    return this.arena;
  }

  private row(number: number): number {
    return this.table + places(this.patterns).rows + TABLE.ROW * number;
  }

  private bytesOf(row: number): number {
    return this.memory.f64[(row + TABLE.ROW_BYTES) >>> 3] ?? 0;
  }

  private word(place: number): number {
    return this.memory.u32[(this.table + place) >>> 2] ?? 0;
  }

  private double(place: number): number {
    return this.memory.f64[(this.table + place) >>> 3] ?? 0;
  }
}

/** Where the parts of a table are, from its beginning. */
function places(patterns: number): { rows: number; next: number; slots: number; names: number } {
  const rows = TABLE.HEAD;
  const next = rows + TABLE.ROW * patterns;
  const slots = next + WORD * patterns;
  return { rows, next, slots, names: slots + 2 * WORD * patterns };
}
