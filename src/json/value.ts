/** Values of key records, as calls of a sink. Source: record-schema.md. */
import { DecodeError, UnsupportedError } from '../errors.ts';
import { encodeModuleId, type ModuleId } from '../model/module-id.ts';
import { JsonText, type ReadableFields } from '../model/readable.ts';
import type { CronJob, EntrySink, KeyHeader } from '../model/sink.ts';
import { checkModule, mustFit } from '../modules/registry.ts';
import { Cursor, OUT_OF_BYTES } from '../rdb/cursor.ts';
import { readModuleScalars, skipModule } from '../rdb/module-opcodes.ts';
import { TYPES, type TypeSpec } from '../rdb/types.ts';
import type { JsonReader } from './reader.ts';
import { RowTable } from './row-table.ts';
import { CHAR } from './scan.ts';
import { playStream } from './stream.ts';

/** Names of JSON objects that are no fields of a hash begin with it. */
const PAIRS = '$pairs';
const MODULE = '$module';
const BYTES = '$base64';
const VERSION = 'version';
/** Of an element that is complained of. */
const MOST_SHOWN = 60;
const LEAST_I64 = -(2n ** 63n);
const MOST_I64 = 2n ** 63n - 1n;

/** Encodings of module values that no module wrote. */
const FOREIGN: ReadonlySet<string> = new Set(
  Object.values<TypeSpec>(TYPES)
    .filter(({ layout }) => layout.kind === 'dragonfly-json' || layout.kind === 'dragonfly-sketch')
    .map(({ encoding }) => encoding),
);

/** What stands beside a value. */
export interface Beside {
  /** Where the value begins. */
  readonly value: number;
  readonly fieldExpireAt: number | undefined;
  readonly memberExpireAt: number | undefined;
}

export class ValuePlayer {
  private readonly reader: JsonReader;
  private readonly sink: EntrySink;
  private readonly table: RowTable;

  constructor(reader: JsonReader, sink: EntrySink) {
    this.reader = reader;
    this.sink = sink;
    this.table = new RowTable(reader.arena);
  }

  /** @throws DecodeError JSON; UnsupportedError */
  play(key: KeyHeader, { value, fieldExpireAt, memberExpireAt }: Beside): void {
    this.reader.at = value;
    this.table.clear();
    this.playValue(key, fieldExpireAt);
    if (memberExpireAt !== undefined) this.memberTimes(memberExpireAt);
  }

  /**
   * The value as it would stand in an RDB file. JSON holds it of modules alone.
   * @throws UnsupportedError
   */
  playRaw(key: KeyHeader, value: number): void {
    const { reader, sink } = this;
    if (key.type !== 'module' || key.module === undefined) {
      throw new UnsupportedError(
        `JSON does not hold the serialised bytes of a ${key.type}`,
        reader.arena.offsetOf(value),
      );
    }
    const id = encodeModuleId(key.module);
    if (id === undefined) throw reader.refuse(`no module type is called ${JSON.stringify(key.module.name)}`, value);
    reader.put(id);
    sink.raw?.(reader.start, reader.stop);
    reader.at = value;
    this.withModuleBytes((start, stop) => sink.raw?.(start, stop));
  }

  private playValue(key: KeyHeader, fieldExpireAt: number | undefined): void {
    const { reader, sink } = this;
    switch (key.type) {
      case 'string':
        reader.bytes('a string');
        sink.string(reader.start, reader.stop, true);
        return;
      case 'list':
        this.items('a list');
        return;
      case 'set':
        this.items('a set', 1);
        return;
      case 'zset':
        this.members();
        return;
      case 'hash':
        this.hash(fieldExpireAt);
        return;
      case 'stream':
        playStream(reader, sink, this.table);
        return;
      case 'array':
        this.array();
        return;
      case 'path-hash':
        this.pathHash();
        return;
      case 'cron':
        sink.cron(this.cron());
        return;
      case 'module':
        this.module(key);
    }
  }

  /** @param unique - elements stand once: each is the first of so many rows */
  private items(what: string, unique?: 1): void {
    const { reader, sink, table } = this;
    for (let more = reader.enter(CHAR.OPEN_ARRAY, what); more; more = reader.more()) {
      reader.bytes('an element');
      table.add(reader.start, reader.stop);
      if (table.isFull) this.handOn(() => sink.items(table.address, table.count), unique);
    }
    this.handOn(() => sink.items(table.address, table.count), unique);
  }

  private members(): void {
    const { reader, sink, table } = this;
    for (let more = reader.enter(CHAR.OPEN_ARRAY, 'a zset'); more; more = reader.more()) {
      reader.enterPair('a member');
      reader.bytes('a member');
      const { start, stop } = reader;
      reader.secondOfPair('a member');
      table.add(start, stop, reader.score('a score'));
      reader.leavePair('a member');
      if (table.isFull) this.handOn(() => sink.members(table.address, table.count), 1);
    }
    this.handOn(() => sink.members(table.address, table.count), 1);
  }

