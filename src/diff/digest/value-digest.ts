/**
 * The digest of a value: 128 bits that are the same if the value is, in whatever order, encoding or slices it comes.
 *
 * H is XXH3 with 128 bits, its low half first. Numbers are 64 bits wide, little endian; sums are of two lanes of 64 bits. What
 * has no fixed size stands in a frame by its H, so that no byte can pass from one part to another.
 *
 *   key       H(key) + database × constant
 *   string    H(bytes) + constant + rest
 *   others    H(ordered, sum, elements, type) + rest
 *     ordered   H of what stands in order, 16 bytes of zeros if there is nothing
 *                 list      H(item) each
 *                 stream    each entry: ms, seq, fields, 0, then H(field), H(value) each
 *     sum       of the H of
 *                 set       H(member)
 *                 zset      H(member), score: its bits, all NaN being one
 *                 hash      H(field), H(value)            path-hash   H(path), H(field), H(value)
 *                 expiry    H(member or field), ms, tag   path-hash   H(path), H(field), ms, tag
 *                 else      frames that begin with a tag: what streams hold beside entries, arrays, jobs
 *                 module    already a sum: see module-digest.ts
 *   rest      sum of frames of what counts beside the value: see key-facts.ts
 *
 * Expiries of elements are elements of their own, so that it does not matter whether they come with them or behind them.
 */
import type { Arena } from '../../bytes/arena.ts';
import { DIGEST, type DigestKernels } from '../../kernels/digest-kernels.ts';
import type { CronJob, ValueType } from '../../model/sink.ts';
import { FrameWriter, TAG } from './frame.ts';

/** 0 stands for strings in assembly/digests.ts. */
export const TYPE_NUMBERS: Readonly<Record<ValueType, number>> = {
  string: 0,
  list: 1,
  set: 2,
  zset: 3,
  hash: 4,
  stream: 5,
  array: 6,
  module: 7,
  cron: 8,
  'path-hash': 9,
};

/** What has no place for a path of its own. */
const NO_PATH = 0;
const IN_PATH = 1;

export class ValueDigest {
  readonly arena: Arena;
  readonly frames: FrameWriter;
  /** Address of what kernels keep of the value at hand. */
  readonly at: number;
  private readonly kernels: DigestKernels;

  constructor(arena: Arena) {
    this.arena = arena;
    this.kernels = arena.kernels;
    this.frames = new FrameWriter(arena);
    this.at = arena.allocate(DIGEST.BYTES).start;
    arena.u8.fill(0, this.at, this.at + DIGEST.BYTES);
  }

  /** Address of the sum of its elements. */
  get sum(): number {
    return this.at + DIGEST.SUM;
  }

  /** Address of the sum of what counts beside it. */
  get rest(): number {
    return this.at + DIGEST.REST;
  }

  /** How many elements have come. Of no value there are 2^53. */
  get count(): number {
    const { u32 } = this.arena;
    const word = (this.at + DIGEST.COUNT) >>> 2;
    return (u32[word] ?? 0) + 2 ** 32 * (u32[word + 1] ?? 0);
  }

  /** Nothing has come of a value. */
  forget(): void {
    this.kernels.beginValue(this.at);
  }

  string(start: number, end: number, last: boolean): void {
    this.kernels.digestString(start, end, last ? 1 : 0, this.at);
  }

  items(rows: number, count: number): void {
    this.kernels.digestItems(rows, count, this.at);
  }

  set(rows: number, count: number): void {
    this.kernels.digestSet(rows, count, this.at);
  }

  /** How many of the scores are -0. */
  members(rows: number, count: number): number {
    return this.kernels.digestMembers(rows, count, this.at);
  }

  /** @param timed - expiries count */
  fields(rows: number, count: number, timed: boolean): void {
    this.kernels.digestFields(rows, count, NO_PATH, timed ? 1 : 0, this.at);
  }

  path(start: number, end: number): void {
    this.kernels.digestPath(start, end, this.at);
  }

  pathFields(rows: number, count: number, timed: boolean): void {
    this.kernels.digestFields(rows, count, IN_PATH, timed ? 1 : 0, this.at);
  }

  memberExpire(start: number, end: number, expireAtMs: number): void {
    this.kernels.digestExpiry(start, end, expireAtMs, this.at);
  }

  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.kernels.digestEntry(idStart, idEnd, rows, count, this.at);
  }

  array(insertIndex: bigint | undefined): void {
    this.frames.begin(TAG.ARRAY).optional(insertIndex).addTo(this.sum);
  }

  arrayItem(index: bigint, start: number, end: number): void {
    this.frames.begin(TAG.ARRAY_ITEM).integer(index).span(start, end).addTo(this.sum);
    this.kernels.addElements(this.at, 1);
  }

  /** A value that has a digest of its own. @param digest - 16 bytes */
  whole(digest: Uint8Array): void {
    this.arena.u8.set(digest, this.sum);
  }

  cron({ script, startMs, intervalMs, keys, args }: CronJob): void {
    const { frames, sum } = this;
    frames.begin(TAG.CRON).text(script).integer(startMs).integer(intervalMs).addTo(sum);
    for (const [i, key] of keys.entries()) frames.begin(TAG.CRON_KEY).number(i).text(key).addTo(sum);
    for (const [i, argument] of args.entries()) frames.begin(TAG.CRON_ARGUMENT).number(i).text(argument).addTo(sum);
  }
}
