/** Do two servers say that a key is the same? Rows of truth files (truth-format.md) against each other. */
import { JsonObject, type Json } from './json.ts';

/** 'unknown': the rows do not tell, because a server cannot, or because servers and logs do not keep it to the bit. */
export type Verdict = 'same' | 'differs' | 'unknown';

/** What depends on the server that loaded the file, or on when it did. */
const LOADED = new Set(['memory', 'encoding', 'freq', 'idle_s', 'lag', 'seen_ms', 'active_ms', 'vector', 'links']);
/** Of streams: null is what the server cannot tell. Elsewhere null is none. */
const NULL_IS_UNKNOWN = new Set(['max_deleted_id', 'entries_added', 'first_id', 'entries_read', 'idmp', 'map']);
/** RDB version and checksum behind a DUMP payload, in hex. */
const FOOTER_DIGITS = 20;

/** Two rows of the same key. @param isLog - one of them is of a log, which does not say all of a group */
export function compareRows(a: JsonObject, b: JsonObject, isLog: boolean): Verdict {
  if (a.get('type') !== b.get('type')) return 'differs';
  const kind = a.get('type');
  if (kind === 'zset' && [a, b].some(isPackedZero)) {
    // A server that packs a sorted set makes 0 of -0.
    return differ(a, b, new Set([...LOADED, 'value'])) || differ(zeroes(a), zeroes(b)) ? 'differs' : 'unknown';
  }
  if (a.fields.has('dump') || b.fields.has('dump')) return compareDumps(a, b);
  if (!differ(a, b)) return isLog && kind === 'stream' && hasGroups(a) ? 'unknown' : 'same';
  return isCertain(a, b, isLog) ? 'differs' : 'unknown';
}

function compareDumps(a: JsonObject, b: JsonObject): Verdict {
  const [ours, theirs] = [a, b].map((row) => String(row.get('dump')).slice(0, -FOOTER_DIGITS));
  return ours === theirs && a.get('expire_ms') === b.get('expire_ms') ? 'same' : 'unknown';
}

/** Whether they differ in more than what a server or a log may not tell. */
function isCertain(a: JsonObject, b: JsonObject, isLog: boolean): boolean {
  if (a.get('type') === 'vectorset') return false;
  const loose = new Set([...LOADED, ...NULL_IS_UNKNOWN, ...(isLog ? ['groups'] : [])]);
  if (differ(a, b, loose)) return true;
  return !isLog && differ(a, b, LOADED, true);
}

/** @param wild - a null where NULL_IS_UNKNOWN is the same as anything */
function differ(a: Json | undefined, b: Json | undefined, but: ReadonlySet<string> = LOADED, wild = false): boolean {
  if (a instanceof JsonObject && b instanceof JsonObject) {
    const names = new Set([...a.fields.keys(), ...b.fields.keys()]);
    return [...names].some((name) => {
      const [mine, theirs] = [a.get(name) ?? null, b.get(name) ?? null];
      if (but.has(name) || (wild && NULL_IS_UNKNOWN.has(name) && (mine === null || theirs === null))) return false;
      return differ(mine, theirs, but, wild);
    });
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length !== b.length || a.some((one, i) => differ(one, b[i], but, wild));
  }
  return a !== b;
}

function isPackedZero(row: JsonObject): boolean {
  const packed = row.get('encoding') === 'ziplist' || row.get('encoding') === 'listpack';
  return packed && members(row).some(([, score]) => score === '0');
}

function zeroes(row: JsonObject): Json {
  return members(row)
    .map(([member = null, score = null]) => [member, score === '-0' ? '0' : score])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

function members(row: JsonObject): readonly (readonly Json[])[] {
  const value = row.get('value');
  return Array.isArray(value) ? value.filter((pair) => Array.isArray(pair)) : [];
}

function hasGroups(row: JsonObject): boolean {
  const value = row.get('value');
  const groups = value instanceof JsonObject ? value.get('groups') : undefined;
  return Array.isArray(groups) && groups.length > 0;
}
