/** A stream with its groups, of XINFO STREAM key FULL COUNT 0. */
import { asArray, asHex, asMap, asNumber, asText, pairsOf } from './reply-fields.ts';
import type { Reply } from './reply-reader.ts';

/** The `value` of a stream's line. What the server does not tell is null. */
export function readStream(reply: Reply | undefined): unknown {
  const full = asMap(reply);
  const idText = (name: string): string | null => (full.has(name) ? asText(full.get(name)) : null);
  return {
    entries: asArray(full.get('entries')).map((entry) => {
      const [id, flat] = asArray(entry);
      return [asText(id), pairsOf(flat).map(([field, value]) => [asHex(field), asHex(value)])];
    }),
    length: asNumber(full.get('length')),
    last_id: asText(full.get('last-generated-id')),
    max_deleted_id: idText('max-deleted-entry-id'),
    entries_added: full.get('entries-added') ?? null,
    first_id: idText('recorded-first-entry-id'),
    groups: byName(asArray(full.get('groups')).map(readGroup)),
    ...readIdmp(full),
  };
}

/** What has a name, in hex, among other things. */
interface Named {
  readonly name: string;
  readonly [field: string]: unknown;
}

const byName = (rows: readonly Named[]): Named[] => rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));

function readGroup(reply: Reply): Named {
  const group = asMap(reply);
  const pending = asArray(group.get('pending') ?? group.get('pel')).map((row) => {
    const [id, consumer, delivered = null, deliveries = null] = asArray(row);
    return [asText(id), asHex(consumer), delivered, deliveries];
  });
  return {
    name: asHex(group.get('name')),
    last_id: asText(group.get('last-delivered-id')),
    entries_read: group.get('entries-read') ?? null,
    lag: group.get('lag') ?? null,
    pending,
    consumers: byName(asArray(group.get('consumers')).map(readConsumer)),
  };
}

function readConsumer(reply: Reply): Named {
  const consumer = asMap(reply);
  const pending = asArray(consumer.get('pending') ?? consumer.get('pel')).map((row) => {
    const [id, delivered = null, deliveries = null] = asArray(row);
    return [asText(id), delivered, deliveries];
  });
  return {
    name: asHex(consumer.get('name')),
    seen_ms: consumer.get('seen-time') ?? null,
    active_ms: consumer.get('active-time') ?? null,
    pending,
  };
}

/** Idempotent producers, Redis 8.6. No command tells the pairs themselves. */
function readIdmp(full: ReadonlyMap<string, Reply>): object {
  if (!full.has('idmp-duration')) return {};
  const told = (name: string): Reply => full.get(name) ?? null;
  const idmp = {
    duration: told('idmp-duration'),
    maxsize: told('idmp-maxsize'),
    pids_tracked: told('pids-tracked'),
    iids_tracked: told('iids-tracked'),
    iids_added: told('iids-added'),
    iids_duplicates: told('iids-duplicates'),
    map: null,
  };
  return { idmp };
}
