/**
 * The decoder of RDB files: records in, calls of a sink out. It works on what the arena's window holds and keeps its place
 * between windows; who fills the window is not its business. Source: rdb-format.md 1.
 */
import type { Arena } from '../bytes/arena.ts';
import { quoteBytes } from '../bytes/text.ts';
import { DecodeError, UnsupportedError, type ErrorCode } from '../errors.ts';
import { parseModuleId } from '../model/module-id.ts';
import type { DialectName, EntrySink, Interest, KeyEnd, ValueType } from '../model/sink.ts';
import type { Progress, WindowDecoder } from '../model/window-decoder.ts';
import { AuxReader } from './aux-reader.ts';
import { Checksum } from './checksum.ts';
import { CompressedBlob } from './compressed-blob.ts';
import { complain, type Context, type ValueDecoder, type Warning } from './context.ts';
import { Cursor, OUT_OF_BYTES } from './cursor.ts';
import { makeDialect, type Dialect } from './dialect.ts';
import { readHead } from './head.ts';
import { CurrentKey } from './key-header.ts';
import { OPCODES, type OpcodeName } from './opcodes.ts';
import { RecordReader } from './record-reader.ts';
import { KeyRuns } from './key-runs.ts';
import { SeenKeys } from './seen-keys.ts';
import { HashTemplates } from './template.ts';
import type { TypeSpec } from './types.ts';
import { ValueDecoders } from './value-decoders.ts';

export interface RdbOptions {
  /** What servers tolerate is damage. */
  readonly strict?: boolean;
  /** Do not compute the CRC64. */
  readonly skipChecksum?: boolean;
  /** Bytes of the whole source, if known: declared lengths are held against it. */
  readonly size?: number;
  /** What the sink is told that it is: 'rdb', unless it is on its way to a replica. */
  readonly sourceFormat?: 'rdb' | 'psync';
  readonly onWarning?: (warning: Warning) => void;
}

/** From this version on a checksum follows EOF. */
const FIRST_CHECKSUM = 5;
const CHECKSUM_BYTES = 8;
/** Types of which KeyDB lets members expire; of a job it is the next time that it is run. */
const MEMBERED: ReadonlySet<ValueType> = new Set(['set', 'zset', 'hash', 'cron']);

export class RdbDecoder implements WindowDecoder {
  private readonly arena: Arena;
  private readonly sink: EntrySink;
  private readonly options: RdbOptions;
  private readonly cursor: Cursor;
  private readonly context: Context & { dialect: Dialect };
  private readonly values: ValueDecoders;
  private readonly key = new CurrentKey();
  private readonly seen: SeenKeys;
  private readonly blob: CompressedBlob;
  private readonly checksum: Checksum;
  private readonly records: RecordReader;
  private readonly auxFields: AuxReader;
  private readonly runs: KeyRuns;
  private started = false;
  /** The source ends with the window. */
  private ended = false;
  private over = false;

  private spec: TypeSpec | undefined;
  private value: ValueDecoder | undefined;
  private rawWanted = false;
  /** A module's id as it stands in front of its value. */
  private moduleId: Uint8Array | undefined;
  /** The value is read, but fields about it may follow. */
  private ending = false;
  private valueOffset = 0;
  /** The key, once its place in the window is given up. */
  private keyCopy: Uint8Array | undefined;
  private readonly keyEnd: { -readonly [K in keyof KeyEnd]: KeyEnd[K] } = { sizeBytes: 0, start: 0, end: 0 };

  rewindTo = 0;

  constructor(arena: Arena, sink: EntrySink, options: RdbOptions = {}) {
    this.arena = arena;
    this.sink = sink;
    this.options = options;
    this.cursor = new Cursor(arena, options.strict ?? false);
    this.blob = new CompressedBlob(arena);
    this.checksum = new Checksum(arena, options.skipChecksum ?? false);
    this.context = {
      arena,
      cursor: this.cursor,
      sink,
      key: this.key,
      strict: options.strict ?? false,
      payload: false,
      dialect: makeDialect('redis', 0, false),
      templates: new HashTemplates(),
      left: () => this.left(),
      warn: (code, message, offset) => this.warn(code, message, offset),
    };
    this.values = new ValueDecoders(this.context);
    this.records = new RecordReader(this.context, this.key, this.blob);
    this.auxFields = new AuxReader(this.context, this.key);
    this.seen = new SeenKeys(arena, options.strict ?? false, (offset) => this.twice(offset));
    this.runs = new KeyRuns(this.context, this.key, this.seen);
    sink.open(arena);
  }

  /** Known once the head is read. */
  get dialect(): DialectName {
    return this.context.dialect.name;
  }

  get wanted(): number {
    return this.cursor.wanted;
  }

  get retainFrom(): number | undefined {
    const within = this.value !== undefined || this.ending;
    return within && this.sink.singlePass !== true ? this.valueOffset : undefined;
  }

