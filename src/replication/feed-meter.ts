/**
 * Counts the bytes of a feed, and finds where commands and transactions end in it, however it is cut. It looks at names and lengths
 * and jumps over everything else. Source: aof-replication-resp.md 3.3, 3.4.
 *
 *   feed    = (command | newline | inline)*          newlines are nothing, but are counted
 *   command = "*" argc CR LF ("$" length CR LF bytes CR LF){argc}
 *   inline  = words LF                               Redis 2.4 says SELECT so
 */
import { quoteBytes } from '../bytes/text.ts';
import { ReplicationError } from '../errors.ts';
import type { Position } from './position.ts';
import { isLetter, latin1, mayMatter, wordsOf, WORD_BYTES, WORDS } from './words.ts';

const LONGEST_LINE = 64 * 1024;
/** 2^53 has 16. */
const MOST_DIGITS = 15;
const QUOTED = 40;

const [STAR, DOLLAR, MINUS, CR, LF, ZERO] = [0x2a, 0x24, 0x2d, 0x0d, 0x0a, 0x30];

type Phase = 'between' | 'count' | 'mark' | 'length' | 'bytes' | 'line';

export class FeedMeter {
  /** Replication offset of everything that has come. */
  offset: number;
  /** Behind the last command, outside of transactions. */
  boundary: number;
  /** Database that is selected there. */
  boundaryDb: number;
  /** What is wrong with the feed, behind the boundary. */
  fault: ReplicationError | undefined;
  private readonly name: string;
  private readonly onGetAck: (offset: number) => void;
  private db: number;
  private inTransaction = false;
  private phase: Phase = 'between';
  /** Of the command at hand. */
  private begun: number;
  private left = 0;
  private words: string[] = [];
  private number = 0;
  private digits = 0;
  /** Whether CR has been seen behind the digits. */
  private returned = false;
  /** Of an argument: its bytes and CR LF that are still to come, and the text of those that matter. */
  private bytesLeft = 0;
  private text = '';

  /**
   * @param name - what messages call the server
   * @param onGetAck - the master asks how far we are, and is to be told this: the question itself does not count
   */
  constructor(name: string, from: Position, onGetAck: (offset: number) => void) {
    this.name = name;
    this.onGetAck = onGetAck;
    this.offset = from.offset;
    this.begun = from.offset;
    this.boundary = from.offset;
    this.db = from.db;
    this.boundaryDb = from.db;
  }

  /** Take what comes next. @returns how much of it stands before the last boundary in it; 0: there is none */
  take(bytes: Uint8Array): number {
    const base = this.offset;
    try {
      for (let at = 0; at < bytes.length;) {
        if (this.phase === 'between') {
          const end = this.wholeCommand(bytes, at);
          at = end > 0 ? end : this.step(bytes, at);
        } else at = this.step(bytes, at);
        this.offset = base + at;
        if (this.phase === 'between') this.pass();
      }
    } catch (error) {
      if (!(error instanceof ReplicationError)) throw error;
      this.fault = error;
    }
    return Math.max(0, this.boundary - base);
  }

  /** What came behind the last boundary never was. */
  rollback(): void {
    this.offset = this.boundary;
    this.db = this.boundaryDb;
    this.inTransaction = false;
    this.phase = 'between';
    this.begun = this.boundary;
    this.words = [];
  }

  /** Outside of commands: is it a boundary? */
  private pass(): void {
    this.begun = this.offset;
    if (this.inTransaction) return;
    this.boundary = this.offset;
    this.boundaryDb = this.db;
  }

