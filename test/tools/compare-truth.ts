/**
 * Our NDJSON of an RDB file against the truth a server told of it (truth-format.md). What may differ, and why:
 *
 * - sets, hashes, sorted sets, groups, pending entries and consumers have no order; nothing may stand twice;
 * - a server that holds a sorted set packed may have made 0 of -0; our 0 never stands for its -0;
 * - what its server cannot tell (null) is not compared; a stream of a file older than Redis 7.0 has no first id, and so on;
 * - a server leaves out keys and fields that had expired, and collections without elements; we do not;
 * - what differs from one load of a log to the next is left out, as about.json lists it;
 * - encodings and memory figures are never compared: they are the loading server's own.
 */
import { compareModule } from './truth/compare-module.ts';
import { compareStream } from './truth/compare-stream.ts';
import { compareBytes, type KeyContext, type TruthOptions } from './truth/key-context.ts';
import { parseJson, type Json, type JsonObject } from './truth/json.ts';
import {
  asBytes,
  asDouble,
  asInteger,
  asList,
  asObject,
  asPairs,
  asText,
  asTuples,
  Fault,
  ofHex,
  ofTruth,
  quote,
  union,
  unique,
  type Bytes,
} from './truth/json-fields.ts';

export interface Comparison {
  readonly keys: number;
  /** A line each; empty if all is the same. */
  readonly differences: readonly string[];
}

/** Of a double, relative. */
const LAST_DIGIT = 4 * Number.EPSILON;
/** Seconds that may pass while a server loads a file. */
const IDLE_SLACK = 10n;

export function compareTruth(ours: string, truth: string, options: TruthOptions): Comparison {
  const [ourRows, theirRows] = [readRows(ours), readRows(truth)];
  const mine = keysOf(ourRows);
  const { server, keys } = readTruth(theirRows);
  const differences: string[] = [];
  for (const at of union(mine, keys).sort()) {
    const name = at.replace(/^(\d+) ([^]*)$/, (_all, db: string, key: string) => `db${db} ${quote(key)}`);
    const context = makeContext(options, server, (line) => differences.push(`${name}: ${line}`));
    const [record, ...more] = mine.get(at) ?? [];
    const row = keys.get(at);
    if (more.length > 0) context.note(`stands ${more.length + 1} times`);
    try {
      if (record === undefined) context.note('missing');
      else if (row !== undefined) compareKey(context, record, row, options.unstable?.get(hexOf(at)));
      else if (!isEmpty(record) && (options.keepExpired || !isGone(record, options.nowMs)))
        context.note('not in the truth');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      context.note(`not as the schema says: ${error.message}`);
    }
  }
  if (options.functions) differences.push(...compareFunctions(ourRows, theirRows));
  return { keys: keys.size, differences };
}

function makeContext(options: TruthOptions, server: JsonObject | undefined, tell: (line: string) => void): KeyContext {
  const version = server?.get('redis_version') ?? server?.get('version');
  const [major = 99, minor = 0] = typeof version === 'string' ? version.split('.').map(Number) : [];
  return {
    ...options,
    atLeast: (wantedMajor, wantedMinor) => major > wantedMajor || (major === wantedMajor && minor >= wantedMinor),
    note: (what, a, b) =>
      tell(a === undefined && b === undefined ? what : `${what}: ours ${show(a)}, truth ${show(b)}`),
  };
}

const show = (value: unknown): string => (typeof value === 'string' ? quote(value) : String(value ?? 'none'));
const readRows = (text: string): JsonObject[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => asObject(parseJson(line), 'a line'));

/** Key records by database and key. */
function keysOf(rows: readonly JsonObject[]): Map<string, JsonObject[]> {
  const keys = new Map<string, JsonObject[]>();
  for (const record of rows) {
    if ((record.get('record') ?? 'key') !== 'key') continue;
    const at = `${asInteger(record.get('db'), 'db')} ${asBytes(record.get('key'), 'key')}`;
    keys.set(at, [...(keys.get(at) ?? []), record]);
  }
  return keys;
}

function readTruth(rows: readonly JsonObject[]): { server: JsonObject | undefined; keys: Map<string, JsonObject> } {
  const ofKind = (kind: string): JsonObject[] => rows.filter((row) => row.get('kind') === kind);
  const keys = ofKind('key').map((row) => [`${String(row.get('db'))} ${ofHex(row.get('key'))}`, row] as const);
  return { server: ofKind('server')[0], keys: new Map(keys) };
}

