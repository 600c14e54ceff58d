/**
 * A command that strict writers do not write, read as servers load it: header lines by fgets and atoi, the two bytes behind an
 * argument unseen. Source: redis 7.0 src/aof.c, loadSingleAppendOnlyFile(); aof-replication-resp.md 1.5.
 */
import type { Arena } from '../bytes/arena.ts';
import { quoteBytes } from '../bytes/text.ts';
import { DecodeError } from '../errors.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import { LONGEST_LINE } from './annotation.ts';

const STAR = 0x2a;
const DOLLAR = 0x24;
const CR = 0x0d;
const LF = 0x0a;
/** What is quoted of bytes that are wrong. */
export const QUOTED = 20;

/** `found`: bytes that a strict writer does not write, and where. */
export interface LooseCommand {
  readonly count: number;
  /** Behind the command. */
  readonly end: number;
  readonly found: string;
  readonly offset: number;
}

export class LooseReader {
  private readonly arena: Arena;
  private at = 0;
  private found: { readonly what: string; readonly at: number } | undefined;

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /**
   * Read the command at the arena's `pos` into the row table, as the kernel does.
   * @param ended - nothing comes behind the window
   * @returns undefined if it is cut
   * @throws DecodeError COMMAND: servers do not read it either
   */
  read(ended: boolean): LooseCommand | undefined {
    const { arena } = this;
    this.at = arena.pos;
    this.found = undefined;
    const count = this.header(STAR);
    if (count === undefined) {
      // Of a line that is cut, too, servers take what is no number for damage.
      if (ended && toInteger(arena.latin1(arena.pos + 1, arena.end)) < 1) {
        throw this.fault(`expected a number of arguments, found ${this.quoted(arena.pos + 1)}`, arena.pos);
      }
      return undefined;
    }
    if (count < 1) throw this.fault(`a command of ${count} arguments`, arena.pos);
    for (let i = 0; i < count; i++) {
      const from = this.at;
      const length = this.header(DOLLAR);
      if (length === undefined) return undefined;
      if (length < 0) throw this.fault(`an argument of ${length} bytes`, from);
      const start = this.at;
      if (start + length + 2 > arena.end) return undefined;
      this.at += length + 2;
      this.putRow(i + 1, start, start + length);
      if (arena.u8[start + length] !== CR || arena.u8[start + length + 1] !== LF) {
        this.note(`expected CR LF behind an argument, found ${this.quoted(start + length, 2)}`, start + length);
      }
    }
    this.putRow(0, arena.pos, this.at);
    const { what, at } = this.found ?? { what: 'nothing unusual', at: arena.pos };
    return { count, end: this.at, found: what, offset: arena.offsetOf(at) };
  }

  /** The number in a line that begins with `mark`; undefined if the line is cut. */
  private header(mark: number): number | undefined {
    const { arena, at } = this;
    if (at >= arena.end) return undefined;
    const wanted = mark === STAR ? 'a command, which begins with "*"' : 'an argument, which begins with "$"';
    if (arena.u8[at] !== mark) throw this.fault(`expected ${wanted}, found ${this.quoted(at)}`, at);
    const end = arena.u8.subarray(at, Math.min(arena.end, at + LONGEST_LINE)).indexOf(LF);
    if (end < 0) {
      if (arena.end - at < LONGEST_LINE) return undefined;
      throw this.fault(`a line of more than ${LONGEST_LINE} bytes where a number is expected`, at);
    }
    const text = arena.latin1(at + 1, at + end + 1);
    if (!/^\d+\r\n$/.test(text)) {
      this.note(`expected a number and CR LF, found ${this.quoted(at + 1, end)}`, at);
    }
    this.at += end + 1;
    return toInteger(text);
  }

  /** Rows are made as arguments come, so that no claim of theirs is believed. */
  private putRow(index: number, start: number, end: number): void {
    const { arena } = this;
    const { rows } = arena;
    const used = index * ROW_BYTES;
    if (rows.start + used + ROW_BYTES > rows.end) arena.grow(rows, used + ROW_BYTES, used);
    const row = rows.start + used;
    arena.u32[row >>> 2] = start;
    arena.u32[(row >>> 2) + 1] = end;
    arena.f64[(row + 8) >>> 3] = NaN;
  }

  private note(what: string, at: number): void {
    this.found ??= { what, at };
  }

  /** What was odd before is the likelier cause. */
  private fault(what: string, at: number): DecodeError {
    const first = this.found ?? { what, at };
    return new DecodeError('COMMAND', first.what, this.arena.offsetOf(first.at));
  }

  private quoted(at: number, most = QUOTED): string {
    const bytes = this.arena.u8.subarray(at, Math.min(this.arena.end, at + most, at + QUOTED));
    // A crash can leave them at the end of a file.
    return bytes.length > 1 && bytes.every((byte) => byte === 0) ? 'zeros' : quoteBytes(bytes);
  }
}

/** As atoi: digits up to what is none, 0 if there are none. */
function toInteger(text: string): number {
  return Number(/^[\t-\r ]*([+-]?\d+)/.exec(text)?.[1] ?? 0);
}
