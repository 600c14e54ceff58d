/**
 * Replies that nobody wants to see: counted, and only errors looked at. A server answers a hundred thousand commands a second, and nearly
 * all of it is `+OK`, `+QUEUED` or `:1`. RESP2. Source: aof-replication-resp.md 5.1.
 */
import { ReplicationError } from '../../errors.ts';

export interface ReplyListener {
  /**
   * An error, in the server's words.
   * @param reply - which, from 0 on
   * @param element - which of its elements, where it is one of an array's
   */
  error(reply: number, element: number | undefined, text: string): void;
  /** A reply that is a null array: EXEC of a transaction that a watched key has spoilt. */
  nullArray(reply: number): void;
}

const CR = 0x0d;
const LF = 0x0a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const COLON = 0x3a;
const DOLLAR = 0x24;
const STAR = 0x2a;
const ZERO = 0x30;
const NINE = 0x39;
const O = 0x4f;
/** Of a line. Errors of scripts are long; nothing else is. */
const LONGEST_LINE = 1 << 20;
const CRLF_BYTES = 2;
const OK_BYTES = 5;

export class ReplyScanner {
  /** Whole replies so far. */
  replies = 0;
  private readonly name: string;
  private readonly listener: ReplyListener;
  /** The beginning of a line that is not whole. */
  private held = Buffer.alloc(0);
  /** Bytes of a string, with its CRLF, that are to be passed over. */
  private skip = 0;
  /** Of each array that is open, from the outermost: elements that are to come. */
  private readonly left: number[] = [];
  /** Elements of the outermost. */
  private elements = 0;

  /** @param name - what messages call the server */
  constructor(name: string, listener: ReplyListener) {
    this.name = name;
    this.listener = listener;
  }

  /** @throws ReplicationError PROTOCOL */
  scan(bytes: Buffer): void {
    let chunk = bytes;
    if (this.held.length > 0) {
      chunk = Buffer.concat([this.held, bytes]);
      this.held = Buffer.alloc(0);
    }
    let at = 0;
    while (at < chunk.length) {
      if (this.skip > 0) {
        const passed = Math.min(this.skip, chunk.length - at);
        this.skip -= passed;
        at += passed;
        if (this.skip === 0) this.value();
        continue;
      }
      // +OK, by far the most frequent.
      if (chunk[at] === PLUS && chunk[at + 1] === O && chunk[at + 3] === CR && at + OK_BYTES <= chunk.length) {
        at += OK_BYTES;
        this.value();
        continue;
      }
      const end = lineEnd(chunk, at);
      if (end === 0) {
        this.hold(chunk.subarray(at));
        return;
      }
      this.line(chunk, at, end - CRLF_BYTES);
      at = end;
    }
  }

  private hold(rest: Buffer): void {
    if (rest.length > LONGEST_LINE) throw this.broken(rest, 0);
    this.held = Buffer.from(rest);
  }

  private line(chunk: Buffer, at: number, end: number): void {
    switch (chunk[at] ?? 0) {
      case PLUS:
      case COLON:
        this.value();
        return;
      case MINUS:
        this.listener.error(this.replies, this.element, chunk.toString('utf8', at + 1, end));
        this.value();
        return;
      case DOLLAR: {
        const length = this.number(chunk, at, end);
        if (length < 0) this.value();
        else this.skip = length + CRLF_BYTES;
        return;
      }
      case STAR: {
        const count = this.number(chunk, at, end);
        if (count < 0 && this.left.length === 0) this.listener.nullArray(this.replies);
        if (count <= 0) this.value();
        else {
          if (this.left.length === 0) this.elements = count;
          this.left.push(count);
        }
        return;
      }
      default:
        throw this.broken(chunk, at);
    }
  }

  /** Which element of the outermost array comes. */
  private get element(): number | undefined {
    const [left] = this.left;
    return left === undefined ? undefined : this.elements - left;
  }

  /** A value is whole, and so perhaps what it is the last element of. */
  private value(): void {
    const { left } = this;
    while (left.length > 0) {
      const more = (left[left.length - 1] ?? 0) - 1;
      if (more > 0) {
        left[left.length - 1] = more;
        return;
      }
      left.pop();
    }
    this.replies++;
  }

  private number(chunk: Buffer, at: number, end: number): number {
    const negative = chunk[at + 1] === MINUS;
    let value = 0;
    for (let i = at + (negative ? 2 : 1); i < end; i++) {
      const digit = chunk[i] ?? 0;
      if (digit < ZERO || digit > NINE) throw this.broken(chunk, at);
      value = value * 10 + digit - ZERO;
    }
    return negative ? -value : value;
  }

  private broken(chunk: Buffer, at: number): ReplicationError {
    const found = JSON.stringify(chunk.toString('latin1', at, at + 40));
    return new ReplicationError('PROTOCOL', `${this.name} answers with what is no reply of RESP: ${found}`);
  }
}

/** Behind the line feed of the line at `at`; 0: it is not whole. */
function lineEnd(chunk: Buffer, at: number): number {
  const { length } = chunk;
  for (let i = at + 1; i < length; i++) if (chunk[i] === LF) return i + 1;
  return 0;
}
