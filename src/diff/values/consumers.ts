/** Consumers of a group: whether they are there and, if that counts, when they were. */
import type { StreamConsumer } from '../../model/stream.ts';
import type { ConsumerChange } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { sidesOf } from '../sides-of.ts';

export function diffConsumers(
  group: Uint8Array,
  a: readonly StreamConsumer[],
  b: readonly StreamConsumer[],
  { ignore }: DiffOptions,
  tell: (change: ConsumerChange) => void,
): void {
  const inA = byName(a);
  const inB = byName(b);
  for (const [name, before] of inA) {
    const after = inB.get(name);
    if (after !== undefined && (ignore.has('seen') || isSeenAlike(before, after))) continue;
    tell({ kind: 'consumer', group, consumer: before.name, ...sidesOf(before, after) });
  }
  for (const [name, after] of inB) {
    if (!inA.has(name)) tell({ kind: 'consumer', group, consumer: after.name, b: after });
  }
}

function byName(consumers: readonly StreamConsumer[]): Map<string, StreamConsumer> {
  return new Map(consumers.map((consumer) => [Buffer.from(consumer.name).toString('latin1'), consumer]));
}

function isSeenAlike(a: StreamConsumer, b: StreamConsumer): boolean {
  return a.seenAtMs === b.seenAtMs && a.activeAtMs === b.activeAtMs;
}
