import type { PendingEntries, StreamConsumer } from '../model/stream.ts';
import type { StreamPending } from '../model/value.ts';

/** The columns of a PEL as objects. */
export function pendingObjects(pending: PendingEntries, consumers: readonly StreamConsumer[]): StreamPending[] {
  const objects: StreamPending[] = [];
  for (let i = 0; i < pending.count; i++) {
    const owner = consumers[pending.consumer[i] ?? -1];
    objects.push({
      id: { ms: pending.ids[2 * i] ?? 0n, seq: pending.ids[2 * i + 1] ?? 0n },
      ...(owner === undefined ? {} : { consumer: owner.name }),
      deliveredAtMs: pending.deliveredAtMs[i] ?? 0n,
      deliveries: pending.deliveries[i] ?? 0n,
    });
  }
  return objects;
}
