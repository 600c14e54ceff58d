/** Replies of RESP2 and RESP3, however the stream is cut. Source: aof-replication-resp.md 5.1. */
import { DecodeError, LimitError } from '../errors.ts';
import { Aggregate, type AggregateType } from './aggregate.ts';
import { Feed } from './feed.ts';
import { asciiOf, parseLength, parseScalar, textOf, unlike } from './scalar.ts';
import {
  RESP_LIMITS,
  RESP_TYPES,
  SLICE,
  STREAM_END,
  type RespLimits,
  type RespPair,
  type RespType,
  type RespValue,
} from './value.ts';

type ReadType = keyof typeof RESP_TYPES;
type BulkType = 'string' | 'blob-error' | 'verbatim-string';

/** Types by their first byte. */
const BY_MARK: ReadonlyMap<number, ReadType> = new Map(
  Object.entries(RESP_TYPES).map(([type, { mark }]) => [mark.charCodeAt(0), type as ReadType]),
);
const STREAMED = '?'.charCodeAt(0);
const SLICE_BYTE = SLICE.charCodeAt(0);
const STREAM_END_BYTE = STREAM_END.charCodeAt(0);
const CR = 0x0d;
const LF = 0x0a;
const CRLF_BYTES = 2;
/** `txt:` */
const FORMAT = /^[^:]{3}:$/;
const FORMAT_BYTES = 4;

/** A string whose length is known. */
interface Bulk {
  /** 'slice': of a streamed string. */
  readonly type: BulkType | 'slice';
  readonly length: number;
  readonly offset: number;
}

/**
 * Feed it with `push`, then `take` until there is nothing more. After an error it stays broken: of a stream that breaks the
 * protocol nothing that follows can be trusted.
 */
export class RespDecoder {
  private readonly limits: RespLimits;
  private readonly feed = new Feed();
  private readonly open: Aggregate[] = [];
  /** Said of the value that comes next. */
  private attributes: RespPair[] | undefined;
  private bulk: Bulk | undefined;
  /** Slices of a streamed string that is not over. */
  private slices: Uint8Array[] | undefined;
  private sliced = 0;
  private failure: unknown;

  constructor(limits: Partial<RespLimits> = {}) {
    this.limits = { ...RESP_LIMITS, ...limits };
  }

  /** The bytes must stay as they are until `take` has nothing more. */
  push(bytes: Uint8Array): void {
    this.feed.push(bytes);
  }

