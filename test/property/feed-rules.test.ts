/**
 * Filters and maps on commands do what they do on keys: a log that is filtered and mapped and then executed leaves the keys that it
 * leaves when it is executed first. The logs are random ones that servers wrote.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { AbsoluteTimes } from '../../src/delivery/absolute-times.ts';
import { WritesOnly } from '../../src/delivery/writes-only.ts';
import { FilterSink } from '../../src/filter/filter-sink.ts';
import type { FilterOptions } from '../../src/filter/key-filter.ts';
import { MapSink, type MapOptions } from '../../src/filter/map-sink.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { decodeInput } from '../../src/input.ts';
import { ROW_BYTES } from '../../src/kernels/kernels.ts';
import { ReplaySink } from '../../src/keyspace/replay-sink.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { CommandPlace, EntrySink } from '../../src/model/sink.ts';
import { featuresOf, parseTarget } from '../../src/model/target.ts';
import { JSON_OPTIONS } from '../tools/decode-bytes.ts';
import { FIXTURES } from '../tools/fixture-files.ts';

const NOW_MS = 1_700_000_000_000;

interface LogCommand {
  readonly db: number;
  readonly args: readonly Buffer[];
}

/** Commands of a log, but for those that hold others together. */
class CommandCollector extends NullSink {
  readonly commands: LogCommand[] = [];

  command({ db }: CommandPlace, rows: number, count: number): void {
    const args = Array.from({ length: count }, (_, i) => {
      const at = (rows + ROW_BYTES * i) >>> 2;
      return Buffer.from(this.arena.u8.slice(this.arena.u32[at] ?? 0, this.arena.u32[at + 1] ?? 0));
    });
    if (!['MULTI', 'EXEC', 'SELECT'].includes(nameOf({ db, args }))) this.commands.push({ db, args });
  }
}

function nameOf({ args }: LogCommand): string {
  return args[0]?.toString('latin1').toUpperCase() ?? '';
}

/** Tells a sink of commands, SELECT among them. */
class Feed {
  private readonly sink: EntrySink;
  private readonly arena: Arena;
  private db: number | undefined;

  constructor(sink: EntrySink, arena = new Arena()) {
    this.sink = sink;
    this.arena = arena;
    sink.open(arena);
    sink.begin({ format: 'psync', version: undefined, dialect: 'redis', offset: 0 });
  }

  tell({ db, args }: LogCommand): void {
    if (db !== this.db) this.say([Buffer.from('SELECT'), Buffer.from(String(db))]);
    this.db = db;
    this.say(args);
  }

  private say(args: readonly Buffer[]): void {
    const { arena, sink, db = 0 } = this;
    let at = arena.window.start;
    for (const [i, bytes] of args.entries()) {
      arena.u8.set(bytes, at);
      const row = (arena.rows.start + i * ROW_BYTES) >>> 2;
      arena.u32[row] = at;
      at += bytes.length;
      arena.u32[row + 1] = at;
    }
    sink.command?.({ db, timestampMs: NOW_MS, offset: 0 }, arena.rows.start, args.length);
  }
}

function newReplay(): ReplaySink {
  return new ReplaySink({ nowMs: NOW_MS, inParts: true });
}

function keysOf(replay: ReplaySink, change: (sink: EntrySink) => EntrySink = (sink) => sink): string[] {
  const parts: Buffer[] = [];
  const formatter = new JsonFormatter(new ByteWriter((part) => parts.push(Buffer.from(part))), JSON_OPTIONS);
  replay.play(change(formatter));
  formatter.finish();
  return Buffer.concat(parts).toString().split('\n').filter(Boolean).map(withoutOrder).sort();
}

/** Fields stand in the order of their expiries, where they have any. */
function withoutOrder(line: string): string {
  const { value, ...rest } = JSON.parse(line);
  const fields = rest.type === 'hash' ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value;
  return JSON.stringify({ ...rest, value: fields });
}

/** The keys that commands leave, changed before or after they are executed. */
function leftBehind(commands: readonly LogCommand[], before: (sink: EntrySink) => EntrySink): string[] {
  const replay = newReplay();
  const feed = new Feed(before(replay));
  for (const command of commands) feed.tell(command);
  return keysOf(replay);
}

