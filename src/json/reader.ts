/**
 * What record-schema.md puts into JSON, read as what it stands for. It walks over text that has been looked at before (scan.ts),
 * so only types are checked. Bytes are spans: where the text is them, in the window itself, else in scratch.
 */
import type { Arena } from '../bytes/arena.ts';
import { DecodeError } from '../errors.ts';
import type { StreamId } from '../model/stream.ts';
import { CHAR, isDigit, JsonScanner } from './scan.ts';
import { unescapeLatin1, unescapeUtf8 } from './unescape.ts';
import { Words } from './words.ts';

/** Integers of up to as many digits are exact as numbers, whatever the digits. */
const SAFE_DIGITS = 15;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64_NAME = '$base64';
const MOST_U64 = 2n ** 64n - 1n;
const LEAST_I64 = -(2n ** 63n);
const MOST_I64 = 2n ** 63n - 1n;
const STREAM_ID = /^(0|[1-9]\d{0,19})-(0|[1-9]\d{0,19})$/;
const SCORES: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
]);

export class JsonReader {
  readonly arena: Arena;
  /** The address of the next byte. */
  at = 0;
  /** The last bytes that were read: a span. */
  start = 0;
  stop = 0;
  private readonly latin1: boolean;
  private readonly scanner: JsonScanner;
  private readonly words = new Words();
  /** First free byte of the scratch region. */
  private free = 0;
  private end = 0;

  /** @param latin1 - each character of a string stands for the byte of its number */
  constructor(arena: Arena, latin1: boolean) {
    this.arena = arena;
    this.latin1 = latin1;
    this.scanner = new JsonScanner(arena);
  }

  /** Read the record that ends at `end`, from `at` on. What was in scratch is given up. */
  open(at: number, end: number): void {
    this.at = at;
    this.end = end;
    this.clear();
  }

  /** Give up what is in scratch. */
  clear(): void {
    this.free = this.arena.scratch.start;
  }

  /** Enter an array or object: whether it holds anything. @throws DecodeError JSON: it is none */
  enter(open: typeof CHAR.OPEN_ARRAY | typeof CHAR.OPEN_OBJECT, what: string): boolean {
    if (this.peek() !== open) {
      throw this.refuse(`${what} is to be ${open === CHAR.OPEN_ARRAY ? 'an array' : 'an object'}`);
    }
    this.at++;
    const close = open + 2;
    if (this.peek() !== close) return true;
    this.at++;
    return false;
  }

  /** Behind an element: whether another one follows. */
  more(): boolean {
    const comma = this.peek() === CHAR.COMMA;
    this.at++;
    if (comma) this.peek();
    return comma;
  }

  /** Into an array of two: reads neither. */
  enterPair(what: string): void {
    if (!this.enter(CHAR.OPEN_ARRAY, what)) throw this.refuse(`${what} is to be an array of two`);
  }
  secondOfPair(what: string): void {
    if (!this.more()) throw this.refuse(`${what} is to be an array of two`);
  }
  leavePair(what: string): void {
    if (this.more()) throw this.refuse(`${what} is to be an array of two`);
  }

  /** The next byte that is no white space. */
  peek(): number {
    const { u8 } = this.arena;
    while ((u8[this.at] ?? CHAR.QUOTE) <= CHAR.SPACE) this.at++;
    return u8[this.at] ?? 0;
  }

  /** A name of an object as a span, and its colon. */
  nameBytes(): void {
    this.string();
    this.colon();
  }

  /** A name of ours. */
  name(): string {
    const { u8 } = this.arena;
    this.string();
    const name = this.words.text(u8, this.start, this.stop);
    this.colon();
    return name;
  }

  /** Pass over a value. */
  skip(): void {
    this.peek();
    this.scanner.open(this.end);
    this.at = this.scanner.value(this.at);
  }

  /** Where each member of the object that stands next begins; it is passed over. @throws DecodeError JSON: a name stands twice */
  members(what: string): ReadonlyMap<string, number> {
    const members = new Map<string, number>();
    for (let more = this.enter(CHAR.OPEN_OBJECT, what); more; more = this.more()) {
      const { at } = this;
      const name = this.name();
      if (members.has(name)) throw this.refuse(`${JSON.stringify(name)} stands twice in ${what}`, at);
      this.peek();
      members.set(name, this.at);
      this.skip();
    }
    return members;
  }

