/** A log through decoders into a sink: its commands as they are, or, replayed, the keys they leave. */
import { AofDecoder, type AofOptions } from './aof/decode.ts';
import { Arena } from './bytes/arena.ts';
import { drive } from './decode.ts';
import { RdbToolError, within } from './errors.ts';
import type { Log, LogFile } from './io/log.ts';
import { Spool } from './io/spool.ts';
import type { ReplayOptions } from './keyspace/replay-sink.ts';
import { ENOUGH, type DialectName, type EntrySink } from './model/sink.ts';

export interface LogOptions extends AofOptions {
  /** Told of each file of a log that has several, before it is read. */
  readonly onFile?: (name: string) => void;
}

/** What earlier files say of those that follow. */
interface Course {
  dialect: DialectName;
  /** Bytes of the files that are read. */
  passed: number;
  stopped: boolean;
}

/**
 * Every command of the log, a piece of input at each step; keys before them, where files begin with an RDB.
 * @returns after each piece, once it is decoded, the bytes read so far
 * @throws RdbToolError; what stands before the damage has been handed on
 */
export async function* logSteps(log: Log, sink: EntrySink, options: LogOptions = {}): AsyncGenerator<number> {
  const arena = new Arena(log.size);
  const course: Course = { dialect: 'redis', passed: 0, stopped: false };
  sink.open(arena);
  try {
    for (const file of log.files) {
      yield* fileSteps(arena, file, file === log.files.at(-1), sink, course, options);
      if (course.stopped) break;
    }
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
}

async function* fileSteps(
  arena: Arena,
  { name, source }: LogFile,
  last: boolean,
  sink: EntrySink,
  course: Course,
  options: LogOptions,
): AsyncGenerator<number> {
  const { onWarning } = options;
  if (name !== undefined) options.onFile?.(name);
  arena.restart(0);
  const spool = new Spool(source);
  try {
    const decoder = new AofDecoder(
      arena,
      sink,
      { dialect: course.dialect, last },
      {
        ...options,
        ...(source.size === undefined ? {} : { size: source.size }),
        ...(onWarning === undefined || name === undefined
          ? {}
          : { onWarning: (warning) => onWarning({ ...warning, file: name }) }),
      },
    );
    for await (const bytes of drive(decoder, arena, spool)) yield course.passed + bytes;
    course.dialect = decoder.dialect;
    course.passed += arena.offsetOf(arena.end);
    course.stopped = decoder.stopped;
  } catch (error) {
    throw name === undefined ? error : within(error, name);
  } finally {
    spool.close();
  }
}

export interface ReplayLogOptions extends LogOptions, Partial<ReplayOptions> {
  /** Told at the end which commands were passed over, by quoted name, and how often. */
  readonly onSkipped?: (skipped: ReadonlyMap<string, number>) => void;
}

/** A log that has been executed: the keys it leaves, to be played as often as they are wanted. */
export interface Replayed {
  play(sink: EntrySink): void;
  /** What the log could not be read to its end for; `play` has what is good of it. */
  readonly damage: RdbToolError | undefined;
}

/** Execute the log. @returns after each piece of input, once it is decoded, the bytes read so far */
export async function* executeLog(log: Log, options: ReplayLogOptions = {}): AsyncGenerator<number, Replayed> {
  // Only logs need it, and it is as large as the rest of the program.
  const { ReplaySink } = await import('./keyspace/replay-sink.ts');
  const inParts = log.files.some(({ name }) => name !== undefined);
  const replay = new ReplaySink({ ...options, nowMs: options.nowMs ?? Date.now(), inParts });
  let damage: RdbToolError | undefined;
  try {
    yield* logSteps(log, replay, options);
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
    damage = error;
  }
  if (replay.skipped.size > 0) options.onSkipped?.(replay.skipped);
  return { play: (sink) => replay.play(sink), damage };
}

/**
 * Replay the log, then play the keys that are left into `sink`. Of a damaged log these are the keys that what is good of it
 * leaves; they are played before the error is thrown.
 */
export async function* replaySteps(log: Log, sink: EntrySink, options: ReplayLogOptions = {}): AsyncGenerator<number> {
  const replayed = yield* executeLog(log, options);
  replayed.play(sink);
  if (replayed.damage !== undefined) throw replayed.damage;
}
