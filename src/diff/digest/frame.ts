/** Frames of facts: numbers and digests of a fixed size each, one behind the other, under a tag that tells what they are. */
import type { Arena, Region } from '../../bytes/arena.ts';
import { DIGEST_BYTES } from '../../kernels/digest-kernels.ts';

/** What a frame is about, its first eight bytes; the second list is of what stands beside a value. */
export const TAG = {
  STREAM: 1,
  GROUP: 2,
  CONSUMER: 3,
  PENDING: 4,
  NACKED: 5,
  IDMP: 6,
  PRODUCER: 7,
  IID: 8,
  ARRAY: 9,
  ARRAY_ITEM: 10,
  CRON: 11,
  CRON_KEY: 12,
  CRON_ARGUMENT: 13,
  MODULE: 14,
  OPAQUE: 15,
  VECTOR_SET: 16,
  VECTOR: 17,

  ENCODING: 32,
  IDLE: 33,
  FREQ: 34,
  META: 35,
  NO_EVICT: 36,
  MVCC: 37,
} as const;

/** More than any frame has. */
const FRAME_BYTES = 256;
const FIRST_ROOM = 4096;

export class FrameWriter {
  private readonly arena: Arena;
  private readonly frame: Region;
  /** Where bytes stand that are hashed. */
  private readonly bytes: Region;
  private at = 0;

  constructor(arena: Arena) {
    this.arena = arena;
    this.frame = arena.allocate(FRAME_BYTES);
    this.bytes = arena.allocate(FIRST_ROOM);
  }

  /** @param tag - what is told from others in the same place */
  begin(tag: number): this {
    this.at = this.frame.start;
    return this.number(tag);
  }

  /** 64 bits. */
  integer(value: bigint): this {
    this.arena.view.setBigInt64(this.at, value, true);
    this.at += 8;
    return this;
  }

  /** As a double. */
  number(value: number): this {
    this.arena.view.setFloat64(this.at, value, true);
    this.at += 8;
    return this;
  }

  /** A number that may be absent. */
  optional(value: bigint | undefined): this {
    return this.number(value === undefined ? 0 : 1).integer(value ?? 0n);
  }

  id({ ms, seq }: { readonly ms: bigint; readonly seq: bigint }): this {
    return this.integer(ms).integer(seq);
  }

  /** The digest of a span. */
  span(start: number, end: number): this {
    this.arena.kernels.xxh3(start, end, this.at);
    this.at += DIGEST_BYTES;
    return this;
  }

  /** The digest of bytes that are not in the arena. */
  text(bytes: Uint8Array): this {
    const { arena } = this;
    if (bytes.length > this.bytes.end - this.bytes.start) arena.grow(this.bytes, bytes.length);
    arena.u8.set(bytes, this.bytes.start);
    return this.span(this.bytes.start, this.bytes.start + bytes.length);
  }

  /** The digest of bytes, for frames to come. @param out - an address of 16 bytes */
  digest(bytes: Uint8Array, out: number): void {
    this.at = out;
    this.text(bytes);
  }

  /** A digest that stands at an address. */
  copy(from: number): this {
    this.arena.u8.copyWithin(this.at, from, from + DIGEST_BYTES);
    this.at += DIGEST_BYTES;
    return this;
  }

  /** The digest of a stream. */
  stream(stream: number): this {
    this.arena.kernels.streamDigest(stream, this.at);
    this.at += DIGEST_BYTES;
    return this;
  }

  /** The frame becomes a part of a stream. */
  appendTo(stream: number): void {
    this.arena.kernels.streamUpdate(stream, this.frame.start, this.at);
  }

  /** Add the frame's digest to the sum at an address. */
  addTo(sum: number): void {
    this.arena.kernels.addFrame(this.frame.start, this.at, sum);
  }
}
