/** Does what a comparison of two files finds fit what servers say of their keys? */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { CorpusCase } from './corpus.ts';
import { keyChanges, type Change, type ComparedInput } from './key-changes.ts';
import { exceptionOf } from './log-exceptions.ts';
import { compareRows } from './truth/compare-rows.ts';
import { asObject, ofHex, ofTruth, quote } from './truth/json-fields.ts';
import { parseJson, type JsonObject } from './truth/json.ts';

export interface Judged {
  /** What is wrong; empty if nothing is. */
  readonly reasons: readonly string[];
  /** Keys by what servers say of them; `unknown` ones may be anything. */
  readonly counts: Readonly<Record<Change | 'same' | 'unknown', number>>;
}

type Rows = ReadonlyMap<string, JsonObject>;

/** What is read in the run at hand is all read at this time. */
const NOW_MS = Date.now();

export async function judgeDiff(a: CorpusCase, b: CorpusCase): Promise<Judged> {
  const [ours, theirs] = [readRows(a), readRows(b)];
  const { keys, expired, errors } = await keyChanges(inputOf(a), inputOf(b));
  const counts = { same: 0, removed: 0, changed: 0, added: 0, unknown: 0 };
  const reasons = errors.filter((error) => !isExcused(error, [a, b]));
  for (const name of new Set([...ours.keys(), ...theirs.keys(), ...keys.keys()])) {
    const expected = expired.has(name) ? 'unknown' : expect(name, [a, b], [ours.get(name), theirs.get(name)]);
    counts[expected]++;
    const found = keys.get(name) ?? 'same';
    if (expected !== 'unknown' && found !== expected) reasons.push(`${quote(name)}: is ${found}, not ${expected}`);
  }
  return { reasons, counts };
}

function inputOf({ path, writer, name, format, wrongChecksum }: CorpusCase): ComparedInput {
  const skipUnknown = format === 'aof' && exceptionOf(name) !== undefined;
  const content = { nowMs: NOW_MS, skipUnknown, skipChecksum: wrongChecksum };
  return { path, content: writer === undefined ? content : { ...content, writer } };
}

function isExcused(error: string, cases: readonly CorpusCase[]): boolean {
  return cases.some(({ name }) => exceptionOf(name)?.error.test(error));
}

type Pair<Of> = readonly [a: Of, b: Of];

function expect(
  name: string,
  cases: Pair<CorpusCase>,
  [a, b]: Pair<JsonObject | undefined>,
): Change | 'same' | 'unknown' {
  if (cases.some((one) => isUnsure(name, one))) return 'unknown';
  if ([a, b].some((row) => row !== undefined && isExpired(row))) return 'unknown';
  // A server leaves out what has expired, or has no elements.
  if (a === undefined && b === undefined) return 'unknown';
  if (b === undefined) return 'removed';
  if (a === undefined) return 'added';
  const verdict = compareRows(
    a,
    b,
    cases.some(({ format }) => format === 'aof'),
  );
  return verdict === 'differs' ? 'changed' : verdict;
}

/** What a log leaves of it is not the same each time, or is not known to us. */
function isUnsure(name: string, { name: file, compare }: CorpusCase): boolean {
  const space = name.indexOf(' ') + 1;
  const key = name.slice(space);
  const at = `${name.slice(0, space)}${Buffer.from(key, 'latin1').toString('hex')}`;
  return (
    compare.unstable?.has(at) === true ||
    exceptionOf(file)?.missing.test(`db${name.slice(0, space - 1)} ${quote(key)}: missing`) === true
  );
}

function isExpired(row: JsonObject): boolean {
  const at = ofTruth(row.get('expire_ms'));
  return at !== undefined && at <= NOW_MS;
}

/** Of those that were read last, by path of the truth: a case is one side of several pairs. */
const known = new Map<string, Rows>();
const KNOWN = 3;

function readRows({ truth }: CorpusCase): Rows {
  if (truth === undefined) return new Map();
  const rows = known.get(truth) ?? parseRows(truth);
  known.delete(truth);
  known.set(truth, rows);
  for (const oldest of known.keys()) if (known.size > KNOWN) known.delete(oldest);
  return rows;
}

function parseRows(truth: string): Rows {
  const bytes = readFileSync(truth);
  const lines = (truth.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n').filter(Boolean);
  const rows = lines.map((line) => asObject(parseJson(line), 'a line')).filter((row) => row.get('kind') === 'key');
  return new Map(rows.map((row) => [`${String(row.get('db'))} ${ofHex(row.get('key'))}`, row]));
}
