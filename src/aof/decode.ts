/**
 * The decoder of one file of a log: an RDB at its start perhaps, then commands and annotations, to calls of a sink. Nothing
 * carries over from file to file: each begins in database 0 and outside of transactions. Source: aof-replication-resp.md 1.4–1.8.
 */
import type { Arena } from '../bytes/arena.ts';
import { DecodeError } from '../errors.ts';
import { COMMAND, ROW_BYTES, STOP } from '../kernels/kernels.ts';
import type { CommandPlace, DialectName, EntrySink } from '../model/sink.ts';
import type { Progress, WindowDecoder } from '../model/window-decoder.ts';
import { RdbDecoder, type RdbOptions } from '../rdb/decode.ts';
import { LONGEST_LINE, readAnnotation } from './annotation.ts';
import { LooseReader, QUOTED, type LooseCommand } from './loose-command.ts';

export interface AofOptions extends RdbOptions {
  /** Let the log be cut at its end, and tell of it in a warning. */
  readonly allowTruncated?: boolean;
  /** Stop at the first time stamp that is later: Unix ms. */
  readonly untilMs?: number;
  /** Stop at the first command of the last file that ends behind this byte. */
  readonly untilOffset?: number;
}

/** What one file has of the log it belongs to. */
export interface AofPlace {
  /** Who wrote it, where the files before it tell. */
  readonly dialect: DialectName;
  /** Only the last file of a log may be cut. */
  readonly last: boolean;
}

/** Enough to tell an RDB. */
const MAGIC_BYTES = 6;
const STAR = 0x2a;
const HASH = 0x23;

export class AofDecoder implements WindowDecoder {
  private readonly arena: Arena;
  private readonly sink: EntrySink;
  private readonly options: AofOptions;
  private readonly last: boolean;
  private readonly loose: LooseReader;
  private preamble: RdbDecoder | undefined;
  private phase: 'head' | 'preamble' | 'between' | 'commands' | 'over' = 'head';
  private need = MAGIC_BYTES;
  private readonly place: { -readonly [K in keyof CommandPlace]: CommandPlace[K] } = {
    db: 0,
    timestampMs: undefined,
    offset: 0,
  };
  /** Where the transaction that is open was begun. */
  private multiAt: number | undefined;
  private readonly untilOffset: number;
  /** Known better once an RDB at the start is read. */
  dialect: DialectName;
  /** Whether `untilMs` or `untilOffset` was come to: nothing that follows is wanted. */
  stopped = false;

  constructor(arena: Arena, sink: EntrySink, place: AofPlace, options: AofOptions = {}) {
    this.arena = arena;
    this.sink = sink;
    this.options = options;
    this.last = place.last;
    this.dialect = place.dialect;
    this.untilOffset = (place.last ? options.untilOffset : undefined) ?? Infinity;
    this.loose = new LooseReader(arena);
    sink.open(arena);
  }

  get wanted(): number {
    return this.preamble?.wanted ?? this.need;
  }

  get retainFrom(): number | undefined {
    return this.preamble?.retainFrom;
  }

  get rewindTo(): number {
    return this.preamble?.rewindTo ?? 0;
  }

  sum(): void {
    this.preamble?.sum();
  }

  run(ended: boolean): Progress {
    if (!ended && this.preamble === undefined && this.arena.end - this.arena.pos < this.need) return 'more';
    if (this.phase === 'head') this.look(ended);
    if (this.preamble !== undefined) {
      const progress = this.preamble.run(ended);
      if (progress !== 'done') return progress;
      this.dialect = this.preamble.dialect;
      this.preamble = undefined;
      this.phase = 'between';
    }
    while (this.phase !== 'over') {
      if (this.arena.pos === this.arena.end) {
        if (!ended) return this.more(1);
        this.finish();
      } else if (!this.step(ended)) return 'more';
    }
    return 'done';
  }

