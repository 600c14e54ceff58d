/** What the shapes share: a key that can be taken back, an output that is closed. They override what their tool prints. */
import type { Arena } from '../../bytes/arena.ts';
import type { ByteWriter } from '../../bytes/writer.ts';
import { NullSink } from '../../model/null-sink.ts';
import type { Interest, KeyEnd, KeyHeader } from '../../model/sink.ts';
import type { OutputSink } from '../formatter.ts';

export abstract class ShapeSink extends NullSink implements OutputSink {
  protected readonly out: ByteWriter;
  /** A key is begun and not ended. */
  private within = false;

  constructor(out: ByteWriter) {
    super();
    this.out = out;
  }

  abstract override key(header: KeyHeader): Interest;
  abstract override endKey(end: KeyEnd): Interest | undefined;
  /** Print what closes the key at hand, in whatever state it is. */
  protected abstract closeKey(): void;
  /** Print what closes the output; all sources are in one. */
  protected abstract closeOutput(): void;

  /** To be called before the first byte of a key, which can be taken back until part of it has left. */
  protected beginKey(): void {
    this.out.begin();
    this.within = true;
  }

  /** To be called when a key is printed. */
  protected keyPrinted(): void {
    this.within = false;
  }

  /** The source is damaged: the key at hand is dropped or, if part of it has left already, closed as it is. */
  abandon(): void {
    if (!this.within) return;
    if (this.out.left) this.closeKey();
    else this.out.at = this.out.begun;
    this.within = false;
  }

  /** Everything has been printed, of all sources. */
  finish(): void {
    this.closeOutput();
    this.out.flush();
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.out.open(arena);
  }
}
