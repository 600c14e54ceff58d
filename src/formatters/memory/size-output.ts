/** The size model as what a source is played to, in front of a consumer of sizes. */
import { MemorySink, type MemoryOptions } from '../../memory/memory-sink.ts';
import type { SizeSink } from '../../memory/sized-key.ts';
import type { SourceEnd, SourceHeader } from '../../model/sink.ts';
import type { OutputSink } from '../formatter.ts';

/** A consumer that prints. */
interface SizePrinter extends SizeSink {
  /** What follows comes from this input; named only where there are several. */
  from?(source: string): void;
  /** All sources have been sized. */
  finish?(): void;
}

export class SizeOutput extends MemorySink implements OutputSink {
  private readonly printer: SizePrinter;
  /** A source is begun and not ended. */
  private isOpen = false;
  /** There was something to read. */
  hasBegun = false;

  constructor(printer: SizePrinter, options: MemoryOptions) {
    super(printer, options);
    this.printer = printer;
  }

  from(source: string): void {
    this.printer.from?.(source);
  }

  override begin(header: SourceHeader): void {
    this.isOpen = true;
    this.hasBegun = true;
    super.begin(header);
  }

  override end(end: SourceEnd): void {
    this.isOpen = false;
    super.end(end);
  }

  /** The source is damaged, or no more of it is wanted: it has no end of its own. */
  override abandon(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    super.abandon();
  }

  finish(): void {
    this.abandon();
    this.printer.finish?.();
  }
}
