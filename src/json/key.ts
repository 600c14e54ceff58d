/** What stands before a value in a key record. Source: record-schema.md. */
import type { ModuleId } from '../model/module-id.ts';
import type { KeyHeader, KeyMeta, ValueType } from '../model/sink.ts';
import { TYPES, type TypeSpec } from '../rdb/types.ts';
import type { JsonReader } from './reader.ts';
import { CHAR } from './scan.ts';

type Members = ReadonlyMap<string, number>;

/** Types that are called what the model calls them; any other name is a module's. */
const NAMED: ReadonlyMap<string, ValueType> = new Map(
  (['string', 'list', 'set', 'zset', 'hash', 'stream', 'array', 'cron', 'path-hash'] as const).map((type) => [
    type,
    type,
  ]),
);
/** The record types that hold a type in an encoding: the first of them, which is the commonest. */
const BY_ENCODING = new Map<string, TypeSpec>();
/** And of a type in any encoding. */
const BY_TYPE = new Map<ValueType, TypeSpec>();
for (const spec of Object.values<TypeSpec>(TYPES)) {
  const name = `${spec.type} ${spec.encoding}`;
  // Values of those that cannot be read stand in no JSON.
  if (spec.layout.kind === 'unreadable') continue;
  if (!BY_ENCODING.has(name)) BY_ENCODING.set(name, spec);
  if (!BY_TYPE.has(spec.type)) BY_TYPE.set(spec.type, spec);
}
const NO_META: readonly KeyMeta[] = [];

/** One object, filled anew for each key. */
export class JsonKey implements KeyHeader {
  db = 0;
  start = 0;
  end = 0;
  type: ValueType = 'string';
  encoding = 'raw';
  typeByte = 0;
  module: ModuleId | undefined;
  expireAtMs: number | bigint | undefined;
  idleSeconds: number | undefined;
  freq: number | undefined;
  meta: readonly KeyMeta[] = NO_META;
  noEvict = false;
  mvcc: string | undefined;
  offset = 0;
  /** JSON holds the bytes of modules alone. */
  get serialised(): boolean {
    return this.module !== undefined;
  }

  /** The spec of the key before: most keys are like their neighbours. */
  private spec: TypeSpec = TYPES.STRING;

  /** @throws DecodeError JSON */
  read(reader: JsonReader, members: Members, offset: number): void {
    this.offset = offset;
    this.db = reader.find(members, 'db') ? reader.count('db') : 0;
    this.readType(reader, members);
    this.expireAtMs = reader.find(members, 'expireAt') ? reader.integer('expireAt') : undefined;
    this.idleSeconds = reader.find(members, 'idle') ? reader.count('idle') : undefined;
    this.freq = reader.find(members, 'freq') ? reader.count('freq') : undefined;
    this.noEvict = reader.find(members, 'noEvict') && reader.peek() === CHAR.LOWER_T;
    this.mvcc = reader.find(members, 'mvcc') ? reader.text('mvcc') : undefined;
    this.meta = reader.find(members, 'meta') ? readMeta(reader) : NO_META;
    reader.to(members, 'key', 'a key record');
    reader.bytes('key');
    this.start = reader.start;
    this.end = reader.stop;
  }

  private readType(reader: JsonReader, members: Members): void {
    if (members.has('schema') && !members.has('type')) {
      throw reader.refuse(
        'this is a report that was saved, and it has no keys: memory-report takes it with --merge or --baseline',
      );
    }
    reader.to(members, 'type', 'a key record');
    const name = reader.text('type');
    this.type = NAMED.get(name) ?? 'module';
    this.module = this.type === 'module' ? readModuleId(reader, members, name) : undefined;
    const spec = BY_TYPE.get(this.type);
    this.encoding = reader.find(members, 'encoding') ? reader.text('encoding') : (spec?.encoding ?? '');
    if (this.spec.type === this.type && this.spec.encoding === this.encoding) return;
    const exact = BY_ENCODING.get(`${this.type} ${this.encoding}`) ?? spec ?? TYPES.STRING;
    this.spec = exact;
    this.typeByte = exact.byte;
  }
}

/** The value says what module it is of. */
function readModuleId(reader: JsonReader, members: Members, name: string): ModuleId {
  if (!reader.find(members, 'value')) return { name, version: 0 };
  const value = reader.members('the value of a module');
  if (!reader.find(value, '$module')) throw reader.refuse(`no such type ${JSON.stringify(name)}`);
  const module = reader.text('$module');
  return { name: module, version: reader.find(value, 'version') ? reader.count('version') : 0 };
}

function readMeta(reader: JsonReader): readonly KeyMeta[] {
  const metas: KeyMeta[] = [];
  for (let more = reader.enter(CHAR.OPEN_ARRAY, 'meta'); more; more = reader.more()) {
    reader.peek();
    const { at } = reader;
    reader.skip();
    const next = reader.at;
    reader.at = at;
    metas.push(readClass(reader));
    reader.at = next;
  }
  return metas;
}

function readClass(reader: JsonReader): KeyMeta {
  const members = reader.members('key metadata');
  reader.to(members, 'class', 'key metadata');
  const name = reader.text('class');
  reader.to(members, 'version', 'key metadata');
  const version = reader.count('version');
  reader.to(members, 'flags', 'key metadata');
  const flags = reader.count('flags');
  reader.to(members, 'payload', 'key metadata');
  const payload = reader.members('payload');
  reader.to(payload, '$base64', 'payload');
  reader.base64('payload');
  return { name, version, flags, payload: reader.arena.u8.slice(reader.start, reader.stop) };
}
