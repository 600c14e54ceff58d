/** Our stream against the truth's. */
import type { KeyContext } from './key-context.ts';
import type { Json, JsonObject } from './json.ts';
import {
  asBytes,
  asInteger,
  asList,
  asObject,
  asText,
  asTuples,
  ofHex,
  ofTruth,
  quote,
  union,
  unique,
  type Bytes,
} from './json-fields.ts';

export function compareStream(context: KeyContext, ours: JsonObject, theirs: JsonObject): void {
  const { note } = context;
  compareEntries(context, ours.get('entries'), theirs.get('entries'));
  const length = asInteger(ours.get('length'), 'length');
  if (length !== ofTruth(theirs.get('length'))) note('length', length, ofTruth(theirs.get('length')));
  if (ours.get('lastId') !== theirs.get('last_id')) note('lastId', ours.get('lastId'), theirs.get('last_id'));
  const old = !['firstId', 'maxDeletedId', 'entriesAdded'].some((name) => ours.fields.has(name));
  compareTotals(context, ours, theirs, old);
  compareGroups(context, ours, theirs, old);
  compareIdmp(context, ours.get('idmp'), theirs.get('idmp'));
}

/** What files before Redis 7.0 do not hold, servers derive. */
function compareTotals({ note }: KeyContext, ours: JsonObject, theirs: JsonObject, old: boolean): void {
  const [first] = asTuples(theirs.get('entries'), 2, 'truth');
  const derived = { firstId: first?.[0] ?? '0-0', maxDeletedId: '0-0', entriesAdded: ofTruth(theirs.get('length')) };
  const added = ofTruth(theirs.get('entries_added'));
  for (const [name, truth] of [
    ['firstId', theirs.get('first_id') ?? undefined],
    ['maxDeletedId', theirs.get('max_deleted_id') ?? undefined],
    ['entriesAdded', added],
  ] as const) {
    const mine = name === 'entriesAdded' ? asInteger(ours.get(name), name) : ours.get(name);
    const passes = mine === truth || (mine === undefined && truth === '0-0') || (old && truth === derived[name]);
    if (truth !== undefined && !passes) note(name, mine, truth);
  }
}

function compareEntries({ note }: KeyContext, value: Json | undefined, truth: Json | undefined): void {
  const ours = asList(value, 'entries').map((entry) => {
    const { id, fields } = fieldsOf(asObject(entry, 'an entry'));
    const pairs = asTuples(fields, 2, 'fields of an entry');
    return `${id} ${JSON.stringify(pairs.map((pair) => pair.map((part) => asBytes(part, 'field'))))}`;
  });
  const theirs = asTuples(truth, 2, 'truth').map(([id, fields]) => {
    return `${asText(id, 'id')} ${JSON.stringify(asTuples(fields, 2, 'truth').map((pair) => pair.map(ofHex)))}`;
  });
  if (ours.length !== theirs.length) note('number of entries', ours.length, theirs.length);
  const at = ours.findIndex((entry, i) => entry !== theirs[i]);
  if (at >= 0) note(`entry ${at}`, ours[at], theirs[at]);
}

const fieldsOf = (entry: JsonObject): { id: string; fields: Json | undefined } => ({
  id: asText(entry.get('id'), 'id'),
  fields: entry.get('fields'),
});

/** Objects by their `name`. */
function named(list: Json | undefined, what: string): Map<Bytes, JsonObject> {
  const objects = asList(list, what).map((row) => asObject(row, what));
  return unique(
    objects.map((row) => [asBytes(row.get('name'), `name in ${what}`), row] as const),
    what,
  );
}

const namedInTruth = (list: Json | undefined): Map<Bytes, JsonObject> =>
  new Map(asList(list, 'truth').map((row) => [ofHex(asObject(row, 'truth').get('name')), asObject(row, 'truth')]));

function compareGroups(context: KeyContext, ours: JsonObject, theirs: JsonObject, old: boolean): void {
  const { note } = context;
  const mine = named(ours.get('groups') ?? [], 'groups');
  const truth = namedInTruth(theirs.get('groups'));
  const kept = new Set(asTuples(theirs.get('entries'), 2, 'truth').map(([id]) => asText(id, 'id')));
  // Files before 7.2 hold no time of activity: servers take the time the consumer was seen.
  const noActive = ![...mine.values()].some((group) => {
    return asList(group.get('consumers'), 'consumers').some((consumer) =>
      asObject(consumer, 'consumer').fields.has('activeAt'),
    );
  });
  for (const name of union(mine, truth)) {
    const where = `group ${quote(name)}`;
    const group = mine.get(name);
    const row = truth.get(name);
    if (group === undefined || row === undefined) {
      note(`${where} ${group === undefined ? 'missing' : 'not in the truth'}`);
      continue;
    }
    if (group.get('lastId') !== row.get('last_id')) note(`${where} lastId`, group.get('lastId'), row.get('last_id'));
    const read = asInteger(group.get('entriesRead'), 'entriesRead');
    const theirRead = ofTruth(row.get('entries_read'));
    const tells = theirRead !== undefined || context.atLeast(7, 0);
    const lost = context.replayed === 'live';
    if (read !== theirRead && tells && !lost && !(read === undefined && old))
      note(`${where} entriesRead`, read, theirRead);
    comparePending(context, where, group, row, (id) => context.replayed === 'live' && !kept.has(id));
    compareConsumers(context, where, group, row, noActive);
  }
}