  run(ended: boolean): Progress {
    this.ended = ended;
    this.cursor.reset();
    try {
      while (!this.over) {
        if (!this.step()) return 'rewind';
      }
      return 'done';
    } catch (error) {
      if (error !== OUT_OF_BYTES) throw this.placed(error);
      if (this.blob.isOpen) throw this.placed(this.unfinished());
      this.leaveWindow();
      if (!ended) return 'more';
      // The value is whole, and only KeyDB has more to say of it.
      if (this.ending && this.context.dialect.name !== 'keydb') {
        this.cursor.reset();
        if (!this.finishKey()) return 'rewind';
        return this.run(ended);
      }
      throw this.placed(this.truncated());
    }
  }

  sum(): void {
    this.checksum.add();
  }

  private step(): boolean {
    if (this.value !== undefined) {
      if (!this.stepValue(this.value)) return true;
      this.value = undefined;
      if (!this.context.dialect.memberExpiries || !MEMBERED.has(this.key.type)) return this.finishKey();
      this.ending = true;
    }
    if (!this.started) {
      this.start();
      return true;
    }
    const { cursor } = this;
    const byte = cursor.u8();
    if (this.ending && byte !== OPCODES.AUX.byte) {
      cursor.reset();
      return this.finishKey();
    }
    if (this.runs.take(byte)) return true;
    const { types, opcodes } = this.context.dialect;
    const spec = types[byte];
    if (spec !== undefined) {
      this.startKey(spec);
      return true;
    }
    const opcode = opcodes[byte];
    if (opcode === undefined) throw this.unknown(byte);
    return this.record(opcode);
  }

  /** One step of the value; its bytes are handed on where they are wanted. */
  private stepValue(value: ValueDecoder): boolean {
    if (!this.rawWanted) return value.step();
    const from = this.arena.pos;
    try {
      return value.step();
    } finally {
      // What a step passed over is in the window until the next one, though the step ran out of bytes behind it.
      if (this.arena.pos > from) this.sink.raw?.(from, this.arena.pos);
    }
  }

  /** Servers stop at such a key. Both are handed on; it is told a little later, when many keys are looked at together. */
  private twice(offset: number): void {
    complain(this.context, 'DUPLICATE', 'a key stands twice in its database: servers refuse such a file', offset);
  }

  private start(): void {
    const { cursor, context } = this;
    const { offset } = cursor;
    const dialect = readHead(cursor, this.ended);
    cursor.commit();
    context.dialect = dialect;
    this.started = true;
    if (dialect.newer) {
      this.warn('VERSION', `RDB version ${dialect.version} is newer than any this program knows`, offset);
    }
    const { sourceFormat: format = 'rdb' } = this.options;
    this.sink.begin({ format, version: dialect.version, dialect: dialect.name, offset });
  }

  private startKey(spec: TypeSpec): void {
    const { cursor, key, arena } = this;
    const at = this.blob.offsetOf(cursor.at - 1);
    cursor.string();
    const { start, stop: end } = cursor;
    const inScratch = cursor.encoding !== 'raw';
    let { encoding } = spec;
    let module = key.module;
    let moduleId: Uint8Array | undefined;
    this.spec = spec;
    if (spec.layout.kind === 'string') {
      if (cursor.at >= arena.end) cursor.outOfBytes(1);
      const first = arena.u8[cursor.at] ?? 0;
      if (first >= 0xc0) encoding = first === 0xc3 ? 'lzf' : 'int';
    } else if (spec.layout.kind === 'module') {
      const from = cursor.at;
      module = parseModuleId(cursor.length64('a module id'));
      moduleId = arena.u8.slice(from, cursor.at);
    } else if (spec.layout.kind === 'dragonfly-json' || spec.layout.kind === 'dragonfly-sketch') {
      module = spec.layout.module;
    }
    key.begin(at);
    key.start = start;
    key.end = end;
    key.type = spec.type;
    key.encoding = encoding;
    key.typeByte = spec.byte;
    key.module = module;
    this.moduleId = moduleId;
    this.keyCopy = inScratch ? arena.u8.slice(start, end) : undefined;
    this.seen.note(start, end, key.db, at);
    if (start === end) this.note('EMPTY', 'a key of no bytes');
    const interest = this.sink.key(key);
    cursor.commit();
    this.valueOffset = cursor.offset;
    this.beginValue(spec, interest);
  }

  private beginValue(spec: TypeSpec, interest: Interest): void {
    const { cursor, sink } = this;
    this.rawWanted = interest === 'raw';
    if (this.rawWanted && this.moduleId !== undefined) {
      cursor.bytes(this.moduleId);
      sink.raw?.(cursor.start, cursor.stop);
    }
    this.value = this.values.begin(spec, interest === 'raw' ? 'skip' : interest);
  }

