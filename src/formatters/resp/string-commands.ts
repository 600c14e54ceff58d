/**
 * A string as SET. One that comes in slices is played twice: its length stands in front of it. One that is longer than an
 * argument may be is continued by APPEND.
 */
import type { CommandWriter } from './command-writer.ts';

/** Half of what an argument may have, proto-max-bulk-len. */
const LONGEST_ARGUMENT = 256 * 1024 * 1024;

export class StringCommands {
  private readonly commands: CommandWriter;
  private readonly longest: number;
  /** 'measure': slices are only counted. */
  private pass: 'first' | 'measure' | 'write' = 'first';
  /** Bytes that are still to be written, of the value and of the argument at hand. */
  private left = 0;
  private room = 0;
  private expiry: string | undefined;

  constructor(commands: CommandWriter, longest = LONGEST_ARGUMENT) {
    this.commands = commands;
    this.longest = longest;
  }

  /** @param expiry - Unix ms for PXAT; undefined where there is none, or a command of its own tells it */
  begin(expiry: string | undefined): void {
    this.pass = 'first';
    this.left = 0;
    this.room = 0;
    this.expiry = expiry;
  }

  /** Whether the expiry has been written with the value. */
  get timed(): boolean {
    return this.expiry !== undefined;
  }

  slice(start: number, end: number, last: boolean): void {
    if (this.pass === 'first' && last) {
      this.openSet(end - start);
      this.commands.out.span(start, end);
      this.closeArgument();
    } else if (this.pass === 'write') this.write(start, end);
    else {
      this.pass = 'measure';
      this.left += end - start;
    }
  }

  /** True: the string is needed once more. */
  end(): boolean {
    if (this.pass !== 'measure') return false;
    this.pass = 'write';
    // A string in pieces has its expiry behind the last.
    if (this.left > this.longest) this.expiry = undefined;
    this.openSet(Math.min(this.left, this.longest));
    return true;
  }

  private openSet(length: number): void {
    this.commands.openHead(this.expiry === undefined ? 1 : 3);
    this.openArgument(length);
  }

  private openArgument(length: number): void {
    this.commands.out.ascii(`$${length}\r\n`);
    this.room = length;
  }

  private closeArgument(): void {
    this.commands.out.ascii('\r\n');
    if (this.expiry === undefined) return;
    this.commands.argument('PXAT');
    this.commands.argument(this.expiry);
  }

  private write(start: number, end: number): void {
    for (let from = start; from < end;) {
      if (this.room === 0) {
        this.commands.openCommand('APPEND', 1);
        this.openArgument(Math.min(this.left, this.longest));
      }
      const to = Math.min(end, from + this.room);
      this.commands.out.span(from, to);
      this.room -= to - from;
      this.left -= to - from;
      from = to;
      if (this.room === 0) this.closeArgument();
    }
  }
}
