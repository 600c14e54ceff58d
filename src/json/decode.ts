/**
 * JSON of record-schema.md - NDJSON, or one array of the same objects - as calls of a sink: what `dump` and `to-json` print,
 * read back. A record is the unit: all of it has to be in the window.
 */
import type { Arena } from '../bytes/arena.ts';
import { quoteBytes } from '../bytes/text.ts';
import { DecodeError, LimitError, UnsupportedError } from '../errors.ts';
import type { EntrySink, Interest, KeyEnd } from '../model/sink.ts';
import type { Progress, WindowDecoder } from '../model/window-decoder.ts';
import { JsonKey } from './key.ts';
import { JsonReader } from './reader.ts';
import { readEnd, readHeader, RECORDS, type JsonRecord } from './records.ts';
import { CHAR, JsonScanner, UNFINISHED } from './scan.ts';
import { ValuePlayer } from './value.ts';
import { Words } from './words.ts';

export interface JsonOptions {
  /** Strings are as `--bytes latin1` prints them: each character stands for the byte of its number. */
  readonly latin1?: boolean;
}

/** A record that is not whole is looked at again when there is so many times its text. */
const MUCH = 1.5;

/** Where between the records of an array. */
type Place = 'lines' | 'array begun' | 'element' | 'behind element' | 'array over';

export class JsonDecoder implements WindowDecoder {
  readonly retainFrom = undefined;
  readonly rewindTo = 0;
  readonly wanted = 1;
  private readonly arena: Arena;
  private readonly sink: EntrySink;
  private readonly scanner: JsonScanner;
  private readonly reader: JsonReader;
  private readonly values: ValuePlayer;
  private readonly words = new Words();
  private readonly key = new JsonKey();
  private readonly keyEnd: { -readonly [K in keyof KeyEnd]: KeyEnd[K] } = { sizeBytes: 0, start: 0, end: 0 };
  /** Where the value of each member of the record begins. */
  private readonly members = new Map<string, number>();
  private valueBytes = 0;
  private place: Place = 'lines';
  private started = false;
  /** A source has begun and not ended; `headed`: its header record was there, so its end is to be too. */
  private open = false;
  private headed = false;
  private db: number | undefined;
  /** A record that tells of damage to what it was printed from. */
  private damage: unknown;
  /** Bytes of a record that were not all of it. */
  private tried = 0;
  /** Lines that end before this offset. */
  private lines = 0;
  private linesOffset = 0;

  constructor(arena: Arena, sink: EntrySink, options: JsonOptions = {}) {
    this.arena = arena;
    this.sink = sink;
    this.scanner = new JsonScanner(arena);
    this.reader = new JsonReader(arena, options.latin1 ?? false);
    this.values = new ValuePlayer(this.reader, sink);
    sink.open(arena);
  }

  run(ended: boolean): Progress {
    const { arena } = this;
    if (!ended && !this.isPromising()) return 'more';
    try {
      for (;;) this.step();
    } catch (error) {
      if (error !== UNFINISHED) throw this.placed(error);
      this.tried = arena.end - arena.pos;
      if (!ended) return 'more';
      if (arena.pos === arena.end && (this.place === 'lines' || this.place === 'array over')) return this.finish();
      const offset = arena.offsetOf(arena.end);
      throw this.placed(new DecodeError('JSON', 'the text ends within a record, or within its array', offset));
    }
  }

  /** Whether a record that was not whole may be now: its text has grown a lot, or a line has ended. */
  private isPromising(): boolean {
    const { arena, tried } = this;
    if (arena.end - arena.pos >= MUCH * tried) return true;
    return arena.u8.subarray(arena.pos + tried, arena.end).includes(CHAR.LF);
  }

  /** Count the lines of what is about to be dropped. */
  sum(): void {
    const { arena } = this;
    this.lines = this.lineOf(arena.pos) - 1;
    this.linesOffset = arena.offsetOf(arena.pos);
  }

  /** One record, or what stands between two. @throws UNFINISHED */
  private step(): void {
    const { arena, scanner } = this;
    scanner.open(arena.end);
    arena.pos = this.space(arena.pos);
    const at = arena.pos;
    if (!this.between(arena.u8[at] ?? 0)) {
      this.pass(at + 1);
      return;
    }
    const end = this.index(at);
    const valid = arena.kernels.utf8End(at, end);
    if (valid !== end) throw new DecodeError('JSON', 'not UTF-8', arena.offsetOf(valid));
    this.reader.open(at, end);
    this.record(arena.offsetOf(at));
    this.pass(end);
    if (this.place === 'element') this.place = 'behind element';
  }

  private space(from: number): number {
    try {
      return this.scanner.space(from);
    } catch (error) {
      // White space that ends the window is done with.
      this.arena.pos = this.arena.end;
      throw error;
    }
  }

  private pass(at: number): void {
    this.arena.pos = at;
    this.started = true;
  }

  /** True: a record begins here. Else a bracket or comma of an array stands here, and is taken. */
  private between(byte: number): boolean {
    const { place, started } = this;
    if (place === 'lines' && byte === CHAR.OPEN_ARRAY && !started) this.place = 'array begun';
    else if (place === 'behind element' && byte === CHAR.COMMA) this.place = 'element';
    else if ((place === 'behind element' || place === 'array begun') && byte === CHAR.CLOSE_ARRAY) {
      this.place = 'array over';
    } else {
      const wanted = place !== 'behind element' && place !== 'array over';
      if (byte !== CHAR.OPEN_OBJECT || !wanted) throw this.scanner.unexpected(this.arena.pos);
      if (place === 'array begun') this.place = 'element';
      return true;
    }
    return false;
  }

