/**
 * One output that several lanes write whole lines to, each when it has some. A line that comes in parts keeps the others waiting; so
 * do their lines, in memory.
 */
import type { Output } from '../../io/output.ts';
import type { Position } from '../../replication/position.ts';
import { Durability, type FsyncPolicy } from '../durability.ts';

/** The end of the output at a moment when nothing but what lanes had got to stood in it. */
export interface SharedMark {
  readonly bytes: number;
  /** How far each lane had got. One that is not there was within its snapshot. */
  readonly positions: ReadonlyMap<string, Position>;
}

export interface SharedOptions {
  readonly output: Output;
  readonly policy: FsyncPolicy;
  /** What 'everysec' means. */
  readonly everyMs?: number | undefined;
  /** Takes back what stands behind a byte; a stream cannot. */
  readonly cut?: (bytes: number) => void;
}

const NEWLINE = 0x0a;
/** From this many bytes on a lane waits for its turn. */
const MOST_WAITING = 1 << 20;

interface Waiting {
  readonly chunks: Uint8Array[];
  bytes: number;
}

export class SharedOutput {
  private readonly output: Output;
  private readonly durability: Durability<SharedMark>;
  /** Whose line is begun and not ended. */
  private holder: string | undefined;
  private readonly waiting = new Map<string, Waiting>();
  /** Who has written commands since its last position. */
  private readonly ahead = new Set<string>();
  private readonly positions = new Map<string, Position>();
  private turns: (() => void)[] = [];
  /** What stands behind this byte was never confirmed, and goes before anything is written. */
  private cutAt: number | undefined;
  private readonly cut: (bytes: number) => void;

  constructor({ output, policy, everyMs, cut }: SharedOptions) {
    this.output = output;
    this.cut = cut ?? (() => {});
    const every = everyMs === undefined ? {} : { everyMs };
    this.durability = new Durability({ policy, sync: () => output.sync(), ...every });
    this.durability.settle(this.whole());
  }

  get confirmed(): SharedMark | undefined {
    return this.durability.confirmed;
  }

  /** A lane goes on from an earlier run, in which the first `bytes` were confirmed. All lanes do before any of them writes. */
  resume(id: string, at: Position | undefined, bytes: number): void {
    if (at !== undefined) this.positions.set(id, at);
    // They were confirmed together; a lane that had ended by then knows of less.
    this.cutAt = Math.max(this.cutAt ?? 0, bytes);
    this.durability.settle(this.whole());
  }

  /** What the lane had got to no longer counts: a snapshot takes its place. */
  restart(id: string): void {
    this.positions.delete(id);
    this.ahead.delete(id);
    this.mark();
  }

  /** @param command - it counts once its position is told */
  write(id: string, bytes: Uint8Array, command: boolean): void {
    if (command) this.ahead.add(id);
    if (this.holder === undefined || this.holder === id) {
      this.put(id, bytes);
      if (this.holder === undefined && this.waiting.size > 0) this.giveTurns();
      return;
    }
    const mine = this.waiting.get(id) ?? { chunks: [], bytes: 0 };
    mine.chunks.push(bytes.slice());
    mine.bytes += bytes.length;
    this.waiting.set(id, mine);
  }

  /** All that was written is up to `at`. */
  reached(id: string, at: Position): void {
    this.positions.set(id, at);
    this.ahead.delete(id);
    this.mark();
  }

  /** Waits while there is no room for more. */
  room(id: string): Promise<void> | undefined {
    if ((this.waiting.get(id)?.bytes ?? 0) > MOST_WAITING) {
      return new Promise((resolve) => {
        this.turns.push(resolve);
      });
    }
    return this.output.room();
  }

  drain(): Promise<void> {
    return this.durability.drain();
  }

  close(): void {
    this.durability.stop();
    this.output.close();
  }

  private put(id: string, bytes: Uint8Array): void {
    if (this.cutAt !== undefined) this.cut(this.cutAt);
    this.cutAt = undefined;
    this.output.write(bytes);
    this.holder = bytes.at(-1) === NEWLINE ? undefined : id;
  }

  private giveTurns(): void {
    for (const [id, { chunks }] of this.waiting) {
      this.waiting.delete(id);
      for (const chunk of chunks) this.put(id, chunk);
      if (this.holder !== undefined) break;
    }
    this.mark();
    for (const resolve of this.turns.splice(0)) resolve();
  }

  private mark(): void {
    if (this.holder !== undefined || this.ahead.size > 0 || this.waiting.size > 0) return;
    this.durability.wrote(this.whole());
  }

  private whole(): SharedMark {
    return { bytes: this.cutAt ?? this.output.size, positions: new Map(this.positions) };
  }
}
