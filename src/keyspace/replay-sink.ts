/**
 * Executes a log: takes the RDB it may begin with, then its commands, and afterwards tells another sink of the keys that are
 * left. Nothing expires meanwhile, as on a server that loads. Source: aof-replication-resp.md 0, 1.6, 1.7.
 */
import { Arena } from '../bytes/arena.ts';
import { quoteBytes } from '../bytes/text.ts';
import { UnsupportedError } from '../errors.ts';
import type { ModuleId } from '../model/module-id.ts';
import { ENOUGH, type CommandPlace, type DialectName, type EntrySink, type SourceHeader } from '../model/sink.ts';
import { keyPositions } from '../model/command-keys.ts';
import type { Family } from '../model/target.ts';
import type { Warning } from '../rdb/context.ts';
import { Args } from './args.ts';
import type { Command } from './command.ts';
import { CommandError } from './command-error.ts';
import { COMMANDS, NO_EFFECT, REFUSALS } from './commands.ts';
import { FileExtras } from './file-extras.ts';
import { Keyspace } from './keyspace.ts';
import { LoadSink } from './load-sink.ts';
import { playKeyspace } from './play.ts';
import { Semantics } from './semantics.ts';
import { copyOf } from './span.ts';
import { Transaction } from './transaction.ts';

export interface ReplayOptions {
  /** What relative expiries count from. */
  readonly nowMs: number;
  /** The log has a manifest, as those of servers from 7.0 on: how commands are meant where it does not say who wrote it. */
  readonly inParts?: boolean;
  /** Pass over commands that cannot be executed; `skipped` tells of them. */
  readonly skipUnknown?: boolean;
  /** The server that wrote a log which does not tell: one without an RDB. */
  readonly writer?: { readonly family: Family; readonly version: string };
  readonly onWarning?: (warning: Warning) => void;
}

/** Servers of logs that do not say which wrote them: the last that wrote them as one file, and the newest. */
const LAST_IN_ONE = '6.2';
const NEWEST = '8.6';

/** Names of AUX fields that tell the server's version. */
const VERSION_FIELDS: ReadonlyMap<string, Family> = new Map<string, Family>([
  ['redis-ver', 'redis'],
  ['valkey-ver', 'valkey'],
]);

export class ReplaySink extends LoadSink {
  /** Commands passed over because they could not be executed, by name. */
  readonly skipped = new Map<string, number>();
  private readonly keys: Keyspace;
  private readonly options: ReplayOptions;
  private readonly args = new Args();
  private readonly transaction = new Transaction();
  private inTransaction = false;
  private readonly extras = new FileExtras();
  private dialect: DialectName = 'redis';

  constructor(options: ReplayOptions) {
    const { writer, inParts, nowMs } = options;
    const semantics = writer
      ? new Semantics(writer.family, writer.version)
      : new Semantics('redis', inParts === true ? NEWEST : LAST_IN_ONE, false);
    const keyspace = new Keyspace(semantics, nowMs);
    super(keyspace);
    this.keys = keyspace;
    this.options = options;
  }

  /** Each file of a log starts in database 0 without an open transaction. */
  override begin(header: SourceHeader): void {
    this.keys.select(0);
    this.abandon();
    // Commands are the same in all dialects.
    if (header.format === 'rdb' || header.format === 'psync') this.dialect = header.dialect;
  }

  /** What was queued and never executed is gone: the log is cut inside a transaction. */
  abandon(): void {
    this.transaction.clear();
    this.inTransaction = false;
  }

  override aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const { arena, keys } = this;
    const name = arena.latin1(nameStart, nameEnd).toLowerCase();
    this.extras.aux(name, arena.u8.slice(nameStart, nameEnd), arena.u8.slice(valueStart, valueEnd));
    const family = VERSION_FIELDS.get(name);
    if (family !== undefined) keys.semantics = new Semantics(family, arena.latin1(valueStart, valueEnd));
  }

  override moduleAux(module: ModuleId, when: 'before-keys' | 'after-keys', start: number, end: number): void {
    this.extras.moduleAux(module, when, this.arena.u8.slice(start, end));
  }

  override slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[]): void {
    this.extras.slotImport(job, ranges);
  }

  /** @throws UnsupportedError: it cannot be executed */
  command(place: CommandPlace, rows: number, count: number): void {
    const { args, arena } = this;
    args.set(arena.u8, arena.u32, rows, count);
    const name = args.word(0);
    if (name === 'multi') this.multi(place);
    else if (name === 'exec') this.exec(place);
    else if (this.inTransaction) this.transaction.add(place, args);
    else this.execute(name, place);
  }

  private multi(place: CommandPlace): void {
    if (this.inTransaction) this.warn('MULTI within MULTI: servers pass over it', place);
    this.inTransaction = true;
  }

  private exec(place: CommandPlace): void {
    if (!this.inTransaction) this.warn('EXEC without MULTI: servers pass over it', place);
    this.inTransaction = false;
    this.transaction.execute(this.args, (at, args) => this.execute(args.word(0), at));
  }

  private execute(name: string, place: CommandPlace): void {
    const command = COMMANDS.get(name);
    if (command !== undefined) this.run(command, name, place);
    else if (!NO_EFFECT.has(name)) this.cannot(name, REFUSALS.get(name) ?? 'what it does is not known', place);
  }

  private run(command: Command, name: string, place: CommandPlace): void {
    const { args, keys } = this;
    const { arity } = command;
    try {
      if (arity > 0 ? args.count !== arity : args.count < -arity) {
        throw new CommandError('a wrong number of arguments');
      }
      command.run(keys, args);
    } catch (error) {
      // Servers log it and go on.
      if (error instanceof CommandError) this.warn(`${name.toUpperCase()} changes nothing: ${error.message}`, place);
      else if (error instanceof UnsupportedError) this.cannot(name, error.message, place);
      else throw error;
    }
  }

  private cannot(name: string, why: string, place: CommandPlace): void {
    const quoted = quoteBytes(Buffer.from(name, 'latin1'));
    if (this.options.skipUnknown !== true) {
      throw new UnsupportedError(`command ${quoted} cannot be replayed: ${why}`, place.offset);
    }
    this.skipped.set(quoted, (this.skipped.get(quoted) ?? 0) + 1);
    this.warn(`command ${quoted} is passed over: ${why}`, place);
  }

  private warn(message: string, place: CommandPlace): void {
    const { args, keys } = this;
    const [at] = keyPositions(args.text(0).toUpperCase(), args.count, (index) => args.text(index).toUpperCase());
    const key = at === undefined ? {} : { db: keys.selected, key: copyOf(args.span(at)) };
    this.options.onWarning?.({ code: 'COMMAND', message, offset: place.offset, ...key });
  }

  /** Tell `sink` of everything there is now. */
  play(sink: EntrySink): void {
    const arena = new Arena(0);
    sink.open(arena);
    try {
      sink.begin({ format: 'aof', version: undefined, dialect: this.dialect, offset: 0 });
      this.extras.playBefore(sink, arena);
      playKeyspace(this.keys, sink, arena);
      this.extras.playAfter(sink, arena);
      sink.end({ checksum: 'none', bytes: 0, offset: 0 });
    } catch (error) {
      if (error !== ENOUGH) throw error;
    }
  }
}
