/**
 * A pipe, socket, terminal or device that is written to. Its reader may be slow: what it has not taken waits here, and the event loop
 * goes on.
 */
import { close, fstat, open, write } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import type { Output } from './output.ts';
import { BROKEN_PIPE, outputError } from './output-error.ts';

/** From this many waiting bytes on `room` waits. */
const MOST_WAITING = 1 << 20;
/** How long to wait for a reader that is slower than we are, at a time, where nobody tells when it is ready. */
const PATIENCE_MS = 5;

type Take = (bytes: Buffer) => Promise<void>;

const openFile = promisify(open);

export class StreamOutput implements Output {
  readonly name: string;
  private readonly take: Take;
  private readonly release: (isCut: boolean) => void;
  private queue: Buffer[] = [];
  private written = 0;
  private taken = 0;
  private running = false;
  private failure: unknown;
  /** Whoever waits for what was written up to a byte. */
  private waiting: { until: number; resolve: () => void; reject: (reason: unknown) => void }[] = [];

  private constructor(name: string, take: Take, release: (isCut: boolean) => void) {
    this.name = name;
    this.take = take;
    this.release = release;
  }

  /** A named pipe, a device. Waits until a pipe has a reader. @throws SourceError OUTPUT */
  static async open(path: string): Promise<StreamOutput> {
    try {
      return await StreamOutput.of(path, await openFile(path, 'w'), true);
    } catch (cause) {
      throw outputError(path, cause);
    }
  }

  /** @param owned - the descriptor is closed in the end */
  static async of(name: string, fd: number, owned = false): Promise<StreamOutput> {
    const stat = await promisify(fstat)(fd);
    if (!stat.isFIFO() && !stat.isSocket()) {
      return new StreamOutput(
        name,
        (bytes) => writeAll(fd, bytes),
        () => owned && close(fd),
      );
    }
    // A write that waits for a reader would hold a thread, and the end of the program.
    const socket = new Socket({ fd, readable: false, writable: true });
    return new StreamOutput(name, takeOf(socket), (isCut) => {
      if (owned || isCut) socket.destroy();
    });
  }

  get size(): number {
    return this.written;
  }

  write(bytes: Uint8Array): void {
    if (this.failure !== undefined) throw this.failure;
    this.queue.push(Buffer.from(bytes));
    this.written += bytes.length;
    if (!this.running) void this.run();
  }

  room(): Promise<void> | undefined {
    if (this.failure !== undefined) throw this.failure;
    return this.written - this.taken > MOST_WAITING ? this.until(this.written - MOST_WAITING / 2) : undefined;
  }

  async sync(): Promise<void> {
    await this.until(this.written);
  }

  /** What a reader has not taken yet it does not get: the program would wait for it. */
  close(): void {
    this.release(this.taken < this.written);
  }

  private until(until: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) reject(this.failure);
      else if (this.taken >= until) resolve();
      else this.waiting.push({ until, resolve, reject });
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      while (this.queue.length > 0) {
        const bytes = Buffer.concat(this.queue);
        this.queue = [];
        await this.take(bytes);
        this.taken += bytes.length;
        this.tell();
      }
    } catch (cause) {
      this.failure = outputError(this.name, cause);
      this.queue = [];
      for (const { reject } of this.waiting.splice(0)) reject(this.failure);
    }
    this.running = false;
  }

  private tell(): void {
    const { taken } = this;
    const ready = this.waiting.filter(({ until }) => until <= taken);
    this.waiting = this.waiting.filter(({ until }) => until > taken);
    for (const { resolve } of ready) resolve();
  }
}

function takeOf(socket: Socket): Take {
  let lost: unknown;
  let wake: ((reason: unknown) => void) | undefined;
  // A socket tells of a reader that has gone also while nothing is written.
  socket.on('error', (error) => {
    lost = error;
    wake?.(error);
  });
  socket.on('close', () => {
    lost ??= BROKEN_PIPE;
    wake?.(lost);
  });
  return (bytes) =>
    new Promise((resolve, reject) => {
      if (lost !== undefined) {
        reject(lost);
        return;
      }
      wake = reject;
      socket.write(bytes, (error) => {
        // Of one that was destroyed it does not say that nothing arrived.
        if (error || socket.destroyed) reject(error ?? BROKEN_PIPE);
        else resolve();
      });
    });
}

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    try {
      const { bytesWritten } = await promisify(write)(fd, bytes, done, bytes.length - done, null);
      done += bytesWritten;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN') throw cause;
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    }
  }
}
