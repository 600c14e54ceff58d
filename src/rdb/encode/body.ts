/**
 * Where the bytes of a value go while its count, which stands before them, is not known. They are held up to a limit; beyond
 * it they are let go, and the value is played a second time, with its count known.
 */
import type { Arena, Region } from '../../bytes/arena.ts';
import type { Place } from './rdb-writer.ts';

const FIRST_ROOM = 64 * 1024;

export type Drain = (start: number, end: number) => void;

export class Body implements Place {
  readonly memory: Arena;
  at = 0;
  private readonly region: Region;
  private readonly limit: number;
  private mode: 'hold' | 'drop' | 'drain' = 'hold';
  private drain: Drain | undefined;

  /** @param limit - bytes that are held at most */
  constructor(memory: Arena, limit: number) {
    this.memory = memory;
    this.limit = limit;
    this.region = memory.allocate(FIRST_ROOM);
  }

  get start(): number {
    return this.region.start;
  }

  /** Whether everything since `begin` is there. */
  get isWhole(): boolean {
    return this.mode === 'hold';
  }

  begin(): void {
    this.mode = 'hold';
    this.at = this.region.start;
  }

  /** Hand everything on from now on. */
  beginDraining(drain: Drain): void {
    this.mode = 'drain';
    this.drain = drain;
    this.at = this.region.start;
  }

  /** Whether `size` more bytes can be held. */
  canHold(size: number): boolean {
    return this.mode === 'hold' && this.at - this.region.start + size <= this.limit;
  }

  /** What is held will not do: the value has to be played once more. */
  drop(): void {
    if (this.mode === 'hold') this.mode = 'drop';
  }

  get end(): number {
    return this.region.end;
  }

  finish(): void {
    if (this.mode === 'drain') this.handOn();
  }

  room(size: number): void {
    const { region } = this;
    if (this.at + size <= region.end) return;
    const used = this.at - region.start;
    if (this.mode === 'hold') {
      if (used + size <= this.limit) {
        this.grow(used + size, used);
        return;
      }
      this.mode = 'drop';
    }
    this.handOn();
    if (size > region.end - region.start) this.grow(size, 0);
  }

  /** Copy bytes of the arena, however many. */
  span(start: number, end: number): void {
    for (let from = start; from < end;) {
      const to = Math.min(end, from + FIRST_ROOM);
      this.room(to - from);
      this.memory.u8.copyWithin(this.at, from, to);
      this.at += to - from;
      from = to;
    }
  }

  private handOn(): void {
    if (this.mode === 'drain') this.drain?.(this.region.start, this.at);
    this.at = this.region.start;
  }

  private grow(size: number, used: number): void {
    this.memory.grow(this.region, size, used);
    this.at = this.region.start + used;
  }
}
