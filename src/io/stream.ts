/** Pipes, sockets, and whatever else hands out pieces one after another. */
import { RdbToolError, SourceError } from '../errors.ts';
import { errorText } from './file.ts';
import type { Source } from './source.ts';

const NOTHING: Uint8Array = new Uint8Array();

export class StreamSource implements Source {
  readonly name: string;
  readonly size = undefined;
  readonly seekable = false;
  private readonly stream: AsyncIterable<Uint8Array>;
  private iterator: AsyncIterator<Uint8Array> | undefined;
  /** What of the last piece has not been handed on. */
  private piece = NOTHING;

  /** @param stream - its pieces may be used again once the next is asked for */
  constructor(name: string, stream: AsyncIterable<Uint8Array>) {
    this.name = name;
    this.stream = stream;
  }

  read(into: Uint8Array): number | Promise<number> {
    return this.piece.length > 0 ? this.take(into) : this.fetch(into);
  }

  seek(): void {
    throw new Error('a stream cannot go back');
  }

  /** Ends the stream where it is: what is still to come is lost. */
  async close(): Promise<void> {
    this.piece = NOTHING;
    // Of a Readable, `return` would wait for a read that may never come.
    if ('destroy' in this.stream && typeof this.stream.destroy === 'function') this.stream.destroy();
    else await this.iterator?.return?.();
  }

  private async fetch(into: Uint8Array): Promise<number> {
    try {
      this.iterator ??= this.stream[Symbol.asyncIterator]();
      // A piece may be of no bytes; that is not the end.
      while (this.piece.length === 0) {
        const next = await this.iterator.next();
        if (next.done === true) return 0;
        this.piece = next.value;
      }
    } catch (cause) {
      throw cause instanceof RdbToolError ? cause : new SourceError(`cannot read: ${errorText(cause)}`, { cause });
    }
    return this.take(into);
  }

  private take(into: Uint8Array): number {
    const { piece } = this;
    const got = Math.min(piece.length, into.length);
    into.set(got === piece.length ? piece : piece.subarray(0, got));
    this.piece = piece.subarray(got);
    return got;
  }
}