/** Their code by name; of those that stand twice, the last counts. */
function compareFunctions(ours: readonly JsonObject[], truth: readonly JsonObject[]): string[] {
  const libraries = ours.filter((row) => row.get('record') === 'function');
  const mine = new Map(libraries.map((row) => [asBytes(row.get('name'), 'name'), asBytes(row.get('code'), 'code')]));
  const told = truth.filter((row) => row.get('kind') === 'function');
  const theirs = new Map(told.map((row) => [ofHex(row.get('library')), ofHex(row.get('code'))]));
  return union(mine, theirs)
    .filter((name) => mine.get(name) !== theirs.get(name))
    .map((name) => `library ${quote(name)}: ours ${show(mine.get(name))}, truth ${show(theirs.get(name))}`);
}

/** Servers drop collections without elements. */
function isEmpty(record: JsonObject): boolean {
  const type = record.get('type');
  if (type === 'hash') return asPairs(record.get('value'), 'value').length === 0;
  return (type === 'list' || type === 'set' || type === 'zset') && asList(record.get('value'), 'value').length === 0;
}

/** Expired itself, or with all its fields. */
function isGone(record: JsonObject, nowMs: number): boolean {
  if (isPast(asInteger(record.get('expireAt'), 'expireAt'), nowMs)) return true;
  const times = memberTimes(record);
  const names = memberNames(record);
  return names.length > 0 && names.every((name) => isPast(times.get(name), nowMs));
}

const isPast = (ms: bigint | undefined, nowMs: number): boolean => ms !== undefined && ms <= nowMs;

function memberNames(record: JsonObject): Bytes[] {
  const value = record.get('value');
  const type = record.get('type');
  if (type === 'hash') return asPairs(value, 'value').map(([field]) => field);
  if (type === 'set') return asList(value, 'value').map((member) => asBytes(member, 'member'));
  return type === 'zset' ? asTuples(value, 2, 'value').map(([member]) => asBytes(member, 'member')) : [];
}

function memberTimes(record: JsonObject): Map<Bytes, bigint | undefined> {
  const pairs = ['fieldExpireAt', 'memberExpireAt'].flatMap((name) => {
    const times = record.get(name);
    return times === undefined ? [] : asPairs(times, name);
  });
  return unique(
    pairs.map(([member, ms]) => [member, asInteger(ms, 'an expiry')] as const),
    'expiries',
  );
}

/** `db key` with the key in hex, as about.json has it. */
function hexOf(at: string): string {
  const space = at.indexOf(' ') + 1;
  return at.slice(0, space) + Buffer.from(at.slice(space), 'latin1').toString('hex');
}

const STABLE: ReadonlySet<string> = new Set();

function compareKey(context: KeyContext, record: JsonObject, row: JsonObject, unstable = STABLE): void {
  const { note } = context;
  const kind = asText(row.get('type'), 'type');
  const type = asText(record.get('type'), 'type');
  const expireAt = asInteger(record.get('expireAt'), 'expireAt');
  if (!unstable.has('expire_ms') && expireAt !== ofTruth(row.get('expire_ms')))
    note('expireAt', expireAt, ofTruth(row.get('expire_ms')));
  compareUse(context, record, row);
  if (unstable.has('type') || unstable.has('value')) return;
  if (type !== kind) {
    if (kind !== 'unknown') note('type', type, kind);
    return;
  }
  switch (kind) {
    case 'string':
      compareBytes(context, 'value', asBytes(record.get('value'), 'value'), ofHex(row.get('value')));
      break;
    case 'list':
      compareList(context, record.get('value'), row.get('value'));
      break;
    case 'set':
    case 'zset':
    case 'hash':
      compareMembers(context, kind, record, row);
      break;
    case 'stream':
      compareStream(context, asObject(record.get('value'), 'value'), asObject(row.get('value'), 'value'));
      break;
    default:
      compareModule(context, asObject(record.get('value'), 'value'), row);
  }
}

function compareUse({ freq, idle, note }: KeyContext, record: JsonObject, row: JsonObject): void {
  const theirFreq = ofTruth(row.get('freq'));
  const ourFreq = asInteger(record.get('freq'), 'freq');
  if (freq && theirFreq !== undefined && ourFreq !== theirFreq) note('freq', ourFreq, theirFreq);
  const theirIdle = ofTruth(row.get('idle_s'));
  if (!idle || theirIdle === undefined) return;
  const ourIdle = asInteger(record.get('idle'), 'idle');
  const apart = ourIdle === undefined ? IDLE_SLACK + 1n : ourIdle - theirIdle;
  if (apart > IDLE_SLACK || apart < -IDLE_SLACK) note('idle', ourIdle, theirIdle);
}