/** What takes effect only under a condition. A server sends it only if it did. */
const CONDITIONAL = new Set(['RENAMENX', 'MSETNX', 'MSETEX', 'SMOVE', 'RPOPLPUSH', 'LMOVE', 'COPY', 'MOVE']);

/** A log without the commands that a filter cannot keep to wanted keys; what follows from their absence goes too. */
function withoutLosses(commands: readonly LogCommand[], filters: FilterOptions): LogCommand[] {
  const replay = newReplay();
  const feed = new Feed(replay);
  const arena = new Arena();
  let losses = 0;
  const tally = { filtered: 0, mixed: new Map<string, number>() };
  return commands.filter((command) => {
    const before = losses;
    const filter = new FilterSink(new NullSink(), filters, { flush: 'pass', tally, onLoss: () => losses++ });
    new Feed(filter, arena).tell(command);
    if (losses > before) return false;
    const keys = CONDITIONAL.has(nameOf(command)) ? keysOf(replay).join('\n') : undefined;
    feed.tell(command);
    return keys === undefined || keys !== keysOf(replay).join('\n');
  });
}

const LOGS = readdirSync(join(FIXTURES, 'aof'))
  .map((server) => ({ server, folder: join(FIXTURES, 'aof', server, 'aof-random-commands', 'appendonlydir') }))
  .filter(({ server }) => /^(redis|valkey)-[789]/.test(server) && server !== 'redis-7.4.1');

describe.each(LOGS)('a log of $server', ({ folder }) => {
  const log = readFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.incr.aof')) ?? ''));
  const read = async (): Promise<LogCommand[]> => {
    const collector = new CommandCollector();
    await decodeInput(log, collector);
    return collector.commands;
  };

  test.each<[string, Partial<FilterOptions>]>([
    ['half of the keys', { sample: 0.5 }],
    ['other keys', { notRegex: [/[02468]$/u] }],
    ['two databases', { dbs: new Set([0, 2]) }],
    ['keys of a database', { dbs: new Set([0]), sample: 0.7 }],
  ])('filtered: %s', async (_name, some) => {
    const filters = { nowMs: NOW_MS, ...some };
    const commands = withoutLosses(await read(), filters);
    expect(commands.length).toBeGreaterThan(100);
    const replay = newReplay();
    const feed = new Feed(replay);
    for (const command of commands) feed.tell(command);
    const tally = { filtered: 0, mixed: new Map<string, number>() };
    const onLoss = (message: string): void => expect(message).toBe('no loss');
    const left = leftBehind(commands, (sink) => new FilterSink(sink, filters, { flush: 'pass', tally, onLoss }));
    expect(left).toEqual(keysOf(replay, (sink) => new FilterSink(sink, filters)));
    expect(left.length).toBeGreaterThan(5);
    expect(tally.filtered).toBeGreaterThan(0);
  });

  test.each<[string, Partial<MapOptions>]>([
    ['names', { prefixes: [{ from: Buffer.from(''), to: Buffer.from('a new prefix:') }] }],
    [
      'databases',
      {
        dbs: new Map([
          [0, 1],
          [1, 0],
          [2, 7],
        ]),
      },
    ],
    ['expiries', { ttl: 5_000_000 }],
    ['no expiries', { ttl: 'none' }],
  ])('mapped: %s', async (_name, some) => {
    const maps = { dbs: new Map(), prefixes: [], ttl: 0, ...some };
    const commands = await read();
    const replay = newReplay();
    const feed = new Feed(replay);
    for (const command of commands) feed.tell(command);
    const left = leftBehind(commands, (sink) => new MapSink(sink, maps));
    expect(left).toEqual(keysOf(replay, (sink) => new MapSink(sink, maps)));
    expect(left.length).toBeGreaterThan(20);
  });

  test.each(['redis-8.6', 'redis-6.0', 'redis-4.0'])('with absolute expiries, for %s', async (target) => {
    const commands = await read();
    const features = featuresOf(parseTarget(target, '--target'));
    const left = leftBehind(commands, (sink) => new AbsoluteTimes(sink, features));
    expect(left).toEqual(leftBehind(commands, (sink) => sink));
  });

  test('of which only writes pass, in the database that each is for', async () => {
    const commands = (await read()).filter(({ db }) => db === 0);
    const left = leftBehind(commands, (sink) => new WritesOnly(sink, false));
    expect(left).toEqual(leftBehind(commands, (sink) => sink));
  });
});
