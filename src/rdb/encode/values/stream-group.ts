/** A consumer group: its PEL, its consumers, its NACK zone. Source: rdb-format.md 3.6. */
import { quoteBytes } from '../../../bytes/text.ts';
import {
  NOBODY,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
} from '../../../model/stream.ts';
import type { RdbWriter } from '../rdb-writer.ts';

const UNKNOWN = -1n;
const ALL_ONES = (1n << 64n) - 1n;

export function putId(out: RdbWriter, { ms, seq }: StreamId): void {
  out.length(ms);
  out.length(seq);
}

/** @param lose - told of what a stream of `version` cannot hold */
export function putGroup(
  out: RdbWriter,
  version: number,
  group: StreamGroup,
  pending: PendingEntries,
  consumers: readonly StreamConsumer[],
  lose: (what: string) => void,
): void {
  const name = quoteBytes(group.name);
  out.bytes(group.name);
  putId(out, group.lastId);
  if (version >= 2) out.length(group.entriesRead ?? ALL_ONES);
  else if (group.entriesRead !== undefined) lose(`how many entries group ${name} has read`);
  putPending(out, version, pending);
  if (version < 5 && unowned(pending) > 0)
    lose(`${unowned(pending)} pending entries without a consumer of group ${name}`);
  putConsumers(out, version, pending, consumers);
  if (version < 3 && consumers.some(({ activeAtMs }) => activeAtMs !== undefined)) {
    lose(`when consumers of group ${name} were active`);
  }
  if (version >= 5) {
    const nacked = group.nacked ?? [];
    out.length(nacked.length);
    for (const id of nacked) putRawId(out, id.ms, id.seq);
  }
}

/** Before version 5 each entry has to have a consumer. */
function putPending(out: RdbWriter, version: number, pending: PendingEntries): void {
  const { count, ids, deliveredAtMs, deliveries, consumer } = pending;
  out.length(version < 5 ? count - unowned(pending) : count);
  for (let i = 0; i < count; i++) {
    if (version < 5 && consumer[i] === NOBODY) continue;
    putRawId(out, ids[2 * i] ?? 0n, ids[2 * i + 1] ?? 0n);
    out.i64le(deliveredAtMs[i] ?? 0n);
    out.length(deliveries[i] ?? 0n);
  }
}

function unowned({ consumer }: PendingEntries): number {
  let count = 0;
  for (const one of consumer) if (one === NOBODY) count++;
  return count;
}

function putConsumers(
  out: RdbWriter,
  version: number,
  pending: PendingEntries,
  consumers: readonly StreamConsumer[],
): void {
  const owned = byConsumer(pending, consumers.length);
  out.length(consumers.length);
  for (const [i, { name, seenAtMs, activeAtMs }] of consumers.entries()) {
    out.bytes(name);
    out.i64le(seenAtMs);
    if (version >= 3) out.i64le(activeAtMs ?? UNKNOWN);
    const entries = owned[i] ?? [];
    out.length(entries.length);
    for (const entry of entries) putRawId(out, pending.ids[2 * entry] ?? 0n, pending.ids[2 * entry + 1] ?? 0n);
  }
}

function byConsumer({ count, consumer }: PendingEntries, consumers: number): number[][] {
  const owned: number[][] = Array.from({ length: consumers }, () => []);
  for (let i = 0; i < count; i++) owned[consumer[i] ?? NOBODY]?.push(i);
  return owned;
}

function putRawId(out: RdbWriter, ms: bigint, seq: bigint): void {
  out.u64be(ms);
  out.u64be(seq);
}