/** @param mayDiffer - ids of deleted entries: Redis 8.6.3 lets go of some of them without a word in its log */
function comparePending(
  { note }: KeyContext,
  where: string,
  group: JsonObject,
  row: JsonObject,
  mayDiffer: (id: string) => boolean,
): void {
  const ours = unique(
    asList(group.get('pending') ?? [], 'pending').map((entry) => {
      const of = asObject(entry, 'pending');
      const owner = quote(asBytes(of.get('consumer'), 'consumer in pending'));
      return [
        asText(of.get('id'), 'id'),
        `${owner} ${String(of.get('deliveredAt'))} ${String(of.get('deliveries'))}`,
      ] as const;
    }),
    `${where} pending`,
  );
  const theirs = new Map(
    asTuples(row.get('pending'), 4, 'truth').map(([id, consumer, at, count]) => {
      return [asText(id, 'id'), `${quote(ofHex(consumer))} ${ofTruth(at)} ${ofTruth(count)}`] as const;
    }),
  );
  for (const id of union(ours, theirs)) {
    if (ours.get(id) !== theirs.get(id) && !mayDiffer(id)) note(`${where} pending ${id}`, ours.get(id), theirs.get(id));
  }
}

function compareConsumers(
  context: KeyContext,
  where: string,
  group: JsonObject,
  row: JsonObject,
  noActive: boolean,
): void {
  const ours = named(group.get('consumers') ?? [], `${where} consumers`);
  const theirs = namedInTruth(row.get('consumers'));
  for (const name of union(ours, theirs)) {
    const what = `${where} consumer ${quote(name)}`;
    const consumer = ours.get(name);
    const truth = theirs.get(name);
    if (consumer === undefined || truth === undefined) {
      const idle = truth !== undefined && asList(truth.get('pending'), 'truth').length === 0;
      if (context.replayed === 'live' && idle) continue;
      context.note(`${what} ${consumer === undefined ? 'missing' : 'not in the truth'}`);
      continue;
    }
    if (context.replayed !== undefined) continue;
    const seen = asInteger(consumer.get('seenAt'), 'seenAt');
    const theirSeen = ofTruth(truth.get('seen_ms'));
    const touched = (ms: bigint | undefined): boolean => ms !== undefined && Number(ms) === context.replayedMs;
    if (seen !== theirSeen && !touched(seen)) context.note(`${what} seenAt`, seen, theirSeen);
    const active = asInteger(consumer.get('activeAt'), 'activeAt');
    const said = ofTruth(truth.get('active_ms'));
    if (said === undefined && !context.atLeast(7, 2)) continue;
    const theirActive = said === -1n ? undefined : said;
    if (active !== theirActive && !touched(active) && !(noActive && theirActive === theirSeen))
      context.note(`${what} activeAt`, active, theirActive);
  }
}

/** Idempotent producers (Redis 8.6). Ids older than the duration go away in a server, not in the file. */
function compareIdmp(context: KeyContext, value: Json | undefined, truth: Json | undefined): void {
  if (truth === undefined || truth === null) return;
  const { note } = context;
  const theirs = asObject(truth, 'idmp of the truth');
  const duration = ofTruth(theirs.get('duration')) ?? 0n;
  if (value === undefined) {
    const defaults = duration === 100n && ofTruth(theirs.get('maxsize')) === 100n;
    const used = ofTruth(theirs.get('iids_added')) || ofTruth(theirs.get('iids_duplicates'));
    if (!defaults || used) note('idmp missing');
    return;
  }
  const ours = asObject(value, 'idmp');
  for (const [name, theirName] of [
    ['duration', 'duration'],
    ['maxEntries', 'maxsize'],
    ['added', 'iids_added'],
    ['duplicates', 'iids_duplicates'],
  ] as const) {
    const mine = asInteger(ours.get(name), name) ?? 0n;
    const said = ofTruth(theirs.get(theirName));
    if (said !== undefined && mine !== said) note(`idmp ${name}`, mine, said);
  }
  const isStale = (id: string): boolean => BigInt(id.split('-')[0] ?? 0) + 1000n * duration < context.nowMs;
  const mine = ourIds(ours);
  if (theirs.get('map') === null) {
    const tracked = ofTruth(theirs.get('iids_tracked'));
    const stale = [...mine.values()].filter(isStale).length;
    const fits = tracked === undefined || (tracked <= mine.size && mine.size <= Number(tracked) + stale);
    if (!fits) note('idmp number of ids', mine.size, tracked);
    return;
  }
  const said = new Map(
    asTuples(theirs.get('map'), 3, 'truth').map(([producer, iid, id]) => {
      return [JSON.stringify([ofHex(producer), ofHex(iid)]), asText(id, 'id')] as const;
    }),
  );
  for (const pair of union(mine, said)) {
    const id = mine.get(pair);
    const passes =
      id === said.get(pair) || (id !== undefined && !said.has(pair) && !context.keepExpired && isStale(id));
    if (!passes) note(`idmp ${pair}`, id, said.get(pair));
  }
}

/** Producer and idempotence id to the stream id. */
function ourIds(idmp: JsonObject): Map<string, string> {
  const pairs = asList(idmp.get('producers') ?? [], 'producers').flatMap((row) => {
    const producer = asObject(row, 'producer');
    return asList(producer.get('entries'), 'entries of a producer').map((row) => {
      const entry = asObject(row, 'entry of a producer');
      const pair = [asBytes(producer.get('id'), 'producer'), asBytes(entry.get('iid'), 'iid')];
      return [JSON.stringify(pair), asText(entry.get('id'), 'id')] as const;
    });
  });
  return unique(pairs, 'idmp');
}
