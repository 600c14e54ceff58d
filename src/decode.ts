/** A source through the decoder into a sink: the one loop that fetches bytes. */
import { Arena } from './bytes/arena.ts';
import { DecodeError } from './errors.ts';
import type { Source } from './io/source.ts';
import { Spool } from './io/spool.ts';
import { ENOUGH, type EntrySink } from './model/sink.ts';
import type { WindowDecoder } from './model/window-decoder.ts';
import { RdbDecoder, type RdbOptions } from './rdb/decode.ts';

export interface DecodeOptions extends RdbOptions {
  /** Called when a piece of input is decoded, with the bytes read so far. What it returns is awaited. */
  readonly onProgress?: (bytes: number) => void | Promise<void>;
}

/** The least to ask a source for. */
const CHUNK = 256 * 1024;
/** Bytes of the value at hand that stay in the window, so that it can be played again without reading. */
const RETAINED = 1 << 20;

/**
 * From this size on a unit that is not whole is read on by half of what there is before it is tried again. Sources that give
 * little at a time, pipes, would otherwise have it walked from its start for each piece.
 */
const PATIENCE = 1 << 20;

/** Read `source` to its end, or until the sink has had enough; it is not closed. @throws RdbToolError */
export async function decode(source: Source, sink: EntrySink, options: DecodeOptions = {}): Promise<void> {
  for await (const bytes of decodeSteps(source, sink, options)) {
    const waiting = options.onProgress?.(bytes);
    if (waiting !== undefined) await waiting;
  }
}

/**
 * As `decode`, a piece of input at each step: between steps nothing is read, so whoever takes them sets the pace.
 * @returns after each piece, once it is decoded, the bytes read so far
 */
export async function* decodeSteps(source: Source, sink: EntrySink, options: RdbOptions = {}): AsyncGenerator<number> {
  try {
    yield* rdbSteps(source, sink, options);
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
}

/** As `decodeSteps`, of several sources that are one data set, one after another. */
export async function* shardSteps(
  sources: readonly Source[],
  sink: EntrySink,
  options: RdbOptions = {},
): AsyncGenerator<number> {
  let passed = 0;
  try {
    for (const source of sources) {
      let read = 0;
      for await (read of rdbSteps(source, sink, options)) yield passed + read;
      passed += read;
    }
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
}

/** @throws ENOUGH: the sink wants nothing more */
async function* rdbSteps(source: Source, sink: EntrySink, options: RdbOptions): AsyncGenerator<number> {
  const size = options.size ?? source.size;
  const arena = new Arena(size);
  const decoder = new RdbDecoder(arena, sink, { ...options, ...(size === undefined ? {} : { size }) });
  const spool = new Spool(source);
  try {
    yield* drive(decoder, arena, spool);
    await checkTail(spool, source, arena, size, options);
  } finally {
    spool.close();
  }
}

/**
 * Fill the window for a decoder until it is done. A step a piece of input, as `decodeSteps` has them.
 * @throws RdbToolError; whatever the sink throws
 */
export async function* drive(decoder: WindowDecoder, arena: Arena, spool: Spool): AsyncGenerator<number> {
  let ended = false;
  for (;;) {
    const progress = decoder.run(ended);
    const bytes = arena.offsetOf(arena.end);
    if (bytes > 0) yield bytes;
    if (progress === 'done') return;
    decoder.sum();
    if (progress === 'rewind') {
      spool.rewind(decoder.rewindTo);
      arena.restart(decoder.rewindTo);
      ended = false;
    } else makeRoom(arena, decoder, spool);
    const kept = arena.end - arena.pos;
    const enough = kept < PATIENCE ? 0 : Math.min(arena.end + (kept >>> 1), arena.window.end);
    do {
      const reading = spool.read(arena.room());
      const got = typeof reading === 'number' ? reading : await reading;
      if (got === 0) ended = true;
      arena.end += got;
    } while (!ended && arena.end < enough);
  }
}

/** What stands behind the end of the RDB. Servers ignore it in a file. */
async function checkTail(
  spool: Spool,
  source: Source,
  arena: Arena,
  size: number | undefined,
  options: DecodeOptions,
): Promise<void> {
  const offset = arena.offsetOf(arena.pos);
  let tail = arena.end - arena.pos;
  // The checksums of compressed data stand behind it; Valkey's LZ4 files have no other.
  if (source.finish !== undefined) tail += await source.finish();
  else if (size !== undefined) tail = size - offset;
  else {
    arena.restart(offset);
    tail += await spool.read(arena.room());
  }
  if (tail <= 0) return;
  const words = `${tail}${size === undefined && source.finish === undefined ? ' or more' : ''} bytes after the end of the RDB`;
  if (options.strict) throw new DecodeError('TRAILING', words, offset);
  options.onWarning?.({ code: 'TRAILING', message: words, offset });
}

/** Drop what is no longer needed, and see that what the decoder wants, and a chunk at least, fits. */
function makeRoom(arena: Arena, decoder: WindowDecoder, spool: Spool): void {
  const { retainFrom } = decoder;
  let from = arena.pos;
  if (retainFrom !== undefined) {
    const retained = arena.window.start + retainFrom - arena.base;
    if (retained >= arena.window.start && arena.end - retained < RETAINED) from = Math.min(from, retained);
    else spool.retain(retainFrom, arena);
  } else spool.release();
  const kept = arena.end - from;
  // A small source has a small window.
  const chunk = Math.min(CHUNK, (arena.window.end - arena.window.start) >>> 1);
  // A declared length is believed only as far as bytes have come: the window at most doubles.
  const wanted = Math.min(decoder.wanted + (arena.pos - from), 2 * kept + chunk);
  const least = arena.end - arena.pos < PATIENCE ? kept + chunk : kept + (kept >>> 1);
  arena.slide(from, Math.max(wanted, least));
}