  /** Find the members of the record at `at`; gives its end. */
  private index(open: number): number {
    const { scanner, members, arena, words } = this;
    members.clear();
    this.valueBytes = 0;
    let at = scanner.space(open + 1);
    if (arena.u8[at] === CHAR.CLOSE_OBJECT) return at + 1;
    for (;;) {
      const start = at;
      const behind = scanner.string(at);
      at = scanner.name(at);
      const raw = words.text(arena.u8, start + 1, behind - 1);
      const name = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
      if (members.has(name)) {
        throw new DecodeError('JSON', `${JSON.stringify(name)} stands twice`, arena.offsetOf(start));
      }
      members.set(name, at);
      const value = at;
      at = scanner.value(at, 1);
      if (name === 'value') this.valueBytes = at - value;
      at = scanner.space(at);
      const byte = arena.u8[at];
      if (byte === CHAR.CLOSE_OBJECT) return at + 1;
      if (byte !== CHAR.COMMA) throw scanner.unexpected(at);
      at = scanner.space(at + 1);
    }
  }

  private record(textOffset: number): void {
    const { reader, members, sink } = this;
    const offset = reader.find(members, 'offset') ? reader.count('offset') : textOffset;
    const name = reader.find(members, 'record') ? reader.text('record') : 'key';
    const record: JsonRecord = { reader, members, offset };
    if (members.has('incomplete')) {
      this.damage ??= this.placed(new DecodeError('TRUNCATED', 'the record says that it is not whole', textOffset));
      return;
    }
    if (name === 'header') {
      this.endHeaded(textOffset);
      this.open = true;
      this.headed = true;
      this.db = undefined;
      sink.begin(readHeader(record));
      return;
    }
    if (!this.open) this.begin(offset);
    if (name === 'key') this.playKey(offset);
    else if (name === 'eof') {
      this.open = false;
      sink.end(readEnd(record));
    } else {
      const play = RECORDS.get(name);
      if (play === undefined) throw reader.refuse(`no such record ${JSON.stringify(name)}`, members.get('record'));
      if (name === 'select-db' && reader.find(members, 'db')) this.db = reader.count('db');
      play(record, sink);
    }
  }

  /** Key records that do not say what they come from. */
  private begin(offset: number): void {
    this.open = true;
    this.headed = false;
    this.db = undefined;
    this.sink.begin({ format: 'json', version: undefined, dialect: 'redis', offset });
  }

  /** A source that has a header has an end, unless it was damaged. */
  private endHeaded(offset: number): void {
    if (!this.open || !this.headed) return;
    const words = 'no eof record: what was printed here was damaged, or has been cut';
    this.damage ??= this.placed(new DecodeError('TRUNCATED', words, offset));
  }

  private playKey(offset: number): void {
    const { key, reader, members, sink } = this;
    try {
      key.read(reader, members, offset);
      if (!this.headed && key.db !== this.db) {
        this.db = key.db;
        sink.selectDb(key.db, offset);
      }
      const value = members.get('value');
      let interest: Interest | undefined = sink.key(key);
      while (interest !== undefined) {
        this.playValue(interest, value);
        interest = sink.endKey(this.end());
      }
    } catch (error) {
      throw error instanceof DecodeError || error instanceof UnsupportedError ? error.within(this.keyText()) : error;
    }
  }

  private playValue(interest: Interest, value: number | undefined): void {
    if (interest === 'skip') return;
    const { key, members, reader, values } = this;
    if (value === undefined) throw reader.refuse('the record has no value: it was printed with --keys-only');
    if (interest === 'raw') {
      values.playRaw(key, value);
      return;
    }
    values.play(key, {
      value,
      fieldExpireAt: members.get('fieldExpireAt'),
      memberExpireAt: members.get('memberExpireAt'),
    });
  }

  /** The key once more, and how much text its value is. */
  private end(): KeyEnd {
    const { keyEnd, reader, members } = this;
    reader.clear();
    reader.to(members, 'key', 'a key record');
    reader.bytes('key');
    keyEnd.sizeBytes = this.valueBytes;
    keyEnd.start = reader.start;
    keyEnd.end = reader.stop;
    return keyEnd;
  }

  private keyText(): string {
    const { reader, members, arena } = this;
    if (!reader.find(members, 'key')) return 'a key';
    try {
      reader.bytes('key');
    } catch {
      return 'a key';
    }
    return `key ${quoteBytes(arena.u8.subarray(reader.start, reader.stop))}`;
  }

  private finish(): 'done' {
    const { arena } = this;
    const offset = arena.offsetOf(arena.end);
    if (this.open && !this.headed) this.sink.end({ checksum: 'none', bytes: offset, offset });
    this.endHeaded(offset);
    if (this.damage !== undefined) throw this.damage;
    return 'done';
  }

  /** Say of an error in which line it is. */
  private placed(error: unknown): unknown {
    const known = error instanceof DecodeError || error instanceof UnsupportedError || error instanceof LimitError;
    if (!known) return error;
    const { arena } = this;
    const { offset = arena.offsetOf(arena.pos) } = error;
    const address = arena.window.start + offset - arena.base;
    return address < arena.window.start || address > arena.end ? error : error.within(`line ${this.lineOf(address)}`);
  }

  /** The line, counted from 1, that an address of the window is in. */
  private lineOf(address: number): number {
    const { arena } = this;
    const text = arena.u8.subarray(arena.window.start + Math.max(0, this.linesOffset - arena.base), address);
    let line = this.lines + 1;
    for (let at = text.indexOf(CHAR.LF); at >= 0; at = text.indexOf(CHAR.LF, at + 1)) line++;
    return line;
  }
}
