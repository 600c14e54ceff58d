/**
 * Requests as a server gets them: arrays of strings, and inline commands. Source: aof-replication-resp.md 5.2; redis
 * src/networking.c, processMultibulkBuffer(), processInlineBuffer(); valkey 9.1 for what follows a CR.
 */
import { splitTokens } from '../bytes/tokens.ts';
import { DecodeError, LimitError } from '../errors.ts';
import { Feed } from './feed.ts';
import { asciiOf, parseLength } from './scalar.ts';

export interface RequestLimits {
  /** Arguments of one request. */
  readonly maxArguments: number;
  /** Of one argument: `proto-max-bulk-len`. What a master sends has no limit. */
  readonly maxBulkBytes: number;
  /** Of an inline command, or a line that says a length. */
  readonly maxLineBytes: number;
  /** Of a request in all: `client-query-buffer-limit`. */
  readonly maxRequestBytes: number;
}

const LIMITS: RequestLimits = {
  maxArguments: 2 ** 31 - 1,
  maxBulkBytes: 512 * 1024 * 1024,
  maxLineBytes: 64 * 1024,
  maxRequestBytes: 1024 * 1024 * 1024,
};
/** Of a client that has not said who it is. */
const STRANGER = { maxArguments: 10, maxBulkBytes: 16384 } as const;

const ARRAY = 0x2a;
const BULK = 0x24;
const CR = 0x0d;
const LF = 0x0a;
const CRLF_BYTES = 2;
/** Commands that browsers send to a server they were lured to. */
const HTTP: ReadonlySet<string> = new Set(['post', 'host:']);

export interface RespRequest {
  /** The command's name, then its arguments: at least one. */
  readonly args: readonly Uint8Array[];
  readonly inline: boolean;
  /** First byte of the request in the stream. */
  readonly offset: number;
}

/**
 * Feed it with `push`, then `take` until there is nothing more. Messages of its errors begin as those of a server do behind
 * `-ERR`; a server closes the connection after one, and the decoder stays broken.
 */
export class RequestDecoder {
  /** Whether the client need not say who it is, or has done so. To be set between requests. */
  authenticated = true;
  private readonly limits: RequestLimits;
  private readonly feed = new Feed();
  private args: Uint8Array[] = [];
  /** Arguments of the request at hand that are still to come. */
  private left = 0;
  private begun = 0;
  private bulkLength: number | undefined;
  private failure: unknown;

  constructor(limits: Partial<RequestLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
  }

  /** The bytes must stay as they are until `take` has nothing more. */
  push(bytes: Uint8Array): void {
    this.feed.push(bytes);
  }

  /** Bytes of the stream that are taken: behind the last request that `take` gave, where the one at hand is not begun. */
  get offset(): number {
    return this.left > 0 ? this.begun : this.feed.start;
  }

  /** The next request; undefined if it is not whole yet. Empty ones are passed over. @throws DecodeError RESP, LimitError */
  take(): RespRequest | undefined {
    if (this.failure !== undefined) throw this.failure;
    try {
      const request = this.next();
      if (request !== undefined) guardAgainstHttp(request);
      return request;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  private next(): RespRequest | undefined {
    for (;;) {
      if (this.left > 0) return this.argument();
      const { start } = this.feed;
      const first = this.feed.peek();
      if (first === undefined) return undefined;
      const what = first === ARRAY ? 'too big mbulk count string' : 'too big inline request';
      const line = this.feed.line(this.limits.maxLineBytes, (offset) => broken(what, offset));
      if (line === undefined) return undefined;
      if (first === ARRAY) this.begin(line, start);
      else {
        const args = splitTokens(line.at(-1) === CR ? line.subarray(0, -1) : line);
        if (args === undefined) throw broken('unbalanced quotes in request', start);
        if (args.length > 0) return { args, inline: true, offset: start };
      }
    }
  }

  /** `*n` */
  private begin(line: Uint8Array, offset: number): void {
    const count = parseLength(this.behindMark(line, offset));
    if (count === undefined || count > this.limits.maxArguments) throw broken('invalid multibulk length', offset);
    if (count > STRANGER.maxArguments && !this.authenticated) throw broken('unauthenticated multibulk length', offset);
    this.args = [];
    this.left = Math.max(0, count);
    this.begun = offset;
  }

  /** The arguments of the request at hand. */
  private argument(): RespRequest | undefined {
    while (this.left > 0) {
      this.bulkLength ??= this.readLength();
      if (this.bulkLength === undefined) return undefined;
      const bytes = this.feed.bytes(this.bulkLength + CRLF_BYTES);
      if (bytes === undefined) return undefined;
      if (bytes.at(-2) !== CR || bytes.at(-1) !== LF) {
        throw broken('invalid CRLF in request', this.feed.offset - CRLF_BYTES);
      }
      this.args.push(bytes.subarray(0, this.bulkLength));
      this.bulkLength = undefined;
      this.left--;
    }
    const { args, begun } = this;
    this.args = [];
    return { args, inline: false, offset: begun };
  }

  /** `$n` */
  private readLength(): number | undefined {
    const { start } = this.feed;
    const first = this.feed.peek();
    if (first === undefined) return undefined;
    if (first !== BULK) throw broken(`expected '$', got '${String.fromCharCode(first)}'`, start);
    const line = this.feed.line(this.limits.maxLineBytes, (offset) => broken('too big bulk count string', offset));
    if (line === undefined) return undefined;
    const length = parseLength(this.behindMark(line, start));
    if (length === undefined || length < 0 || length > this.limits.maxBulkBytes) {
      throw broken('invalid bulk length', start);
    }
    if (length > STRANGER.maxBulkBytes && !this.authenticated) throw broken('unauthenticated bulk length', start);
    if (this.feed.offset + length - this.begun > this.limits.maxRequestBytes) {
      throw new LimitError(`a request of more than ${this.limits.maxRequestBytes} bytes`, this.begun);
    }
    return length;
  }

  private behindMark(line: Uint8Array, offset: number): Uint8Array {
    if (line.at(-1) !== CR) throw broken('invalid CRLF in request', offset + line.length);
    return line.subarray(1, -1);
  }
}

function guardAgainstHttp({ args: [name], offset }: RespRequest): void {
  const word = name === undefined || name.length > 5 ? '' : asciiOf(name).toLowerCase();
  if (HTTP.has(word)) throw new DecodeError('RESP', 'a request of HTTP, not of Redis', offset);
}

function broken(what: string, offset: number): DecodeError {
  return new DecodeError('RESP', `Protocol error: ${what}`, offset);
}