  /** The fast way over a command that stands whole in `bytes`. @returns its end; -1: not so, or it is not like others */
  private wholeCommand(bytes: Uint8Array, start: number): number {
    const end = bytes.length;
    if (bytes[start] !== STAR) return -1;
    let at = start + 1;
    let count = 0;
    for (; at < end; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      count = count * 10 + digit;
    }
    // What comes at once is never more than this many arguments, or bytes.
    if (count === 0 || count > end || at + 1 >= end || bytes[at] !== CR || bytes[at + 1] !== LF) return -1;
    at += 2;
    const first = at;
    for (let left = count; left > 0; left--) {
      if (at >= end || bytes[at] !== DOLLAR) return -1;
      let length = 0;
      const digits = at + 1;
      for (at++; at < end; at++) {
        const digit = (bytes[at] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        length = length * 10 + digit;
      }
      if (at === digits || at + 1 >= end || bytes[at] !== CR || bytes[at + 1] !== LF) return -1;
      at += length + 4;
      if (at > end || bytes[at - 2] !== CR || bytes[at - 1] !== LF) return -1;
    }
    // The name's length is one digit in all names that matter.
    const length = (bytes[first + 1] ?? 0) - ZERO;
    if (bytes[first + 2] === CR && mayMatter(length, bytes[first + 4] ?? 0)) this.words = wordsOf(bytes, first, count);
    if (this.words.length > 0) this.settle();
    return at;
  }

  /** One thing at a time. @returns behind what was taken, at least a byte */
  private step(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    switch (this.phase) {
      case 'between':
        return this.begin(byte, at);
      case 'count':
        if (this.digit(byte)) this.beginArguments();
        return at + 1;
      case 'mark':
        if (byte !== DOLLAR) throw this.wrong('"$" and the length of an argument', bytes, at);
        this.expectNumber('length');
        return at + 1;
      case 'length':
        if (this.digit(byte)) {
          this.phase = 'bytes';
          this.bytesLeft = this.number + 2;
          this.text = '';
        }
        return at + 1;
      case 'bytes':
        return this.argument(bytes, at);
      case 'line':
        return this.line(bytes, at);
    }
  }

  private begin(byte: number, at: number): number {
    this.text = '';
    if (byte === LF || byte === CR) return at + 1;
    if (byte === STAR) {
      this.expectNumber('count');
      return at + 1;
    }
    if (byte !== MINUS && !isLetter(byte)) throw this.wrong('a command', Uint8Array.of(byte));
    this.phase = 'line';
    return at;
  }

  private expectNumber(phase: 'count' | 'length'): void {
    this.phase = phase;
    this.number = 0;
    this.digits = 0;
    this.returned = false;
  }

  /** A byte of a number's line. @returns whether that was its end */
  private digit(byte: number): boolean {
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9 && !this.returned && this.digits < MOST_DIGITS) {
      this.number = this.number * 10 + digit;
      this.digits++;
      return false;
    }
    if (byte === CR && !this.returned && this.digits > 0) {
      this.returned = true;
      return false;
    }
    if (byte === LF && this.returned) return true;
    throw this.wrong('a number and CR LF', Uint8Array.of(byte));
  }

  private beginArguments(): void {
    if (this.number === 0) throw this.wrong('a command of at least one argument', Uint8Array.of(ZERO));
    this.left = this.number;
    this.words = [];
    this.phase = 'mark';
  }

  private argument(bytes: Uint8Array, at: number): number {
    const size = Math.min(this.bytesLeft, bytes.length - at);
    if (this.words.length < WORDS && this.text.length < WORD_BYTES) {
      this.text += latin1(bytes, at, Math.min(at + size, at + WORD_BYTES));
    }
    const crAt = this.bytesLeft - 2;
    if (crAt >= 0 && crAt < size && bytes[at + crAt] !== CR) throw this.wrong('CR LF', bytes, at + crAt);
    const lfAt = this.bytesLeft - 1;
    if (lfAt < size && bytes[at + lfAt] !== LF) throw this.wrong('CR LF', bytes, at + lfAt);
    this.bytesLeft -= size;
    if (this.bytesLeft > 0) return at + size;
    if (this.words.length < WORDS) this.words.push(this.text.slice(0, Math.min(this.number, WORD_BYTES)));
    this.left--;
    this.phase = this.left > 0 ? 'mark' : 'between';
    if (this.left === 0) this.settle();
    return at + size;
  }

  private line(bytes: Uint8Array, at: number): number {
    const lf = bytes.indexOf(LF, at);
    const end = lf < 0 ? bytes.length : lf;
    this.text += latin1(bytes, at, end);
    if (this.text.length > LONGEST_LINE) throw this.wrong('a command', Buffer.from(this.text, 'latin1'));
    if (lf < 0) return end;
    const text = this.text.trimEnd();
    // Replies are for clients: something that we sent was none of a replica's business.
    if (text.startsWith('-'))
      throw new ReplicationError('PROTOCOL', `${this.name} breaks the feed off: ${text.slice(1)}`);
    this.words = text.split(' ').slice(0, WORDS);
    this.phase = 'between';
    this.settle();
    return lf + 1;
  }

  /** What the command means for the feed. */
  private settle(): void {
    const [name = '', argument = ''] = this.words;
    this.words = [];
    switch (name.toUpperCase()) {
      case 'SELECT':
        if (/^(0|[1-9]\d{0,8})$/.test(argument)) this.db = Number(argument);
        return;
      case 'MULTI':
        this.inTransaction = true;
        return;
      case 'EXEC':
        this.inTransaction = false;
        return;
      case 'REPLCONF':
        if (argument.toUpperCase() === 'GETACK') this.onGetAck(this.boundary);
    }
  }

  private wrong(expected: string, bytes: Uint8Array, at = 0): ReplicationError {
    const found = quoteBytes(bytes.subarray(at, at + QUOTED));
    const where = `behind offset ${this.begun}`;
    return new ReplicationError(
      'PROTOCOL',
      `${this.name} sends no feed: expected ${expected}, found ${found} ${where}`,
    );
  }
}
