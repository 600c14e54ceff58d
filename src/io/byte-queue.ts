/**
 * Bytes from a producer that never waits to a consumer that may be slow: in memory up to a limit, beyond it in a nameless file.
 *
 *   front: being read | blocks in memory | blocks in the file … | tail: being written
 *
 * Blocks are all of one size, so the file is a table of slots: those that have been read are written again before it grows, and
 * when all of it has been read it is given back.
 */
import { SourceError } from '../errors.ts';
import type { Source } from './source.ts';
import { TemporaryFile } from './temporary-file.ts';

export interface ByteQueueOptions {
  /** What messages call it. */
  readonly name: string;
  /** Bytes in all, if that is known. */
  readonly size?: number;
  /** Of memory that is filled before the file is. */
  readonly memoryBytes?: number;
  readonly blockBytes?: number;
}

const MEMORY_BYTES = 16 << 20;
const BLOCK_BYTES = 128 * 1024;
/** Blocks that have been read and wait to be filled again. */
const SPARES = 4;
/** After so long without a turn of the event loop reading waits for one: timers and sockets have to be served. */
const TURN_MS = 8;
/** Blocks that have been read leave the table many at once, because the others move then. */
const SWEEP = 256;

interface Block {
  /** Undefined: it stands in the file. */
  bytes: Uint8Array | undefined;
  slot: number;
  length: number;
}

interface Reader {
  readonly into: Uint8Array;
  readonly resolve: (bytes: number) => void;
  readonly reject: (error: unknown) => void;
}

export class ByteQueue implements Source {
  readonly name: string;
  readonly size: number | undefined;
  readonly seekable = false;
  private readonly blockBytes: number;
  private readonly memoryBlocks: number;
  private readonly file = new TemporaryFile();
  private readonly blocks: Block[] = [];
  /** Which of them is read, and how far it is. */
  private front = 0;
  private frontAt = 0;
  private inMemory = 0;
  private readonly spares: Uint8Array[] = [];
  /** Of the file. */
  private slots = 0;
  private freeSlots: number[] = [];
  /** Bytes since the start. */
  private pushed = 0;
  private committed = 0;
  private taken = 0;
  private over = false;
  private failure: Error | undefined;
  private reader: Reader | undefined;
  private turnedMs = performance.now();

  constructor(options: ByteQueueOptions) {
    this.name = options.name;
    this.size = options.size;
    this.blockBytes = options.blockBytes ?? BLOCK_BYTES;
    this.memoryBlocks = Math.ceil((options.memoryBytes ?? MEMORY_BYTES) / this.blockBytes);
  }

  /** Bytes that may be read. */
  get waiting(): number {
    return this.committed - this.taken;
  }

  /** Take a copy of `bytes`. @throws SourceError OUTPUT: there is no room for them; the consumer is told, too */
  push(bytes: Uint8Array): void {
    if (this.over) return;
    try {
      for (let at = 0; at < bytes.length;) at += this.put(bytes, at);
    } catch (error) {
      if (error instanceof SourceError) this.fail(error);
      throw error;
    }
  }

  /** What has been pushed may be read. */
  commit(): void {
    this.committed = this.pushed;
    this.wake();
  }

  /** What has been pushed since the last commit never was. */
  rollback(): void {
    while (this.pushed > this.committed) {
      const last = this.blocks.at(-1);
      if (last === undefined) return;
      const size = Math.min(last.length, this.pushed - this.committed);
      last.length -= size;
      this.pushed -= size;
      if (last.length === 0 && this.blocks.length - 1 > this.front) this.free(this.blocks.pop());
    }
  }

  /** Nothing more comes. */
  end(): void {
    this.over = true;
    this.rollback();
    this.wake();
  }

  /** Nothing more comes, and that is to be known: reading throws `error` once everything before it is read. */
  fail(error: Error): void {
    this.failure ??= error;
    this.end();
  }

  read(into: Uint8Array): number | Promise<number> {
    if (this.waiting > 0) return this.isTurnDue() ? this.takeAfterTurn(into) : this.take(into);
    if (this.over) return this.finished();
    return new Promise((resolve, reject) => {
      this.reader = { into, resolve, reject };
    });
  }

  seek(): void {
    throw new Error('a queue cannot go back');
  }

