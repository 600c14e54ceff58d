/**
 * Dragonfly's 33–37: its own Bloom filters, count-min sketches, top-k lists and cuckoo filters. A value is one unit, and goes
 * to the sink as its bytes and what can be read of it; bit maps and counters mean nothing without Dragonfly's hash functions.
 *
 * Source: rdb-format.md 3.15; dragonfly src/server/rdb_save.cc, SaveSBFObject(), SaveCMSObject(), SaveTOPKObject().
 */
import { DecodeError } from '../../errors.ts';
import type { Readable, ReadableFields } from '../../model/readable.ts';
import { checkCount, type Context, type ValueDecoder, type Looked } from '../context.ts';
import type { SketchKind } from '../types.ts';

const CMS_COUNTER_BYTES = 8;
const TOPK_COUNTER_BYTES = 4;

export class DragonflySketchDecoder implements ValueDecoder {
  private readonly context: Context;
  private kind: SketchKind = 'SBF';
  private interest: Looked = 'elements';

  constructor(context: Context) {
    this.context = context;
  }

  begin(kind: SketchKind, interest: Looked): void {
    this.kind = kind;
    this.interest = interest;
  }

  step(): boolean {
    const { cursor, sink } = this.context;
    const start = cursor.at;
    const fields = this.read();
    if (this.interest !== 'skip') sink.module(start, cursor.at, fields);
    cursor.commit();
    return true;
  }

  private read(): ReadableFields {
    switch (this.kind) {
      case 'SBF':
        return this.bloom(() => this.string());
      case 'SBF2':
        return this.bloom(() => this.chunks());
      case 'CMS':
        return this.countMin();
      case 'TOPK':
        return this.topK();
      case 'CUCKOO':
        return this.cuckoo();
    }
  }

  /**
   *   len options (0) | f64 growth | f64 error | len previous size | len current size | len capacity | len filters |
   *   filters × ( len hashes | bits )
   */
  private bloom(bits: () => number): ReadableFields {
    const { cursor } = this.context;
    this.options();
    const growth = cursor.f64le();
    const error = cursor.f64le();
    const previous = cursor.length64('a count of items');
    const current = cursor.length64('a count of items');
    const capacity = cursor.length64('a capacity');
    const filters = this.times(2, 'filters', () => {
      const hashes = cursor.length64('a count of hash functions');
      return { hashes, sizeBytes: bits() };
    });
    return { items: previous + current, capacity, growth, error, filters };
  }

  /** len width | len depth | len count | width × depth × u64 */
  private countMin(): ReadableFields {
    const { cursor } = this.context;
    const { offset } = cursor;
    const width = cursor.length('a width');
    const depth = cursor.length('a depth');
    const count = cursor.length64('a count');
    this.raw(width * depth * CMS_COUNTER_BYTES, offset);
    return { width, depth, count };
  }

  /**
   *   len options (0) | len k | len width | len depth | f64 decay | len items | items × ( str item | len count ) |
   *   len bytes | bytes / 4 × u32
   */
  private topK(): ReadableFields {
    const { cursor } = this.context;
    this.options();
    const k = cursor.length64('k');
    const width = cursor.length64('a width');
    const depth = cursor.length64('a depth');
    const decay = cursor.f64le();
    const items = this.times(2, 'items', () => [cursor.stringBytes(), cursor.length64('a count')]);
    const { offset } = cursor;
    const sizeBytes = cursor.length('a size of counters');
    if (sizeBytes % TOPK_COUNTER_BYTES !== 0) {
      throw new DecodeError('MODULE', `${sizeBytes} bytes of counters of ${TOPK_COUNTER_BYTES}`, offset);
    }
    this.raw(sizeBytes, offset);
    return { k, width, depth, decay, items };
  }

  /** len bucket size | len iterations | len expansion | len buckets | len items | len deletes | len filters | filters × bits */
  private cuckoo(): ReadableFields {
    const { cursor } = this.context;
    const bucketSize = cursor.length64('a bucket size');
    const maxIterations = cursor.length64('a count of iterations');
    const expansion = cursor.length64('an expansion');
    const buckets = cursor.length64('a count of buckets');
    const items = cursor.length64('a count of items');
    const deletes = cursor.length64('a count of deletes');
    const filters = this.times(1, 'filters', () => ({ sizeBytes: this.chunks() }));
    return { items, deletes, buckets, bucketSize, maxIterations, expansion, filters };
  }

  /** Kept for other layouts to come: only 0 is known. */
  private options(): void {
    const { cursor } = this.context;
    const { offset } = cursor;
    const options = cursor.length64('options');
    if (options !== 0n) throw new DecodeError('MODULE', `no such options ${options} of a ${this.kind} value`, offset);
  }

  /** A count and as many values, of `each` bytes at least. */
  private times(each: number, what: string, read: () => Readable): Readable[] {
    const { context } = this;
    const { offset } = context.cursor;
    const count = context.cursor.length(`a count of ${what}`);
    checkCount(context, count, each, what, offset);
    const values: Readable[] = [];
    for (let i = 0; i < count; i++) values.push(read());
    return values;
  }

  /** A string's size. */
  private string(): number {
    const { arena, cursor } = this.context;
    cursor.string();
    // Only its size is wanted: the next one may have its place.
    cursor.scratchFree = arena.scratch.start;
    return cursor.stop - cursor.start;
  }

  /** A size, and strings that make it up. */
  private chunks(): number {
    const { cursor } = this.context;
    const { offset } = cursor;
    const size = cursor.length('a size of bits');
    let left = size;
    while (left > 0) {
      const chunk = this.string();
      if (chunk === 0 || chunk > left) {
        throw new DecodeError('MODULE', `a chunk of ${chunk} bytes where ${left} are left of ${size}`, offset);
      }
      left -= chunk;
    }
    return size;
  }

  private raw(size: number, offset: number): void {
    const { context } = this;
    checkCount(context, size, 1, 'bytes of counters', offset);
    context.cursor.need(size);
    context.cursor.at += size;
  }
}
