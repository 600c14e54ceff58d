/**
 * Packs the entries of a stream into nodes as XADD does, for sources that have none: JSON. Source: rdb-format.md 4.5; redis 7.0
 * src/t_stream.c, streamAppendItem().
 */
import type { Arena } from '../bytes/arena.ts';
import { parseStreamId, type StreamId } from '../model/stream.ts';
import { SERVER_LIMITS } from '../model/server-limits.ts';
import { PackedMeter } from './packed-meter.ts';

const ROW_WORDS = 4;

/** A node that is over: its key, and the bytes of its listpack. */
export type NodeListener = (key: StreamId, listpackBytes: number) => void;

/** Tells the listener of each node, in order. */
export class StreamPacker {
  private readonly listener: NodeListener;
  private readonly meter = new PackedMeter('listpack');
  private key: StreamId = { ms: 0n, seq: 0n };
  private entries = 0;
  /** The names of the node's first entry: their bytes, and where each ends. */
  private names = new Uint8Array(64);
  private ends: number[] = [];

  constructor(listener: NodeListener) {
    this.listener = listener;
  }

  /** An entry, as EntrySink.streamEntry has it. */
  add(arena: Arena, idStart: number, idEnd: number, rows: number, count: number): void {
    const id = parseStreamId(arena.latin1(idStart, idEnd));
    if (this.entries > 0 && !this.takes(arena, rows, count)) this.finish();
    const { meter } = this;
    const isFirst = this.entries === 0;
    if (isFirst) this.begin(id, arena, rows, count);
    const same = isFirst || this.hasNames(arena, rows, count);
    // Flags, and the id as its distance from the node's key.
    meter.integer(0);
    meter.integer(distance(this.key.ms, id.ms));
    meter.integer(distance(this.key.seq, id.seq));
    if (!same) meter.integer(count);
    for (let i = same ? 1 : 0; i < 2 * count; i += same ? 2 : 1) this.string(arena, rows, i);
    meter.integer(same ? count + 3 : 2 * count + 4);
    this.entries++;
  }

  /** The node at hand is over, and with it the stream. */
  finish(): void {
    if (this.entries > 0) this.listener(this.key, this.meter.bytes);
    this.entries = 0;
  }

  /** Forget what was added. */
  clear(): void {
    this.entries = 0;
  }

  private takes(arena: Arena, rows: number, count: number): boolean {
    const { u32 } = arena;
    let size = this.meter.bytes;
    for (let i = 0, at = rows >>> 2; i < 2 * count; i++, at += ROW_WORDS) size += (u32[at + 1] ?? 0) - (u32[at] ?? 0);
    const { entries, bytes } = SERVER_LIMITS.streamNode;
    return this.entries < entries && size < bytes;
  }

  /** The master entry: how many entries live and are deleted, the names, a zero. */
  private begin(id: StreamId, arena: Arena, rows: number, count: number): void {
    const { meter } = this;
    this.key = id;
    this.ends = [];
    meter.clear();
    meter.integer(1);
    meter.integer(0);
    meter.integer(count);
    for (let i = 0; i < count; i++) {
      this.string(arena, rows, 2 * i);
      this.keepName(arena, rows, 2 * i);
    }
    meter.integer(0);
  }

  private string({ u8, u32 }: Arena, rows: number, row: number): void {
    const at = (rows >>> 2) + ROW_WORDS * row;
    this.meter.string(u8, u32[at] ?? 0, u32[at + 1] ?? 0);
  }

  private keepName({ u8, u32 }: Arena, rows: number, row: number): void {
    const at = (rows >>> 2) + ROW_WORDS * row;
    const start = u32[at] ?? 0;
    const end = u32[at + 1] ?? 0;
    const from = this.ends.at(-1) ?? 0;
    const to = from + end - start;
    if (to > this.names.length) {
      const larger = new Uint8Array(2 * to);
      larger.set(this.names);
      this.names = larger;
    }
    this.names.set(u8.subarray(start, end), from);
    this.ends.push(to);
  }

  private hasNames({ u8, u32 }: Arena, rows: number, count: number): boolean {
    const { ends, names } = this;
    if (ends.length !== count) return false;
    let from = 0;
    for (let i = 0; i < count; i++) {
      const at = (rows >>> 2) + 2 * ROW_WORDS * i;
      const start = u32[at] ?? 0;
      const to = ends[i] ?? 0;
      if ((u32[at + 1] ?? 0) - start !== to - from) return false;
      for (let j = from; j < to; j++) if (names[j] !== u8[start + j - from]) return false;
      from = to;
    }
    return true;
  }
}

/** As servers store it: of 64 bits, with a sign. */
function distance(from: bigint, to: bigint): number {
  return Number(BigInt.asIntN(64, to - from));
}