  /** What has not been read is gone. */
  close(): void {
    this.over = true;
    this.committed = this.taken;
    this.pushed = this.taken;
    this.blocks.length = 0;
    this.spares.length = 0;
    this.file.close();
    this.wake();
  }

  private finished(): 0 {
    if (this.failure !== undefined) throw this.failure;
    return 0;
  }

  private wake(): void {
    const { reader } = this;
    if (reader === undefined || (this.waiting === 0 && !this.over)) return;
    this.reader = undefined;
    this.turnedMs = performance.now();
    try {
      reader.resolve(this.waiting > 0 ? this.take(reader.into) : this.finished());
    } catch (error) {
      reader.reject(error);
    }
  }

  private isTurnDue(): boolean {
    return performance.now() - this.turnedMs > TURN_MS;
  }

  private takeAfterTurn(into: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        this.reader = { into, resolve, reject };
        this.wake();
      });
    });
  }

  /** Put some of `bytes` from `at` on into the last block. Gives how many. */
  private put(bytes: Uint8Array, at: number): number {
    const block = this.tail();
    if (block.bytes === undefined) throw new Error('the last block is not in memory');
    const size = Math.min(this.blockBytes - block.length, bytes.length - at);
    block.bytes.set(bytes.subarray(at, at + size), block.length);
    block.length += size;
    this.pushed += size;
    if (block.length === this.blockBytes && this.inMemory > this.memoryBlocks) this.store(block);
    return size;
  }

  /** The block to be filled. */
  private tail(): Block {
    const last = this.blocks.at(-1);
    if (last?.bytes !== undefined) {
      if (last.length < this.blockBytes) return last;
      // All of it has been read, perhaps.
      if (this.pushed === this.taken) {
        last.length = 0;
        this.frontAt = 0;
        return last;
      }
    }
    const block = { bytes: this.spares.pop() ?? new Uint8Array(this.blockBytes), slot: -1, length: 0 };
    this.inMemory++;
    this.blocks.push(block);
    return block;
  }

  /** Into the file with a full block, unless it is being read. */
  private store(block: Block): void {
    if (block.bytes === undefined || block === this.blocks[this.front]) return;
    const slot = this.freeSlots.pop() ?? this.slots++;
    this.file.write(block.bytes, slot * this.blockBytes);
    block.slot = slot;
    this.spare(block);
  }

  private take(into: Uint8Array): number {
    let done = 0;
    while (done < into.length && this.waiting > 0) {
      const block = this.frontBlock();
      const size = Math.min(block.length - this.frontAt, into.length - done, this.waiting);
      into.set(this.load(block).subarray(this.frontAt, this.frontAt + size), done);
      this.frontAt += size;
      this.taken += size;
      done += size;
    }
    return done;
  }

  /** The block in which reading goes on. Those that have been read go. */
  private frontBlock(): Block {
    for (;;) {
      const block = this.blocks[this.front];
      if (block === undefined) throw new Error('the queue holds fewer bytes than it should');
      if (this.frontAt < block.length) return block;
      this.free(block);
      this.front++;
      this.frontAt = 0;
      if (this.front < SWEEP) continue;
      this.blocks.splice(0, this.front);
      this.front = 0;
    }
  }

  private load(block: Block): Uint8Array {
    if (block.bytes !== undefined) return block.bytes;
    const bytes = this.spares.pop() ?? new Uint8Array(this.blockBytes);
    this.file.read(bytes.subarray(0, block.length), block.slot * this.blockBytes);
    block.bytes = bytes;
    this.inMemory++;
    this.freeSlot(block);
    return bytes;
  }

  /** A block is no longer needed. */
  private free(block: Block | undefined): void {
    if (block === undefined) return;
    if (block.bytes === undefined) this.freeSlot(block);
    else this.spare(block);
  }

  /** Its memory is no longer needed. */
  private spare(block: Block): void {
    if (block.bytes !== undefined && this.spares.length < SPARES) this.spares.push(block.bytes);
    block.bytes = undefined;
    this.inMemory--;
  }

  private freeSlot(block: Block): void {
    this.freeSlots.push(block.slot);
    if (this.freeSlots.length < this.slots) return;
    this.file.close();
    this.slots = 0;
    this.freeSlots = [];
  }
}
