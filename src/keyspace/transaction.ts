/** Commands between MULTI and EXEC, kept until EXEC. */
import type { CommandPlace } from '../model/sink.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { Args } from './args.ts';
import { copyInto } from './span.ts';

interface Queued {
  readonly place: CommandPlace;
  readonly row: number;
  readonly count: number;
}

const FIRST_BYTES = 4096;
const FIRST_WORDS = 1024;
const ROW_WORDS = ROW_BYTES / 4;
/** A larger buffer is not kept for the next transaction. */
const KEPT_BYTES = 1 << 20;

export class Transaction {
  private bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  private words: Uint32Array = new Uint32Array(FIRST_WORDS);
  private used = 0;
  private rows = 0;
  private readonly queue: Queued[] = [];

  get length(): number {
    return this.queue.length;
  }

  /** Keep a copy of a command. */
  add(place: CommandPlace, args: Args): void {
    const row = this.rows;
    this.words = roomy(this.words, (row + args.count) * ROW_WORDS, (size) => new Uint32Array(size));
    for (let i = 0; i < args.count; i++) {
      const start = args.start(i);
      const end = args.end(i);
      this.bytes = roomy(this.bytes, this.used + end - start, (size) => new Uint8Array(size));
      copyInto(args.bytes, start, end, this.bytes, this.used);
      this.words[this.rows * ROW_WORDS] = this.used;
      this.used += end - start;
      this.words[this.rows++ * ROW_WORDS + 1] = this.used;
    }
    this.queue.push({ place: { ...place }, row, count: args.count });
  }

  /** Execute all of them in order, and forget them. */
  execute(args: Args, run: (place: CommandPlace, args: Args) => void): void {
    for (const { place, row, count } of this.queue) {
      args.set(this.bytes, this.words, row * ROW_BYTES, count);
      run(place, args);
    }
    this.clear();
  }

  clear(): void {
    this.queue.length = 0;
    this.used = 0;
    this.rows = 0;
    if (this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(FIRST_BYTES);
    if (this.words.length > KEPT_BYTES) this.words = new Uint32Array(FIRST_WORDS);
  }
}

/** `array`, or a larger one with the same contents, of at least `size` elements. */
function roomy<T extends Uint8Array | Uint32Array>(array: T, size: number, make: (size: number) => T): T {
  if (size <= array.length) return array;
  const larger = make(Math.max(size, 2 * array.length));
  larger.set(array);
  return larger;
}