  /** Go to a member of an object; false if it has none of that name. */
  find(members: ReadonlyMap<string, number>, name: string): boolean {
    const at = members.get(name);
    if (at !== undefined) this.at = at;
    return at !== undefined;
  }

  /** Go to a member that must be there. */
  to(members: ReadonlyMap<string, number>, name: string, what: string): void {
    if (!this.find(members, name)) throw this.refuse(`${what} has no ${JSON.stringify(name)}`);
  }

  /** S of record-schema.md, as a span. @throws DecodeError JSON */
  bytes(what: string): void {
    const first = this.peek();
    if (first === CHAR.QUOTE) {
      this.string();
      return;
    }
    if (first === CHAR.OPEN_OBJECT) {
      const { at } = this;
      if (this.enter(CHAR.OPEN_OBJECT, what) && this.name() === BASE64_NAME) {
        this.base64(what);
        if (!this.more()) return;
      }
      this.at = at;
    }
    throw this.refuse(`${what} is to be a string or {"$base64":"…"}`);
  }

  /** The bytes of a base64 string, as a span. */
  base64(what: string): void {
    this.put(Buffer.from(this.base64Text(what), 'base64'));
  }

  /**
   * The bytes of a base64 string, for those who read on from where they stand: they are put into the window, where their text
   * stood, and the text comes back when `use` returns.
   */
  withBase64(what: string, use: (start: number, stop: number) => void): void {
    const { arena } = this;
    const text = this.base64Text(what);
    const { start } = this;
    const bytes = Buffer.from(text, 'base64');
    arena.u8.set(bytes, start);
    try {
      use(start, start + bytes.length);
    } finally {
      arena.putLatin1(text, start);
    }
  }

  /** A base64 string, its text as a span too. */
  private base64Text(what: string): string {
    const { at, arena } = this;
    if (this.peek() !== CHAR.QUOTE) throw this.refuse(`${what}: $base64 is to be a string`);
    this.string();
    const text = arena.latin1(this.start, this.stop);
    if (text.length % 4 !== 0 || !BASE64.test(text)) throw this.refuse(`${what} is no base64`, at);
    return text;
  }

  /** Bytes of their own. */
  copy(what: string): Uint8Array {
    this.bytes(what);
    return this.arena.u8.slice(this.start, this.stop);
  }

  /** A word of ours: ASCII, short. */
  text(what: string): string {
    if (this.peek() !== CHAR.QUOTE) throw this.refuse(`${what} is to be a string`);
    const { at } = this;
    this.string();
    const { u8 } = this.arena;
    for (let i = this.start; i < this.stop; i++) {
      if ((u8[i] ?? 0) >= 0x80) throw this.refuse(`${what} is to be ASCII`, at);
    }
    return this.words.text(u8, this.start, this.stop);
  }

  /** Text as it stands, whatever strings stand for. */
  unicode(what: string): string {
    if (this.peek() !== CHAR.QUOTE) throw this.refuse(`${what} is to be a string`);
    const { at } = this;
    this.skip();
    return String(JSON.parse(Buffer.from(this.arena.u8.subarray(at, this.at)).toString()));
  }

  /** A double. */
  number(what: string): number {
    this.numeral(what);
    return this.double();
  }

  /** A double, `inf`, `-inf` or `nan`. */
  score(what: string): number {
    if (this.peek() !== CHAR.QUOTE) return this.number(what);
    const { at } = this;
    const score = SCORES.get(this.text(what));
    if (score === undefined) throw this.refuse(`${what} is to be a number, "inf", "-inf" or "nan"`, at);
    return score;
  }

  /** An integer from 0 up to what numbers hold. */
  count(what: string): number {
    const value = this.integer(what);
    if (typeof value === 'bigint' || value < 0) throw this.refuse(`${what} is out of range`);
    return value;
  }