  /** Servers look at the first five or six bytes of each file. */
  private look(ended: boolean): void {
    const { arena } = this;
    const text = arena.latin1(arena.pos, Math.min(arena.end, arena.pos + MAGIC_BYTES));
    if (text.length < MAGIC_BYTES && !ended) return;
    this.phase = 'between';
    if (!text.startsWith('REDIS') && text !== 'VALKEY') return;
    this.preamble = new RdbDecoder(arena, this.sink, this.options);
    this.phase = 'preamble';
  }

  /** As many commands as the kernel takes, or one thing that it does not. False: more bytes are needed. */
  private step(ended: boolean): boolean {
    const { arena } = this;
    if (this.phase === 'head') return false;
    if (arena.offsetOf(arena.pos) >= this.untilOffset) {
      this.stop();
      return true;
    }
    if (this.phase === 'between') {
      const offset = arena.offsetOf(arena.pos);
      this.sink.begin({ format: 'aof', version: undefined, dialect: this.dialect, offset });
      this.phase = 'commands';
    }
    const { rows, kernels } = arena;
    const stop = kernels.scanCommands(arena.pos, arena.end, rows.start, rows.end);
    const { rowsDone, need } = arena;
    if (rowsDone > 0) this.hand(rowsDone);
    else if (stop === STOP.ROWS) arena.grow(rows, need);
    else if (stop === STOP.INPUT) return this.cut(ended, need);
    else if (arena.u8[arena.pos] === HASH) return this.annotation(ended);
    else return this.looseCommand(ended);
    return true;
  }

  /** Hand on commands that stand in the row table. */
  private hand(commands: number): void {
    const { arena, place, sink, untilOffset } = this;
    let row = arena.rows.start;
    for (let left = commands; left > 0; left--) {
      // Taken anew for each: the sink may have let the memory grow.
      const { u32 } = arena;
      const at = row >>> 2;
      const end = u32[at + 1] ?? 0;
      const count = u32[at + 2] ?? 0;
      const kind = u32[at + 3] ?? 0;
      place.offset = arena.offsetOf(u32[at] ?? 0);
      if (arena.offsetOf(end) > untilOffset) {
        this.stop();
        return;
      }
      row += ROW_BYTES;
      sink.command?.(place, row, count);
      if (kind !== COMMAND.OTHER) this.follow(kind, row, count);
      arena.pos = end;
      row += ROW_BYTES * count;
    }
  }

  /** What SELECT, MULTI and EXEC mean for what comes. Redis does not look at the number of their arguments when it loads. */
  private follow(kind: number, row: number, count: number): void {
    const { arena, place } = this;
    if (kind === COMMAND.SELECT && count > 1) {
      const at = (row + ROW_BYTES) >>> 2;
      const text = arena.latin1(arena.u32[at] ?? 0, arena.u32[at + 1] ?? 0);
      if (/^(0|[1-9]\d{0,8})$/.test(text)) place.db = Number(text);
    } else if (kind === COMMAND.MULTI) this.multiAt ??= place.offset;
    else if (kind === COMMAND.EXEC) this.multiAt = undefined;
  }

  private looseCommand(ended: boolean): boolean {
    const { arena, options } = this;
    let command: LooseCommand | undefined;
    try {
      command = this.loose.read(ended);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const { what, offset = 0 } = error;
      // What is quoted of the damage must not depend on where the window ends.
      const shown = offset + QUOTED - arena.offsetOf(arena.pos);
      if (!ended && shown > arena.end - arena.pos) return this.lacking(shown);
      throw this.damage(what, offset);
    }
    const there = arena.end - arena.pos;
    // It says nothing of what it lacks: tried anew for each byte, a long one would take for ever.
    if (command === undefined) return this.cut(ended, there + (there >>> 2) + 1);
    const { count, end, found, offset } = command;
    if (end === arena.end && !ended) return this.lacking(there + 1);
    // Where no record follows it has been misread.
    const next = arena.u8[end];
    const misread = end < arena.end && next !== STAR && next !== HASH;
    if (options.strict || misread) throw this.damage(found, offset);
    options.onWarning?.({ code: 'COMMAND', message: `${found}: servers let it pass`, offset });
    this.describe(count, end);
    this.hand(1);
    return true;
  }

