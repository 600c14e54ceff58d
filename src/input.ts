/** What programs hand us to read, opened: an RDB, the files of a log, or JSON. */
import { isServerUrl } from './connection/mask-url.ts';
import { decodeSteps, shardSteps } from './decode.ts';
import { jsonSteps } from './decode-json.ts';
import { logSteps, replaySteps, type ReplayLogOptions } from './decode-log.ts';
import { DecodeError, SourceError } from './errors.ts';
import { detectSource, openSource, type Opened } from './io/detect.ts';
import { FilterSink } from './filter/filter-sink.ts';
import { makeLog, openManifest, type Log } from './io/log.ts';
import { MemorySource } from './io/memory.ts';
import type { Source } from './io/source.ts';
import type { Stdin } from './io/stdin.ts';
import { StreamSource } from './io/stream.ts';
import type { JsonOptions } from './json/decode.ts';
import type { EntrySink } from './model/sink.ts';
import type { Warning } from './rdb/context.ts';
import type { ServerContents, ServerInputOptions } from './server-input.ts';

/**
 * A server's URL (`redis://`, `rediss://`, `valkey://`, `unix://`, `redis+sentinel://`, `redis+cluster://`, …): its data set now. A
 * path: an RDB, JSON as `to-json` and `dump` print it, an append-only file, or the manifest or directory of a log of several; the bytes themselves; a Readable, a
 * ReadableStream or anything else that hands out pieces; or a Source. What is compressed with gzip, zstd or LZ4 is inflated.
 * Whatever it is, it is closed when reading is over.
 */
export type Input = string | Uint8Array | AsyncIterable<Uint8Array> | Source;

export interface InputOptions extends ServerInputOptions {
  readonly onWarning?: (warning: Warning) => void;
}

/** Open, with its format known. */
export type Contents =
  | { readonly format: 'rdb'; readonly source: Source }
  | { readonly format: 'json'; readonly source: Source }
  | { readonly format: 'aof'; readonly log: Log }
  | ServerContents;

export interface ContentOptions extends ReplayLogOptions, JsonOptions {
  /** Replay a log even if the sink takes commands. */
  readonly replay?: boolean;
}

export interface DecodeOptions extends ContentOptions, ServerInputOptions {
  /** Called when a piece of input is decoded, with the bytes read so far. What it returns is awaited. */
  readonly onProgress?: (bytes: number) => void | Promise<void>;
}

/** @throws SourceError; DecodeError MAGIC, MANIFEST */
export async function openInput(input: Input, options: InputOptions = {}): Promise<Contents> {
  // '-' is a convention of command lines; here it is a file of that name.
  if (typeof input === 'string') return openPath(input === '-' ? './-' : input, options);
  return contentsOf(await openBytes(input, options), options);
}

/** @param path - '-' is standard input, if that is given */
export async function openPath(path: string, options: InputOptions & { readonly stdin?: Stdin }): Promise<Contents> {
  if (isServerUrl(path)) {
    // What speaks to servers is loaded when it is needed: most inputs are files.
    const { openServer } = await import('./server-input.ts');
    return openServer(path, options);
  }
  const opened = await openSource(path, options);
  if (opened.format !== 'manifest') return contentsOf(opened, options);
  await opened.source.close();
  if (path === '-') throw new SourceError('is the manifest of a log, and its files are named by paths: give its own');
  if (opened.source.note !== undefined) throw new DecodeError('MANIFEST', 'a manifest must not be compressed');
  return { format: 'aof', log: openManifest(path, options.onWarning) };
}

function openBytes(input: Exclude<Input, string>, options: InputOptions): Promise<Opened> {
  if (input instanceof Uint8Array) return detectSource(new MemorySource(input), options);
  if (Symbol.asyncIterator in input) return detectSource(new StreamSource('<stream>', input), options);
  return detectSource(input, options);
}

async function contentsOf(opened: Opened, options: InputOptions): Promise<Contents> {
  switch (opened.format) {
    case 'rdb':
    case 'unknown':
      return { format: 'rdb', source: opened.source };
    case 'json':
      return { format: 'json', source: opened.source };
    case 'aof':
      return { format: 'aof', log: makeLog([{ source: opened.source }]) };
    case 'aof-directory':
      return { format: 'aof', log: openManifest(opened.manifest, options.onWarning) };
    case 'manifest':
      await opened.source.close();
      throw new SourceError('is the manifest of a log: give its path, its files are beside it');
  }
}

/** Whether a log comes to `sink` as the keys it leaves, not as its commands. */
export function isReplayed(sink: EntrySink, options: ContentOptions): boolean {
  return sink.command === undefined || options.replay === true;
}

/** As `decodeSteps`. What a log holds is replayed for sinks that take no commands. @throws RdbToolError */
export function contentSteps(
  contents: Contents,
  sink: EntrySink,
  options: ContentOptions = {},
): AsyncGenerator<number> {
  if (contents.format === 'rdb') return decodeSteps(contents.source, sink, options);
  if (contents.format === 'json') return jsonSteps(contents.source, sink, options);
  if (contents.format === 'psync') {
    const { sources, db, header } = contents;
    const wanted = db === undefined ? sink : new FilterSink(sink, { dbs: new Set([db]), nowMs: 0 });
    return shardSteps(sources, wanted, { ...options, sourceFormat: header });
  }
  if (!isReplayed(sink, options)) return logSteps(contents.log, sink, options);
  return replaySteps(contents.log, sink, options);
}

/** Bytes in all, if that is known before they are read. */
export function sizeOfContents(contents: Contents): number | undefined {
  if (contents.format === 'psync') return contents.sources.length === 1 ? contents.sources[0].size : undefined;
  return contents.format === 'aof' ? contents.log.size : contents.source.size;
}

export async function closeContents(contents: Contents): Promise<void> {
  if (contents.format === 'psync') await Promise.all(contents.sources.map(async (source) => source.close()));
  else await (contents.format === 'aof' ? contents.log : contents.source).close();
}

/**
 * Read `input` to its end into `sink`: the fast way, without an object per entry. The commands of a log come by `command`, if
 * the sink has it; else it is replayed, and the sink gets the keys that it leaves.
 * @throws RdbToolError: SourceError, DecodeError, UnsupportedError, LimitError
 */
export async function decodeInput(input: Input, sink: EntrySink, options: DecodeOptions = {}): Promise<void> {
  const contents = await openInput(input, options);
  try {
    for await (const bytes of contentSteps(contents, sink, options)) {
      const waiting = options.onProgress?.(bytes);
      if (waiting !== undefined) await waiting;
    }
  } finally {
    await closeContents(contents);
  }
}