  /** A signed integer of 64 bits; a bigint only where a number does not hold it. */
  integer(what: string): number | bigint {
    this.numeral(what);
    if (!this.isInteger()) throw this.refuse(`${what} is to be an integer`, this.start);
    if (this.stop - this.start <= SAFE_DIGITS) return this.double() + 0;
    const value = this.bigNumeral();
    if (value < LEAST_I64 || value > MOST_I64) throw this.refuse(`${what} is out of range`, this.start);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  i64(what: string): bigint {
    return BigInt(this.integer(what));
  }

  /** An unsigned integer of 64 bits. */
  u64(what: string): bigint {
    this.numeral(what);
    if (!this.isInteger()) throw this.refuse(`${what} is to be an integer`, this.start);
    const value = this.bigNumeral();
    if (value < 0n || value > MOST_U64) throw this.refuse(`${what} is out of range`, this.start);
    return value;
  }

  /** The text of a number, as a span. */
  numeral(what: string): void {
    const first = this.peek();
    if (first !== CHAR.MINUS && !isDigit(first)) throw this.refuse(`${what} is to be a number`);
    this.start = this.at;
    this.skip();
    this.stop = this.at;
  }

  /** Whether the numeral just read has neither point nor exponent. */
  isInteger(): boolean {
    const { u8 } = this.arena;
    for (let at = this.start; at < this.stop; at++) {
      const byte = u8[at] ?? 0;
      if (byte !== CHAR.MINUS && !isDigit(byte)) return false;
    }
    return true;
  }

  /** `ms-seq` */
  streamId(what: string): StreamId {
    const { at } = this;
    const [, ms, seq] = STREAM_ID.exec(this.text(what)) ?? [];
    const id = { ms: BigInt(ms ?? -1), seq: BigInt(seq ?? 0) };
    if (id.ms < 0n || id.ms > MOST_U64 || id.seq > MOST_U64) throw this.refuse(`${what} is to be a stream id`, at);
    return id;
  }

  /** What is wrong with the text at an address: here, if none is given. */
  refuse(what: string, at = this.at): DecodeError {
    return new DecodeError('JSON', what, this.arena.offsetOf(at));
  }

  /** Put bytes into scratch: they are the span then. */
  put(bytes: Uint8Array): void {
    const to = this.room(bytes.length);
    this.arena.u8.set(bytes, to);
    this.take(to, to + bytes.length);
  }

  private colon(): void {
    this.peek();
    this.at++;
    this.peek();
  }

  /** A string; the next byte is its quote. */
  private string(): void {
    const { u8 } = this.arena;
    const start = this.at + 1;
    const high = this.latin1 ? 0x80 : 0x100;
    let at = start;
    for (;;) {
      const byte = u8[at] ?? CHAR.QUOTE;
      if (byte === CHAR.QUOTE) break;
      if (byte === CHAR.BACKSLASH || byte >= high) {
        this.unescape(start, at);
        return;
      }
      at++;
    }
    this.start = start;
    this.stop = at;
    this.at = at + 1;
  }

  /** A string that is not its own bytes from `special` on. */
  private unescape(start: number, special: number): void {
    this.scanner.open(this.end);
    this.at = this.scanner.string(start - 1);
    const end = this.at - 1;
    const to = this.room(end - start);
    const { u8 } = this.arena;
    u8.copyWithin(to, start, special);
    const put = this.latin1 ? unescapeLatin1 : unescapeUtf8;
    const stop = put(u8, special, end, to + special - start);
    if (stop === 'surrogate') throw this.refuse('half of a surrogate pair stands for no bytes', start);
    if (stop === 'latin1') throw this.refuse('a character above U+00FF stands for no byte', start);
    this.take(to, stop);
  }

  /** Room in scratch. What was put there stays readable. */
  private room(size: number): number {
    const { arena } = this;
    if (this.free + size > arena.scratch.end) {
      arena.grow(arena.scratch, size);
      this.free = arena.scratch.start;
    }
    return this.free;
  }

  private take(start: number, stop: number): void {
    this.start = start;
    this.stop = stop;
    this.free = stop;
  }

  private double(): number {
    const value = this.arena.kernels.readDouble(this.start, this.stop);
    // The kernel leaves what is not exact in one step.
    return value === value ? value : Number(this.arena.latin1(this.start, this.stop));
  }

  private bigNumeral(): bigint {
    return BigInt(this.arena.latin1(this.start, this.stop));
  }
}