  /** The first row of a command that no kernel has read. */
  private describe(count: number, end: number): void {
    const { arena } = this;
    const row = arena.rows.start >>> 2;
    arena.u32[row] = arena.pos;
    arena.u32[row + 1] = end;
    arena.u32[row + 2] = count;
    const name = arena.latin1(arena.u32[row + 4] ?? 0, arena.u32[row + 5] ?? 0).toUpperCase();
    arena.u32[row + 3] = name === 'SELECT' || name === 'MULTI' || name === 'EXEC' ? COMMAND[name] : COMMAND.OTHER;
  }

  private annotation(ended: boolean): boolean {
    const { arena, options } = this;
    const offset = arena.offsetOf(arena.pos);
    const line = readAnnotation(arena);
    if (line === 'long') throw this.damage(`an annotation of more than ${LONGEST_LINE} bytes`, offset);
    if (line === 'cut') {
      if (!ended) return this.lacking(arena.end - arena.pos + 1);
      const message = 'the log ends within an annotation';
      if (options.strict) throw new DecodeError('TRUNCATED', message, offset);
      options.onWarning?.({ code: 'TRUNCATED', message, offset });
      arena.pos = arena.end;
      return true;
    }
    const { start, end, next, timestampMs } = line;
    if (timestampMs === undefined) this.sink.annotation?.(start, end, offset);
    else if (timestampMs > (options.untilMs ?? Infinity)) {
      this.stop();
      return true;
    } else this.place.timestampMs = timestampMs;
    arena.pos = next;
    return true;
  }

  /** A command is not all there. */
  private cut(ended: boolean, need: number): boolean {
    if (!ended) return this.lacking(need);
    if (this.arena.offsetOf(this.arena.end) >= this.untilOffset) this.stop();
    else this.truncated();
    return true;
  }

  private lacking(need: number): false {
    this.more(need);
    return false;
  }

  private more(need: number): 'more' {
    this.need = need;
    return 'more';
  }

  /** All bytes are read. */
  private finish(): void {
    if (this.multiAt !== undefined) this.truncated();
    else this.end();
  }

  /** What stands before is good, and has been handed on. Commands of an open transaction never took effect. */
  private truncated(): void {
    const { options, repairPoint, multiAt } = this;
    const within = multiAt === undefined ? 'a command' : 'a transaction, none of which counts';
    const words = `the log ends within ${within}; it is good up to here`;
    if (!this.last) {
      throw new DecodeError('TRUNCATED', `${words}, and only the last file of a log may be cut`, repairPoint);
    }
    if (options.allowTruncated !== true) throw new DecodeError('TRUNCATED', words, repairPoint);
    options.onWarning?.({ code: 'TRUNCATED', message: words, offset: repairPoint });
    this.end();
  }

  private stop(): void {
    this.stopped = true;
    this.end();
  }

  private end(): void {
    if (this.phase === 'commands') {
      const offset = this.repairPoint;
      this.sink.end({ checksum: 'none', bytes: offset, offset });
    }
    this.phase = 'over';
  }

  /** Behind the last command that took effect: where a file that is damaged after it can be cut. */
  private get repairPoint(): number {
    return this.multiAt ?? this.arena.offsetOf(this.arena.pos);
  }

  private damage(what: string, offset: number): DecodeError {
    const { repairPoint } = this;
    const where = repairPoint === offset ? 'here' : `byte ${repairPoint}`;
    return new DecodeError('COMMAND', `${what}; the log is good up to ${where}`, offset);
  }
}
