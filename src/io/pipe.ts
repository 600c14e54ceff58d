/**
 * The pipe or socket behind a descriptor, read into one buffer again and again. A stream makes a new buffer for each piece,
 * which leaves some 35 MB to be collected.
 */
import { Socket } from 'node:net';
import { SourceError } from '../errors.ts';
import { errorText } from './file.ts';
import type { Source } from './source.ts';

const CHUNK = 256 * 1024;

export class PipeSource implements Source {
  readonly name: string;
  readonly size = undefined;
  readonly seekable = false;
  private readonly fd: number;
  private readonly buffer = Buffer.allocUnsafeSlow(CHUNK);
  /** What of the buffer has not been handed on. */
  private start = 0;
  private end = 0;
  private socket: Socket | undefined;
  private over = false;
  private failure: SourceError | undefined;
  private wake: (() => void) | undefined;

  constructor(name: string, fd: number) {
    this.name = name;
    this.fd = fd;
  }

  read(into: Uint8Array): number | Promise<number> {
    return this.start < this.end ? this.take(into) : this.fetch(into);
  }

  seek(): void {
    throw new Error('a pipe cannot go back');
  }

  /** Ends reading where it is: what is still to come is lost. */
  close(): void {
    this.socket?.destroy();
  }

  private async fetch(into: Uint8Array): Promise<number> {
    if (!this.over) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        if (this.socket === undefined) this.socket = this.open();
        else this.socket.resume();
      });
    }
    if (this.failure !== undefined) throw this.failure;
    return this.take(into);
  }

  private take(into: Uint8Array): number {
    const got = Math.min(this.end - this.start, into.length);
    into.set(this.buffer.subarray(this.start, this.start + got));
    this.start += got;
    return got;
  }

  private open(): Socket {
    const options = {
      fd: this.fd,
      readable: true,
      writable: false,
      onread: {
        buffer: this.buffer,
        callback: (bytes: number): boolean => {
          this.start = 0;
          this.end = bytes;
          this.wake?.();
          // Nothing more until the buffer has been handed on.
          return false;
        },
      },
    };
    const socket = new Socket(options);
    socket.on('end', () => this.stop());
    socket.on('close', () => this.stop());
    socket.on('error', (cause) => {
      this.failure = new SourceError(`cannot read: ${errorText(cause)}`, { cause });
      this.stop();
    });
    return socket;
  }

  private stop(): void {
    this.over = true;
    this.wake?.();
  }
}