  private hash(fieldExpireAt: number | undefined): void {
    const { reader, sink, table } = this;
    const times = fieldExpireAt === undefined ? undefined : this.fieldTimes(fieldExpireAt);
    const handOn = (): void => sink.fields(table.address, table.count / 2);
    this.named('a hash', (start, stop) => {
      const time = times?.take(reader.arena.latin1(start, stop));
      reader.bytes('a value');
      table.add(start, stop, time);
      table.add(reader.start, reader.stop);
      if (table.isFull) this.handOn(handOn, 2);
    });
    this.handOn(handOn, 2);
    if (fieldExpireAt === undefined || times === undefined || times.untaken === 0) return;
    throw reader.refuse('fieldExpireAt names a field that is not in the hash', fieldExpireAt);
  }

  /** Field expiries by their names; reading goes on where it was. */
  private fieldTimes(address: number): FieldTimes {
    const { reader } = this;
    const { at } = reader;
    const times = new FieldTimes();
    reader.at = address;
    this.named('fieldExpireAt', (start, stop) => {
      const name = reader.arena.latin1(start, stop);
      times.set(name, reader.number('a time'));
      reader.clear();
    });
    reader.at = at;
    return times;
  }

  private memberTimes(address: number): void {
    const { reader, sink } = this;
    reader.at = address;
    this.named('memberExpireAt', (start, stop) => {
      sink.memberExpire(start, stop, reader.number('a time'));
      reader.clear();
    });
  }

  /** Names as bytes, and what they stand for: an object, or `{"$pairs":[[name, …],…]}`. `each` reads the latter. */
  private named(what: string, each: (start: number, stop: number) => void): void {
    const { reader } = this;
    for (let more = reader.enter(CHAR.OPEN_OBJECT, what); more; more = reader.more()) {
      const { at } = reader;
      reader.nameBytes();
      const { start, stop } = reader;
      if (reader.arena.u8[start] === CHAR.DOLLAR && start < stop) {
        const isPairs = reader.arena.latin1(start, stop) === PAIRS;
        if (!isPairs) throw reader.refuse('names that begin with $ stand in $pairs', at);
        this.pairs(what, each);
      } else each(start, stop);
    }
  }

  private pairs(what: string, each: (start: number, stop: number) => void): void {
    const { reader } = this;
    for (let more = reader.enter(CHAR.OPEN_ARRAY, what); more; more = reader.more()) {
      reader.enterPair('a pair');
      reader.bytes('a name');
      const { start, stop } = reader;
      reader.secondOfPair('a pair');
      each(start, stop);
      reader.leavePair('a pair');
    }
  }

  private array(): void {
    const { reader, sink } = this;
    const { at } = reader;
    const members = reader.members('an array');
    const insertIndex = reader.find(members, 'insertIndex') ? reader.u64('insertIndex') : undefined;
    reader.to(members, 'length', 'an array');
    const length = reader.count('length');
    sink.array(length, insertIndex);
    reader.to(members, 'items', 'an array');
    let count = 0;
    for (let more = reader.enter(CHAR.OPEN_ARRAY, 'items'); more; more = reader.more()) {
      reader.enterPair('an item');
      const index = reader.u64('an index');
      reader.secondOfPair('an item');
      const bare = this.arrayItem();
      sink.arrayItem(index, reader.start, reader.stop, bare);
      reader.leavePair('an item');
      reader.clear();
      count++;
    }
    if (count !== length) throw reader.refuse(`an array of length ${length} with ${count} items`, at);
  }

  /** An element as a span; true if it is an integer, and no text. */
  private arrayItem(): boolean {
    const { reader } = this;
    const first = reader.peek();
    if (first === CHAR.QUOTE || first === CHAR.OPEN_OBJECT) {
      reader.bytes('an item');
      return false;
    }
    reader.numeral('an item');
    if (!reader.isInteger()) return false;
    const value = BigInt(reader.arena.latin1(reader.start, reader.stop));
    return value >= LEAST_I64 && value <= MOST_I64;
  }

  private pathHash(): void {
    const { reader, sink, table } = this;
    const handOn = (): void => sink.fields(table.address, table.count / 2);
    for (let more = reader.enter(CHAR.OPEN_ARRAY, 'a path hash'); more; more = reader.more()) {
      reader.enterPair('a path');
      reader.bytes('a path');
      sink.path(reader.start, reader.stop);
      reader.secondOfPair('a path');
      this.pairs('fields', (start, stop) => {
        reader.bytes('a value');
        table.add(start, stop);
        table.add(reader.start, reader.stop);
        if (table.isFull) this.handOn(handOn, 2);
      });
      this.handOn(handOn, 2);
      reader.leavePair('a path');
    }
  }

