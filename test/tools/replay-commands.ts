/** Commands executed one after another, and what is left of them as JSON: how tests of the keyspace look at it. */
import { Arena } from '../../src/bytes/arena.ts';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { BYTES, ROW_BYTES } from '../../src/kernels/kernels.ts';
import { ReplaySink, type ReplayOptions } from '../../src/keyspace/replay-sink.ts';
import { NullSink } from '../../src/model/null-sink.ts';

export type Word = string | number | bigint | Uint8Array;
/** A line split at blanks, or words of their own where there are blanks or bytes in them. */
export type CommandLine = string | readonly Word[];

export interface Replayed {
  /** Key records, parsed. */
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  /** Function libraries: name and code. */
  readonly libraries: readonly (readonly [string, string])[];
  /** What was said. */
  readonly warnings: readonly string[];
}

export const NOW_MS = 1_800_000_000_000;

/** Execute `lines` in order. Text stands for its UTF-8 bytes. */
export function replayCommands(lines: readonly CommandLine[], options: Partial<ReplayOptions> = {}): Replayed {
  const warnings: string[] = [];
  const sink = new ReplaySink({
    nowMs: NOW_MS,
    inParts: true,
    onWarning: ({ message }) => warnings.push(message),
    ...options,
  });
  const arena = new Arena();
  sink.open(arena);
  sink.begin({ format: 'aof', version: undefined, dialect: 'redis', offset: 0 });
  for (const [i, line] of lines.entries()) feed(sink, arena, typeof line === 'string' ? line.split(' ') : line, i);
  return { keys: keysOf(sink), libraries: librariesOf(sink), warnings };
}

/** As `replayCommands`: the values alone, by key, where keys are text. */
export function valuesAfter(lines: readonly CommandLine[], options?: Partial<ReplayOptions>): Record<string, unknown> {
  const { keys } = replayCommands(lines, options);
  return Object.fromEntries(keys.map((record) => [String(record['key']), record['value']]));
}

function feed(sink: ReplaySink, arena: Arena, words: readonly Word[], number: number): void {
  let at = arena.window.start;
  for (const [i, word] of words.entries()) {
    const bytes = typeof word === 'object' ? word : Buffer.from(String(word));
    arena.u8.set(bytes, at);
    const row = (arena.rows.start + i * ROW_BYTES) >>> 2;
    arena.u32[row] = at;
    at += bytes.length;
    arena.u32[row + 1] = at;
  }
  sink.command({ db: 0, timestampMs: undefined, offset: number }, arena.rows.start, words.length);
}

function librariesOf(sink: ReplaySink): [string, string][] {
  const libraries: [string, string][] = [];
  const listener = new NullSink();
  listener.functionLibrary = ({ name, code }) => {
    libraries.push([Buffer.from(name).toString(), Buffer.from(code).toString()]);
  };
  sink.play(listener);
  return libraries;
}

function keysOf(sink: ReplaySink): Record<string, unknown>[] {
  const parts: Buffer[] = [];
  const out = new ByteWriter((bytes) => parts.push(Buffer.from(bytes)));
  const formatter = new JsonFormatter(out, {
    records: false,
    array: false,
    keysOnly: false,
    bytes: BYTES.AUTO,
    slots: false,
    noModuleBytes: false,
  });
  sink.play(formatter);
  formatter.finish();
  const lines = Buffer.concat(parts).toString().split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line));
}

/** A string of a record: text, or base64 where it is not UTF-8. */
export function bytesOf(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof Object && '$base64' in value) return Buffer.from(String(value.$base64), 'base64');
  throw new Error(`no string: ${JSON.stringify(value)}`);
}
