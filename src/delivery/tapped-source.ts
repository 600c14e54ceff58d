/** A source whose bytes are handed to others as they are read. */
import type { Source } from '../io/source.ts';

export class TappedSource implements Source {
  readonly name: string;
  readonly size: number | undefined;
  /** What is read again would be handed on again. */
  readonly seekable = false;
  private readonly source: Source;
  private readonly takers: readonly ((bytes: Uint8Array) => void)[];

  /** @param takers - take the bytes before they return */
  constructor(source: Source, takers: readonly ((bytes: Uint8Array) => void)[]) {
    this.source = source;
    this.takers = takers;
    this.name = source.name;
    this.size = source.size;
  }

  read(into: Uint8Array): number | Promise<number> {
    const reading = this.source.read(into);
    return typeof reading === 'number' ? this.hand(into, reading) : reading.then((got) => this.hand(into, got));
  }

  seek(): void {
    throw new Error('the source is not seekable');
  }

  close(): void | Promise<void> {
    return this.source.close();
  }

  private hand(into: Uint8Array, got: number): number {
    if (got > 0) for (const take of this.takers) take(into.subarray(0, got));
    return got;
  }
}