  /** The value is over; false if it is wanted once more and the window no longer holds it. */
  private finishKey(): boolean {
    const { cursor, keyEnd, key } = this;
    this.ending = false;
    keyEnd.sizeBytes = cursor.offset - this.valueOffset;
    if (this.keyCopy === undefined) {
      keyEnd.start = key.start;
      keyEnd.end = key.end;
    } else {
      cursor.bytes(this.keyCopy);
      keyEnd.start = cursor.start;
      keyEnd.end = cursor.stop;
    }
    const again = this.sink.endKey(keyEnd);
    cursor.commit();
    if (again === undefined) {
      this.keyCopy = undefined;
      this.spec = undefined;
      key.clear();
      const place = this.sink.goOn?.();
      if (place === undefined) return true;
      key.db = place.db;
      return this.moveTo(place.offset);
    }
    if (this.spec === undefined) return true;
    this.beginValue(this.spec, again);
    return this.moveTo(this.valueOffset);
  }

  /** False: the window does not hold what stands there. */
  private moveTo(offset: number): boolean {
    const { arena } = this;
    const address = arena.window.start + offset - arena.base;
    if (address >= arena.window.start && address <= arena.end) {
      arena.pos = address;
      this.cursor.reset();
      return true;
    }
    this.sum();
    this.leaveWindow();
    this.rewindTo = offset;
    return false;
  }

  /** False as finishKey has it. */
  private record(opcode: OpcodeName): boolean {
    const offset = this.blob.offsetOf(this.cursor.at - 1);
    if (opcode === 'EOF') this.eof(offset);
    else if (opcode !== 'AUX') this.records.read(opcode, offset);
    else if (!this.ending) this.auxFields.read(offset);
    else if (!this.auxFields.readMember()) return this.finishKey();
    return true;
  }

  private eof(offset: number): void {
    const { cursor, context } = this;
    if (this.blob.isOpen) throw new DecodeError('COMPRESSION', 'the file ends within a compressed blob', offset);
    const { version } = context.dialect;
    const hasChecksum = version >= FIRST_CHECKSUM;
    if (hasChecksum) cursor.need(CHECKSUM_BYTES);
    cursor.commit();
    this.seen.enter();
    this.sum();
    const stored = hasChecksum ? cursor.u64le() : 0n;
    cursor.commit();
    this.over = true;
    const checksum = this.checksum.check(stored, cursor.offset - CHECKSUM_BYTES);
    this.sink.end({ checksum, bytes: cursor.offset, offset });
    if (context.dialect.newer) {
      throw new UnsupportedError(
        `RDB version ${version} is newer than any this program knows: decoded as far as known`,
      );
    }
  }

  private unknown(byte: number): Error {
    const { dialect } = this.context;
    const { offset } = this.cursor;
    const known = Object.entries(OPCODES).find(([, spec]) => spec.byte === byte)?.[0];
    const what = known === undefined ? `no such type or opcode ${byte}` : `opcode ${byte} (${known})`;
    return new UnsupportedError(`${what} in RDB version ${dialect.version} of ${dialect.name}`, offset - 1);
  }

  private truncated(): Error {
    const { cursor, arena } = this;
    const missing = cursor.at + cursor.wanted - (cursor.at - arena.pos) - arena.end;
    const offset = arena.offsetOf(arena.end);
    const words =
      missing > 0 && missing < Infinity ? `at least ${missing} more bytes are missing` : 'bytes are missing';
    return new DecodeError('TRUNCATED', `the file ends too early: ${words}`, offset);
  }

  private unfinished(): Error {
    return new DecodeError('COMPRESSION', 'the compressed records end too early', this.arena.offsetOf(this.arena.end));
  }

  /** Bytes that are still to come, if that is known. */
  private left(): number | undefined {
    if (this.blob.isOpen) return this.arena.end - this.cursor.at;
    return this.options.size === undefined ? undefined : this.options.size - this.cursor.offset;
  }

  /** The window is about to be filled anew: keep what of it is still needed. */
  private leaveWindow(): void {
    if (this.value === undefined && !this.ending) return;
    this.keyCopy ??= this.arena.u8.slice(this.key.start, this.key.end);
  }

  /** Say of an error where it happened. */
  private placed(unplaced: unknown): unknown {
    const error = this.blob.placed(unplaced);
    if (!(error instanceof DecodeError) && !(error instanceof UnsupportedError)) return error;
    if (this.spec === undefined || (this.value === undefined && !this.ending)) return error;
    const { type, encoding } = this.key;
    const what = type === encoding ? type : `${type} ${encoding}`;
    return error
      .within(what)
      .within(`key ${quoteBytes(this.keyBytes())}`)
      .within(`db${this.key.db}`);
  }

  private keyBytes(): Uint8Array {
    return this.keyCopy ?? this.arena.u8.slice(this.key.start, this.key.end);
  }

  private note(code: ErrorCode, message: string): void {
    if (this.options.strict) throw new DecodeError(code, message, this.key.offset);
  }

  private warn(code: ErrorCode, message: string, offset: number): void {
    const inKey = this.value !== undefined || this.ending;
    const where = inKey ? { db: this.key.db, key: this.keyBytes() } : {};
    this.options.onWarning?.({ code, message, offset: this.blob.place(offset), ...where });
  }
}