function compareList(context: KeyContext, value: Json | undefined, truth: Json | undefined): void {
  const ours = asList(value, 'value').map((element) => asBytes(element, 'element'));
  const theirs = asList(truth, 'value of the truth').map(ofHex);
  if (ours.length !== theirs.length) context.note('number of elements', ours.length, theirs.length);
  const at = ours.findIndex((element, i) => element !== theirs[i]);
  if (at >= 0) context.note(`element ${at}`, ours[at], theirs[at]);
}

/** Member to what belongs to it: a score, a value, or nothing. */
type Members = Map<Bytes, number | Bytes | true>;

function compareMembers(context: KeyContext, kind: 'set' | 'zset' | 'hash', record: JsonObject, row: JsonObject): void {
  const ours = ourMembers(kind, record.get('value'));
  const theirs = theirMembers(kind, row.get('value'));
  const ourTimes = memberTimes(record);
  const theirTimes = truthTimes(kind, row);
  const packed = row.get('encoding') === 'ziplist' || row.get('encoding') === 'listpack';
  for (const member of union(ours, theirs)) {
    const a = ours.get(member);
    const b = theirs.get(member);
    const time = ourTimes.get(member);
    if (a === undefined || b === undefined) {
      const passes = b === undefined && !context.keepExpired && isPast(time, context.nowMs);
      if (!passes) context.note(`${quote(member)} ${a === undefined ? 'missing' : 'not in the truth'}`);
      continue;
    }
    const same = isSame(a, b, packed) || (context.replayed !== undefined && isNearly(a, b));
    if (!same) context.note(`what belongs to ${quote(member)}`, a, b);
    const theirTime = theirTimes.get(member);
    if (theirTime === 'expired' ? !isPast(time, context.nowMs) : time !== theirTime) {
      context.note(`expiry of ${quote(member)}`, time, theirTime);
    }
  }
  for (const member of ourTimes.keys())
    if (!ours.has(member)) context.note(`an expiry of ${quote(member)}, which is not there`);
}

function isSame(a: number | Bytes | true, b: number | Bytes | true, packed: boolean): boolean {
  return Object.is(a, b) || (packed && Object.is(a, -0) && b === 0);
}

/**
 * A log does not tell whether a sorted set was packed when its -0 became 0; and distances between places come of the sines of a
 * C library, which differ in the last digit.
 */
function isNearly(a: number | Bytes | true, b: number | Bytes | true): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  return a === b || Math.abs(a - b) <= LAST_DIGIT * Math.abs(b);
}

function ourMembers(kind: 'set' | 'zset' | 'hash', value: Json | undefined): Members {
  if (kind === 'set') {
    return unique(
      asList(value, 'value').map((member) => [asBytes(member, 'member'), true] as const),
      'value',
    );
  }
  if (kind === 'hash')
    return unique(
      asPairs(value, 'value').map(([f, v]) => [f, asBytes(v, 'value of a field')] as const),
      'value',
    );
  return unique(
    asTuples(value, 2, 'value').map(([m, s]) => [asBytes(m, 'member'), asDouble(s, 'score')] as const),
    'value',
  );
}

function theirMembers(kind: 'set' | 'zset' | 'hash', value: Json | undefined): Members {
  if (kind === 'set') return new Map(asList(value, 'truth').map((member) => [ofHex(member), true]));
  if (kind === 'hash') return new Map(asTuples(value, 3, 'truth').map(([field, of]) => [ofHex(field), ofHex(of)]));
  const score = (text: Json | undefined): number => {
    return /inf|nan/.test(String(text)) ? asDouble(text, 'score of the truth') : Number(text);
  };
  return new Map(asTuples(value, 2, 'truth').map(([member, of]) => [ofHex(member), score(of)]));
}

/** 'expired': the server shows the field, but not its time. */
function truthTimes(kind: string, row: JsonObject): Map<Bytes, bigint | 'expired' | undefined> {
  const times = new Map<Bytes, bigint | 'expired' | undefined>();
  const members = row.get('member_expire_ms');
  if (members !== undefined && members !== null) {
    for (const [member, ms] of asObject(members, 'truth').fields) times.set(ofHex(member), ofTruth(ms));
  }
  if (kind !== 'hash') return times;
  for (const [field, , ms] of asTuples(row.get('value'), 3, 'truth')) {
    if (ms !== null) times.set(ofHex(field), ms === 'expired' ? ms : ofTruth(ms));
  }
  return times;
}
