/** The decoder of a feed: commands in, calls of a sink out. Source: aof-replication-resp.md 3.3, 3.4. */
import type { Arena } from '../bytes/arena.ts';
import { quoteBytes } from '../bytes/text.ts';
import { ReplicationError } from '../errors.ts';
import { COMMAND, ROW_BYTES, STOP } from '../kernels/kernels.ts';
import type { CommandPlace, DialectName, EntrySink } from '../model/sink.ts';
import type { Progress, WindowDecoder } from '../model/window-decoder.ts';
import type { Position } from './position.ts';
import type { FeedSource } from './segment.ts';
import { isLetter } from './words.ts';

export interface FeedDecoderOptions {
  readonly from: Position;
  readonly source: Pick<FeedSource, 'name' | 'arrivedMs'>;
  /** Of the snapshot before it. */
  readonly dialect?: DialectName;
  /** The sink has been told that a feed begins. */
  readonly begun?: boolean;
}

const [LF, CR, BLANK] = [0x0a, 0x0d, 0x20];
const LONGEST_LINE = 64 * 1024;
const QUOTED = 40;

export class FeedDecoder implements WindowDecoder {
  readonly retainFrom = undefined;
  readonly rewindTo = 0;
  wanted = 1;
  /** Nothing is told that stands behind a boundary at this replication offset or later, until it is moved. */
  stopAt = Infinity;
  /** Whether that was come to: `run` is done, and can be called once more. */
  stopped = false;
  private readonly arena: Arena;
  private readonly sink: EntrySink;
  private readonly from: Position;
  private readonly source: FeedDecoderOptions['source'];
  private readonly dialect: DialectName;
  private begun: boolean;
  private readonly place: { -readonly [K in keyof CommandPlace]: CommandPlace[K] };
  private inTransaction = false;
  private boundary: number;
  private boundaryDb: number;

  constructor(arena: Arena, sink: EntrySink, options: FeedDecoderOptions) {
    const { from, source, dialect, begun } = options;
    this.arena = arena;
    this.sink = sink;
    this.from = from;
    this.source = source;
    this.dialect = dialect ?? 'redis';
    this.begun = begun ?? false;
    this.place = { db: from.db, timestampMs: undefined, offset: 0, replOffset: from.offset };
    this.boundary = from.offset;
    this.boundaryDb = from.db;
    sink.open(arena);
  }

  /** Behind the last command that the sink has been told of, outside of transactions. */
  get position(): Position {
    return { replid: this.from.replid, offset: this.boundary, db: this.boundaryDb };
  }

  sum(): void {}

  run(ended: boolean): Progress {
    if (!this.begun) this.begin();
    const { arena } = this;
    this.stopped = false;
    for (;;) {
      if (this.isHeld) {
        this.stopped = true;
        return 'done';
      }
      if (arena.pos === arena.end) break;
      if (!this.step()) {
        if (ended) throw this.wrong('the rest of a command');
        return 'more';
      }
    }
    this.wanted = 1;
    return ended ? 'done' : 'more';
  }

  private get isHeld(): boolean {
    return !this.inTransaction && this.boundary >= this.stopAt;
  }

  private begin(): void {
    this.begun = true;
    this.sink.begin({ format: 'psync', version: undefined, dialect: this.dialect, offset: 0 });
    // The stream does not say it once more where it goes on.
    if (this.from.db > 0) this.sink.selectDb(this.from.db, 0);
  }

  /** As many commands as the kernel takes, or a line. False: more bytes are needed. */
  private step(): boolean {
    const { arena } = this;
    const { rows, kernels } = arena;
    const stop = kernels.scanCommands(arena.pos, arena.end, rows.start, rows.end);
    const { rowsDone, need } = arena;
    if (rowsDone > 0) this.hand(rowsDone);
    else if (stop === STOP.ROWS) arena.grow(rows, need);
    else if (stop !== STOP.INPUT) return this.line();
    else {
      this.wanted = need;
      return false;
    }
    return true;
  }