  /** The next reply or push; undefined if it is not whole yet. @throws DecodeError RESP, LimitError: with the offset in the stream */
  take(): RespValue | undefined {
    if (this.failure !== undefined) throw this.failure;
    try {
      return this.next();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  /** The stream is over. @throws DecodeError TRUNCATED: within a value */
  end(): void {
    const begun = this.bulk ?? this.slices ?? this.attributes ?? this.open[0];
    if (begun === undefined && this.feed.isEmpty) return;
    throw new DecodeError('TRUNCATED', 'the stream ends within a value', this.feed.offset);
  }

  private next(): RespValue | undefined {
    for (;;) {
      const { start } = this.feed;
      if (this.bulk !== undefined) {
        const bytes = this.feed.bytes(this.bulk.length + CRLF_BYTES);
        if (bytes === undefined) return undefined;
        const done = this.closeBulk(this.bulk, bytes);
        if (done !== undefined) return done;
        continue;
      }
      const line = this.feed.line(this.limits.maxLineBytes, lineTooLong);
      if (line === undefined) return undefined;
      const done = this.begin(line, start);
      if (done !== undefined) return done;
    }
  }

  /** What a line begins, or is. Gives a reply that is over with it. */
  private begin(line: Uint8Array, offset: number): RespValue | undefined {
    const [mark] = line;
    if (this.slices !== undefined) return this.slice(line, this.slices, offset);
    if (mark === STREAM_END_BYTE) return this.endStream(line, offset);
    const type = mark === undefined ? undefined : BY_MARK.get(mark);
    if (type === undefined) throw unlike('the first byte of a value', asciiOf(line.subarray(0, 1)), offset);
    const text = textOf(line, offset);
    switch (type) {
      case 'string':
      case 'blob-error':
      case 'verbatim-string':
        return this.beginBulk(type, text, offset);
      case 'array':
      case 'set':
      case 'push':
      case 'map':
      case 'attribute':
        return this.beginAggregate(type, text, offset);
      case 'simple-string':
      case 'error':
      case 'integer':
      case 'null':
      case 'boolean':
      case 'double':
      case 'big-number':
        return this.complete(parseScalar(type, text, offset));
    }
  }

  private beginBulk(type: BulkType, text: Uint8Array, offset: number): RespValue | undefined {
    if (type === 'string' && isStreamed(text)) {
      this.slices = [];
      this.sliced = 0;
      return undefined;
    }
    const length = this.length(text, type, offset);
    if (length < 0) return this.complete({ type: 'null-string' });
    this.checkBulk(length, offset);
    this.bulk = { type, length, offset };
    return undefined;
  }

  private closeBulk({ type, length, offset }: Bulk, bytes: Uint8Array): RespValue | undefined {
    this.bulk = undefined;
    if (bytes[length] !== CR || bytes[length + 1] !== LF) {
      throw new DecodeError('RESP', `no CR LF behind ${length} bytes`, this.feed.offset - CRLF_BYTES);
    }
    const value = bytes.subarray(0, length);
    if (type === 'slice') {
      this.slices?.push(value);
      return undefined;
    }
    if (type !== 'verbatim-string') return this.complete({ type, value });
    const format = asciiOf(value.subarray(0, FORMAT_BYTES));
    if (!FORMAT.test(format)) throw unlike('a format of three letters and a colon', format, offset);
    return this.complete({ type, format: format.slice(0, -1), value: value.subarray(FORMAT_BYTES) });
  }

  /** `;n`: more of a streamed string, or its end. */
  private slice(line: Uint8Array, slices: readonly Uint8Array[], offset: number): RespValue | undefined {
    if (line[0] !== SLICE_BYTE) throw unlike(`'${SLICE}'`, asciiOf(line.subarray(0, 1)), offset);
    const length = parseLength(textOf(line, offset));
    if (length === undefined || length < 0) throw unlike('a length', asciiOf(line.subarray(1)), offset);
    this.sliced += length;
    this.checkBulk(this.sliced, offset);
    if (length > 0) {
      this.bulk = { type: 'slice', length, offset };
      return undefined;
    }
    this.slices = undefined;
    return this.complete({ type: 'string', value: new Uint8Array(Buffer.concat(slices, this.sliced)) });
  }

  private beginAggregate(type: AggregateType, text: Uint8Array, offset: number): RespValue | undefined {
    const { maxElements, maxDepth } = this.limits;
    if (type === 'push' && this.open.length > 0) throw new DecodeError('RESP', 'a push within a value', offset);
    const spec = RESP_TYPES[type];
    const streamed = 'streamed' in spec && isStreamed(text);
    const count = streamed ? undefined : this.length(text, type, offset);
    if (count !== undefined && count < 0) return this.complete({ type: 'null-array' });
    if (count !== undefined && count > maxElements) {
      throw new LimitError(`${count} elements announced, where ${maxElements} are let pass`, offset);
    }
    if (this.open.length >= maxDepth) throw new LimitError(`nested more than ${maxDepth} deep`, offset);
    const values = count !== undefined && spec.layout === 'pairs' ? 2 * count : count;
    const aggregate = new Aggregate(type, values, this.attributes, offset);
    this.attributes = undefined;
    this.open.push(aggregate);
    return aggregate.isFull ? this.close(aggregate) : undefined;
  }

  private endStream(line: Uint8Array, offset: number): RespValue | undefined {
    if (textOf(line, offset).length > 0) throw new DecodeError('RESP', `'${STREAM_END}' with text behind it`, offset);
    const aggregate = this.open.at(-1);
    if (!aggregate?.streamed) throw new DecodeError('RESP', `'${STREAM_END}' where nothing is streamed`, offset);
    if (this.attributes !== undefined) throw new DecodeError('RESP', 'an attribute of nothing', offset);
    return this.close(aggregate);
  }

  /** All values of the innermost aggregate are there. */
  private close(aggregate: Aggregate): RespValue | undefined {
    this.open.pop();
    this.attributes = aggregate.attributes;
    if (aggregate.type !== 'attribute') return this.complete(aggregate.build(aggregate.type));
    const attributes = aggregate.attributes ?? [];
    for (const pair of aggregate.pairs()) attributes.push(pair);
    this.attributes = attributes;
    return undefined;
  }

  /** A value is over: it is the reply, or goes into what is open. */
  private complete(plain: RespValue): RespValue | undefined {
    const { attributes } = this;
    const value = attributes === undefined || attributes.length === 0 ? plain : { ...plain, attributes };
    this.attributes = undefined;
    const aggregate = this.open.at(-1);
    if (aggregate === undefined) return value;
    if (aggregate.streamed && aggregate.size >= this.limits.maxElements) {
      throw new LimitError(`more than ${this.limits.maxElements} elements`, aggregate.offset);
    }
    aggregate.add(value);
    return aggregate.isFull ? this.close(aggregate) : undefined;
  }

  /** A length that may be -1 where that is a null of RESP2. */
  private length(text: Uint8Array, type: RespType, offset: number): number {
    const length = parseLength(text);
    const least = type === 'string' || type === 'array' ? -1 : 0;
    if (length === undefined || length < least) throw unlike('a length', asciiOf(text), offset);
    return length;
  }

  private checkBulk(length: number, offset: number): void {
    const { maxBulkBytes } = this.limits;
    if (length <= maxBulkBytes) return;
    throw new LimitError(`a string of ${length} bytes announced, where ${maxBulkBytes} are let pass`, offset);
  }
}

function isStreamed(text: Uint8Array): boolean {
  return text.length === 1 && text[0] === STREAMED;
}

function lineTooLong(offset: number): Error {
  return new LimitError('a line without an end', offset);
}
