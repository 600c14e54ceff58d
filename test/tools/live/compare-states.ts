/** What two servers hold, one against the other: the texts of readState. */
import { JsonObject, parseJson, type Json } from '../truth/json.ts';
import { asList, asObject, ofHex, type Bytes } from '../truth/json-fields.ts';

export interface StateDifference {
  /** Absent: a function library. */
  readonly place?: Place;
  readonly what: string;
}

export interface Place {
  readonly db: number;
  readonly key: Bytes;
}

export interface Lenient {
  /** Carried by commands, of which none sets when a consumer was seen, and how often producers wrote. A server's own rewrite of its
   * log loses the same. */
  readonly byCommands: boolean;
  /** The servers are of different versions: not all of them tell when a consumer was active. */
  readonly across?: boolean;
  /**
   * Carried by replication, between clusters perhaps. Nothing is said of a consumer until it has an entry, and before Redis 7.4
   * nothing of how many a group has read. MIGRATE tells how long a key has to live, not until when.
   */
  readonly replicated?: boolean;
}

/**
 * A sorted set that a server packs loses the sign of its zeros. The first id of an empty stream is the greatest one, where it
 * comes of a file that holds none (before Redis 7.0).
 */
const SAME: Readonly<Record<string, string>> = { '-0': '0', '18446744073709551615-18446744073709551615': '0-0' };
/** Ways to hold a value, what servers compute, and what they forget by the clock. */
const NEVER = ['encoding', 'lag', 'dump', 'pids_tracked', 'iids_tracked'];
/** Those that no entry is pending for: no field's name. */
const IDLE_CONSUMERS = 'idle consumers';
const NOT_REPLICATED = ['entries_read', 'expire_ms', IDLE_CONSUMERS];
const NOT_BY_COMMANDS = ['seen_ms', 'active_ms', 'iids_added', 'iids_duplicates'];

export function compareStates(
  before: string,
  after: string,
  { byCommands, across, replicated }: Lenient,
): readonly StateDifference[] {
  const leftOut = new Set([
    ...NEVER,
    ...(byCommands ? NOT_BY_COMMANDS : []),
    ...(across ? ['active_ms'] : []),
    ...(replicated ? NOT_REPLICATED : []),
  ]);
  const a = readRows(before, leftOut);
  const b = readRows(after, leftOut);
  return [...new Map([...a, ...b])].flatMap(([name, { place }]) => {
    const [had, has] = [a.get(name)?.text, b.get(name)?.text];
    if (had === has) return [];
    const what = had === undefined ? 'was not there' : has === undefined ? 'is missing' : firstDifference(had, has);
    return [{ ...(place && { place }), what: `${name}: ${what}` }];
  });
}

interface Row {
  readonly place?: Place;
  readonly text: string;
}

/** By a name for people. */
function readRows(state: string, leftOut: ReadonlySet<string>): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const line of state.split('\n').filter(Boolean)) {
    const row = asObject(parseJson(line), 'a line');
    const text = write(row, leftOut);
    if (row.get('kind') === 'function') rows.set(`library ${ofHex(row.get('library'))}`, { text });
    if (row.get('kind') !== 'key') continue;
    const place = { db: Number(row.get('db')), key: ofHex(row.get('key')) };
    rows.set(`db${place.db} ${JSON.stringify(place.key)}`, { place, text });
  }
  return rows;
}

function write(value: Json | undefined, leftOut: ReadonlySet<string>): string {
  if (value instanceof JsonObject) {
    const fields = [...value.fields].filter(([name, of]) => !leftOut.has(name) && !isUnused(name, of));
    return `{${fields.map(([name, of]) => `${name}:${write(of, leftOut)}`).join()}}`;
  }
  if (Array.isArray(value))
    return `[${asList(value, 'a list')
      .filter((of) => !(leftOut.has(IDLE_CONSUMERS) && isIdleConsumer(of)))
      .map((of) => write(of, leftOut))
      .join()}]`;
  if (typeof value === 'string') return JSON.stringify(SAME[value] ?? value);
  return String(value);
}

function isIdleConsumer(value: Json | undefined): boolean {
  if (!(value instanceof JsonObject) || value.get('seen_ms') === undefined) return false;
  const pending = value.get('pending');
  return Array.isArray(pending) && pending.length === 0;
}

/** Idempotence of a stream that no producer has used. */
function isUnused(name: string, value: Json): boolean {
  if (name !== 'idmp' || !(value instanceof JsonObject)) return false;
  return [
    ['duration', 100],
    ['maxsize', 100],
    ['iids_added', 0],
    ['iids_duplicates', 0],
  ].every(([field, unset]) => value.get(String(field)) === unset);
}

/** Of two texts, a little around where they part. */
function firstDifference(a: string, b: string): string {
  let at = 0;
  while (a[at] === b[at]) at++;
  const from = Math.max(0, at - 30);
  return `${a.slice(from, at + 60)} became ${b.slice(from, at + 60)}`;
}