  private cron(): CronJob {
    const { reader } = this;
    const members = reader.members('a cron job');
    const strings = (name: string): Uint8Array[] => {
      reader.to(members, name, 'a cron job');
      return readStrings(reader, name);
    };
    reader.to(members, 'script', 'a cron job');
    const script = reader.copy('script');
    reader.to(members, 'start', 'a cron job');
    const startMs = reader.i64('start');
    reader.to(members, 'interval', 'a cron job');
    return { script, startMs, intervalMs: reader.i64('interval'), keys: strings('keys'), args: strings('args') };
  }

  private module({ encoding, module }: KeyHeader): void {
    const { reader, sink } = this;
    const { at } = reader;
    // What no module wrote, the formatter cannot make readable again.
    const fields = FOREIGN.has(encoding) ? this.readableFields() : undefined;
    reader.at = at;
    this.withModuleBytes((start, stop) => {
      if (fields === undefined) checkModuleBytes(reader, module, start, stop);
      sink.module(start, stop, fields);
    });
  }

  private readableFields(): ReadableFields {
    const { reader } = this;
    const fields: Record<string, JsonText> = {};
    for (let more = reader.enter(CHAR.OPEN_OBJECT, 'a module value'); more; more = reader.more()) {
      const name = reader.name();
      const from = reader.at;
      reader.skip();
      if (name === MODULE || name === VERSION || name === BYTES) continue;
      fields[name] = new JsonText(reader.arena.u8.slice(from, reader.at));
    }
    return fields;
  }

  private withModuleBytes(use: (start: number, stop: number) => void): void {
    const { reader } = this;
    const { at } = reader;
    const members = reader.members('a module value');
    if (!reader.find(members, BYTES)) {
      throw reader.refuse('the module value has no bytes ($base64): it was printed with --no-module-bytes', at);
    }
    reader.withBase64('a module value', use);
  }

  /** Servers refuse a file in which an element stands twice. Those of one table are looked at, as of RDB files. */
  private checkUnique(step: 1 | 2): void {
    const { table, reader } = this;
    const { arena } = reader;
    const twice = arena.kernels.firstDuplicate(table.address, table.count / step, step);
    if (twice === 0) return;
    const row = (table.address >>> 2) + 4 * step * (twice - 1);
    const text = arena.latin1(arena.u32[row] ?? 0, arena.u32[row + 1] ?? 0).slice(0, MOST_SHOWN);
    throw reader.refuse(`${step === 2 ? 'field' : 'member'} ${JSON.stringify(text)} stands twice`);
  }

  private handOn(give: () => void, unique?: 1 | 2): void {
    const { table, reader } = this;
    if (table.count === 0) return;
    if (unique !== undefined) this.checkUnique(unique);
    give();
    table.clear();
    reader.clear();
  }
}

/** See that the bytes are what modules write: scalars, and an end. @throws DecodeError JSON, MODULE */
function checkModuleBytes(reader: JsonReader, module: ModuleId | undefined, start: number, stop: number): void {
  const cursor = new Cursor(reader.arena, false);
  cursor.at = start;
  try {
    skipModule(cursor);
  } catch (error) {
    // What it has run into behind the bytes is nobody's fault.
    if (error !== OUT_OF_BYTES && !(error instanceof DecodeError)) throw error;
    cursor.at = -1;
  }
  if (cursor.at !== stop) throw reader.refuse('the bytes of the module value are not whole', start);
  if (module === undefined || !mustFit(module)) return;
  cursor.at = start;
  const scalars = readModuleScalars(cursor);
  if (scalars !== undefined) checkModule(module, scalars, reader.arena.offsetOf(start));
}

/** An array of S. */
export function readStrings(reader: JsonReader, what: string): Uint8Array[] {
  const strings: Uint8Array[] = [];
  for (let more = reader.enter(CHAR.OPEN_ARRAY, what); more; more = reader.more()) {
    strings.push(reader.copy(what));
    reader.clear();
  }
  return strings;
}

/** Expiries of fields, each of which is to be asked for. */
class FieldTimes {
  private readonly times = new Map<string, number>();
  private readonly taken = new Set<string>();

  /** Names that have not been asked for. */
  get untaken(): number {
    return this.times.size - this.taken.size;
  }

  set(name: string, time: number): void {
    this.times.set(name, time);
  }

  take(name: string): number | undefined {
    const time = this.times.get(name);
    if (time !== undefined) this.taken.add(name);
    return time;
  }
}