  /** Hand on commands that stand in the row table. */
  private hand(commands: number): void {
    const { arena, place, sink, source } = this;
    let row = arena.rows.start;
    for (let left = commands; left > 0 && !this.isHeld; left--) {
      // Taken anew for each: the sink may have let the memory grow.
      const { u32 } = arena;
      const at = row >>> 2;
      const end = u32[at + 1] ?? 0;
      const count = u32[at + 2] ?? 0;
      const kind = u32[at + 3] ?? 0;
      const replOffset = this.from.offset + arena.offsetOf(end);
      place.offset = arena.offsetOf(u32[at] ?? 0);
      place.replOffset = replOffset;
      place.timestampMs = source.arrivedMs(replOffset);
      row += ROW_BYTES;
      if (kind === COMMAND.OTHER) sink.command?.(place, row, count);
      else this.handMark(kind, row, count);
      arena.pos = end;
      if (!this.inTransaction) this.pass(replOffset);
      row += ROW_BYTES * count;
    }
  }

  /** SELECT, MULTI, EXEC. */
  private handMark(kind: number, row: number, count: number): void {
    const { arena, place, sink } = this;
    if (kind === COMMAND.MULTI) this.inTransaction = true;
    else if (kind === COMMAND.EXEC) this.inTransaction = false;
    const at = (row + ROW_BYTES) >>> 2;
    const text = count > 1 ? arena.latin1(arena.u32[at] ?? 0, arena.u32[at + 1] ?? 0) : '';
    sink.command?.(place, row, count);
    if (kind === COMMAND.SELECT && /^(0|[1-9]\d{0,8})$/.test(text)) place.db = Number(text);
  }

  private pass(offset: number): void {
    this.boundary = offset;
    this.boundaryDb = this.place.db;
  }

  /** A bare newline, which says nothing, or an inline command: Redis 2.4 says SELECT so. */
  private line(): boolean {
    const { arena } = this;
    const { u8, pos } = arena;
    if (u8[pos] === LF || u8[pos] === CR) {
      arena.pos = pos + 1;
      if (!this.inTransaction) this.pass(this.from.offset + arena.offsetOf(arena.pos));
      return true;
    }
    if (!isLetter(u8[pos] ?? 0)) throw this.wrong('a command');
    const lf = u8.subarray(pos, Math.min(arena.end, pos + LONGEST_LINE)).indexOf(LF);
    if (lf < 0) {
      if (arena.end - pos >= LONGEST_LINE) throw this.wrong('a command');
      this.wanted = arena.end - pos + 1;
      return false;
    }
    this.putWords(pos, pos + lf);
    this.hand(1);
    return true;
  }

  /** An inline command into the row table, as the kernel does. */
  private putWords(start: number, lf: number): void {
    const { arena } = this;
    const end = arena.u8[lf - 1] === CR ? lf - 1 : lf;
    let count = 0;
    for (let at = start; at < end;) {
      const blank = arena.u8.subarray(at, end).indexOf(BLANK);
      const to = blank < 0 ? end : at + blank;
      if (to > at) this.putRow(++count, at, to);
      at = to + 1;
    }
    this.putRow(0, start, lf + 1);
    const row = arena.rows.start >>> 2;
    const name = arena.latin1(arena.u32[row + 4] ?? 0, arena.u32[row + 5] ?? 0).toUpperCase();
    arena.u32[row + 2] = count;
    arena.u32[row + 3] = name === 'SELECT' || name === 'MULTI' || name === 'EXEC' ? COMMAND[name] : COMMAND.OTHER;
  }

  private putRow(index: number, start: number, end: number): void {
    const { arena } = this;
    const { rows } = arena;
    const size = (index + 1) * ROW_BYTES;
    if (rows.start + size > rows.end) arena.grow(rows, size, size - ROW_BYTES);
    const row = (rows.start + index * ROW_BYTES) >>> 2;
    arena.u32[row] = start;
    arena.u32[row + 1] = end;
    arena.f64[(row + 2) >>> 1] = NaN;
  }

  private wrong(expected: string): ReplicationError {
    const { arena, from, source } = this;
    const found = quoteBytes(arena.u8.subarray(arena.pos, Math.min(arena.end, arena.pos + QUOTED)));
    const offset = from.offset + arena.offsetOf(arena.pos);
    const message = `${source.name} sends no feed: expected ${expected}, found ${found} behind offset ${offset}`;
    return new ReplicationError('PROTOCOL', message);
  }
}
