/** What --verify leaves out, for a replica of the source would not have it either. */
import { expect, test } from 'vitest';
import { ReplicatedFacts } from '../../src/delivery/replicated-facts.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import {
  NOBODY,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamIdmp,
} from '../../src/model/stream.ts';

class Told extends NullSink {
  readonly groups: { consumers: string[]; owners: number[] }[] = [];
  readonly duplicates: bigint[] = [];

  override group(_group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.groups.push({
      consumers: consumers.map(({ name }) => Buffer.from(name).toString()),
      owners: [...pending.consumer],
    });
  }
  override idmp({ duplicates }: StreamIdmp): void {
    this.duplicates.push(duplicates);
  }
}

const consumer = (name: string): StreamConsumer => ({ name: Buffer.from(name), seenAtMs: 1n });

function pendingOf(...owners: number[]): PendingEntries {
  const count = owners.length;
  return {
    count,
    ids: new BigUint64Array(2 * count),
    deliveredAtMs: new BigInt64Array(count),
    deliveries: new BigUint64Array(count),
    consumer: Int32Array.from(owners),
  };
}

test.each([
  ['all have something', ['a', 'b'], [0, 1, 0], ['a', 'b'], [0, 1, 0]],
  ['one asked and was given nothing', ['a', 'b', 'c'], [2, 0, NOBODY], ['a', 'c'], [1, 0, NOBODY]],
  ['nobody has anything', ['a'], [], [], []],
])('consumers of a group: %s', (_name, consumers, owners, left, leftOwners) => {
  const told = new Told();
  const group = { name: Buffer.from('g'), lastId: { ms: 1n, seq: 0n } };
  new ReplicatedFacts(told).group(group, pendingOf(...owners), consumers.map(consumer));
  expect(told.groups).toEqual([{ consumers: left, owners: leftOwners }]);
});

test('duplicates that an idempotent producer sent', () => {
  const told = new Told();
  new ReplicatedFacts(told).idmp({ durationSeconds: 1n, maxEntries: 1n, producers: [], added: 1n, duplicates: 7n });
  expect(told.duplicates).toEqual([0n]);
});
