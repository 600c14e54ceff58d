/** What renders entries, and what it is given. */
import type { ByteWriter } from '../bytes/writer.ts';
import type { EntrySink } from '../model/sink.ts';

/** A sink that turns entries into bytes of a writer. */
export interface OutputSink extends EntrySink {
  /** What follows comes from this input; named only where there are several. */
  from?(source: string): void;
  /** The source is damaged: drop or close the record at hand. */
  abandon(): void;
  /** All sources have been printed. */
  finish(): void;
}

export interface FormatterSpec<Options> {
  readonly name: string;
  /** One line; --help and the man page print it. */
  readonly summary: string;
  create(out: ByteWriter, options: Options): OutputSink | Promise<OutputSink>;
}
