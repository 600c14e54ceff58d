/** Strings with their keys, one by one or a run at a time. */
import type { Arena } from '../bytes/arena.ts';
import type { StringKeys } from '../model/sink.ts';
import type { DatabaseSize } from './database-size.ts';
import { LONGEST_INTEGER, readInteger } from '../bytes/canonical-integer.ts';
import { KeySize } from './key-size.ts';
import { STRING_ENCODINGS } from './sized-key.ts';
import type { Sizing } from './value-size.ts';

/** Integers below this are shared: they take no object of their own. Source: redis src/server.h, OBJ_SHARED_INTEGERS. */
const SHARED_INTEGERS = 10000;
/** Sizes of keys and values shorter than this are worked out once. */
const SHORT = 128;
/** Takes the place of a length where the value is an integer. */
const INTEGER = SHORT - 1;
const ENCODING_NUMBER = { int: 0, embstr: 1, raw: 2 } as const satisfies Record<
  (typeof STRING_ENCODINGS)[number],
  number
>;

export class StringSize {
  /** As of the string at hand. */
  length = 0;
  private readonly sizing: Sizing;
  private readonly size: KeySize;
  private integer = NaN;
  /** By expiry, length of key and length of value; NaN: not worked out yet. */
  private readonly bytes = new Float64Array(2 * SHORT * SHORT).fill(NaN);
  private readonly allocated = new Float64Array(2 * SHORT * SHORT);
  private readonly encodings = new Uint8Array(2 * SHORT * SHORT);

  constructor(sizing: Sizing) {
    this.sizing = sizing;
    this.size = new KeySize(sizing.model, sizing.sds, sizing.account);
  }

  get encoding(): string {
    return this.size.encoding;
  }

  begin(): void {
    this.length = 0;
    this.integer = NaN;
  }

  /** A slice of the value. */
  add(u8: Uint8Array, start: number, end: number, last: boolean): void {
    const whole = this.length === 0 && last;
    this.length += end - start;
    if (whole && this.length <= LONGEST_INTEGER) this.integer = readInteger(u8, start, end);
  }

  /** The whole value, which is the text of `integer`, or of none: NaN. */
  known(length: number, integer: number): void {
    this.length = length;
    this.integer = integer;
  }

  finish(keyLength: number, expires: boolean): void {
    const { size, sizing, integer } = this;
    const isInteger = !Number.isNaN(integer);
    size.string(keyLength, expires, this.length, isInteger);
    sizing.account.add(size.bytes, size.allocated - (isInteger ? this.shared(integer) : 0));
  }

  /** The key of a value of another type. */
  keyOnly(keyLength: number, expires: boolean): void {
    const { size, sizing } = this;
    size.key(keyLength, expires);
    sizing.account.add(size.bytes, size.allocated);
  }

  /** Put sizes into the value rows of a run, as SizedStrings has it, and count them. */
  addRun(run: StringKeys, { u8, u32, f64 }: Arena, database: DatabaseSize): void {
    let bytes = 0;
    let allocated = 0;
    let expiring = 0;
    for (let i = run.rows >>> 2, end = i + 8 * run.count; i < end; i += 8) {
      const keyLength = (u32[i + 1] ?? 0) - (u32[i] ?? 0);
      const start = u32[i + 4] ?? 0;
      const stop = u32[i + 5] ?? 0;
      const expireAt = f64[(i + 2) >>> 1] ?? NaN;
      const expires = expireAt === expireAt;
      const length = stop - start;
      const integer = length <= LONGEST_INTEGER ? readInteger(u8, start, stop) : NaN;
      const isInteger = integer === integer;
      const slot = this.slotOf(keyLength, expires, isInteger ? INTEGER : length, isInteger);
      const keyBytes = this.bytes[slot] ?? 0;
      u32[i + 4] = this.encodings[slot] ?? 0;
      u32[i + 5] = length;
      f64[(i + 6) >>> 1] = keyBytes;
      bytes += keyBytes;
      allocated += this.allocated[slot] ?? 0;
      if (isInteger && integer < SHARED_INTEGERS) allocated -= this.shared(integer);
      if (expires) expiring++;
    }
    database.keys += run.count;
    database.expires += expiring;
    database.bytes += bytes;
    database.allocated += allocated;
  }

  /** Where the figures of such a string are; the first slot is used anew for each that is long. */
  private slotOf(keyLength: number, expires: boolean, length: number, integer: boolean): number {
    const isShort = keyLength < SHORT && keyLength > 0 && (length < INTEGER || integer);
    const slot = isShort ? ((expires ? SHORT : 0) + keyLength) * SHORT + length : 0;
    const known = this.bytes[slot] ?? NaN;
    if (isShort && known === known) return slot;
    const { size } = this;
    size.string(keyLength, expires, length, integer);
    this.bytes[slot] = size.bytes;
    this.allocated[slot] = size.allocated;
    this.encodings[slot] = ENCODING_NUMBER[size.encoding];
    return slot;
  }

  /** What the heap does not hold of a small integer, where objects have no key in them. */
  private shared(integer: number): number {
    const { model, allocator } = this.sizing;
    if (model.key !== 'entry' && model.key !== 'keyed-entry') return 0;
    return integer >= 0 && integer < SHARED_INTEGERS ? allocator.usable(model.object) : 0;
  }
}
