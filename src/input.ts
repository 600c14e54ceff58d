/** What programs hand us to read, as a source of plain RDB bytes. */
import { decode, type DecodeOptions } from './decode.ts';
import { UnsupportedError } from './errors.ts';
import { detectSource, openSource, type Opened } from './io/detect.ts';
import { MemorySource } from './io/memory.ts';
import type { Source } from './io/source.ts';
import { StreamSource } from './io/stream.ts';
import type { EntrySink } from './model/sink.ts';
import type { Warning } from './rdb/context.ts';

/**
 * A path; the bytes themselves; a Readable, a ReadableStream or anything else that hands out pieces; or a Source. What is
 * compressed with gzip, zstd or LZ4 is inflated. Whatever it is, it is closed when reading is over.
 */
export type Input = string | Uint8Array | AsyncIterable<Uint8Array> | Source;

export interface InputOptions {
  readonly onWarning?: (warning: Warning) => void;
}

/** @throws SourceError; DecodeError MAGIC; UnsupportedError: an append-only file */
export async function openInput(input: Input, options: InputOptions = {}): Promise<Source> {
  const opened = await openAny(input, options);
  if (opened.format === 'rdb') return opened.source;
  if (opened.format !== 'aof-directory') await opened.source.close();
  throw new UnsupportedError('this is an append-only file, and none with keys and values');
}

/**
 * Read `input` to its end into `sink`: the fast way, without an object per entry.
 * @throws RdbToolError: SourceError, DecodeError, UnsupportedError, LimitError
 */
export async function decodeInput(input: Input, sink: EntrySink, options: DecodeOptions = {}): Promise<void> {
  const source = await openInput(input, options);
  try {
    await decode(source, sink, options);
  } finally {
    await source.close();
  }
}

function openAny(input: Input, options: InputOptions): Promise<Opened> {
  // '-' is a convention of command lines; here it is a file of that name.
  if (typeof input === 'string') return openSource(input === '-' ? './-' : input, options);
  if (input instanceof Uint8Array) return detectSource(new MemorySource(input), options);
  if (Symbol.asyncIterator in input) return detectSource(new StreamSource('<stream>', input), options);
  return detectSource(input, options);
}
