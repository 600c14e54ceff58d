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

/** What commands do not carry, and no command changes back. */
export interface Lenient {
  /** When consumers of stream groups were seen. */
  readonly consumerTimes: boolean;
}

/** Ways to hold a value, and what servers compute of others. */
const NEVER = new Set(['encoding', 'lag', 'dump']);
const CONSUMER_TIMES = new Set(['seen_ms', 'active_ms']);

export function compareStates(before: string, after: string, { consumerTimes }: Lenient): readonly StateDifference[] {
  const leftOut = consumerTimes ? new Set([...NEVER, ...CONSUMER_TIMES]) : NEVER;
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
    const fields = [...value.fields].filter(([name]) => !leftOut.has(name));
    return `{${fields.map(([name, of]) => `${name}:${write(of, leftOut)}`).join()}}`;
  }
  if (Array.isArray(value))
    return `[${asList(value, 'a list')
      .map((of) => write(of, leftOut))
      .join()}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Of two texts, a little around where they part. */
function firstDifference(a: string, b: string): string {
  let at = 0;
  while (a[at] === b[at]) at++;
  const from = Math.max(0, at - 30);
  return `${a.slice(from, at + 60)} became ${b.slice(from, at + 60)}`;
}
