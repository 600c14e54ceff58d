/** One of Node's decompressors, fed and emptied by hand: its thread inflates while we decode, and no more is held than a chunk. */
import type { Transform } from 'node:stream';

/** zlib's own streams count what they have used. */
export type ZlibTransform = Transform & { readonly bytesWritten: number };

/** 'hungry': all that was fed is used. 'over': the compressed data has ended. */
export type Inflated = Uint8Array | 'hungry' | 'over';

export class ZlibPump {
  private readonly transform: ZlibTransform;
  private hungry = true;
  private over = false;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  constructor(transform: ZlibTransform) {
    this.transform = transform;
    transform.on('readable', () => this.stir());
    transform.on('end', () => {
      this.over = true;
      this.stir();
    });
    transform.on('error', (error) => {
      this.failure = error;
      this.stir();
    });
  }

  /** Bytes that were fed and belong to the compressed data. */
  get used(): number {
    return this.transform.bytesWritten;
  }

  /** The bytes must stay as they are until `next` says 'hungry' or 'over'. */
  feed(bytes: Uint8Array): void {
    this.hungry = false;
    this.transform.write(bytes, () => {
      this.hungry = true;
      this.stir();
    });
  }

  /** @throws what zlib says of the data */
  async next(): Promise<Inflated> {
    for (;;) {
      const hungry = this.hungry;
      // Untyped in Node, but zlib's streams give buffers.
      const bytes: unknown = this.transform.read();
      if (bytes instanceof Uint8Array) return bytes;
      if (this.failure !== undefined) throw this.failure;
      if (this.over) return 'over';
      if (hungry) return 'hungry';
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  close(): void {
    this.transform.destroy();
  }

  private stir(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
