/** A consumer group of a stream: its PEL, its consumers and its NACK zone. */
import {
  compareIds,
  NOBODY,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
} from '../../model/stream.ts';
import { byName } from '../order.ts';
import { PendingTable, UNOWNED } from './pending-table.ts';
import { FORM } from './stream-form.ts';

export interface Consumer {
  readonly name: Uint8Array;
  /** What the PEL knows it by. */
  readonly number: number;
  seenAtMs: bigint;
  /** Absent: never active. */
  activeAtMs: bigint | undefined;
}

export class Group {
  readonly name: Uint8Array;
  lastId: StreamId;
  /** Absent: unknown. */
  entriesRead: bigint | undefined;
  readonly pending: PendingTable;
  /** By name, each byte as the character of the same number. */
  private readonly consumers = new Map<string, Consumer>();
  private nextNumber = 0;
  /** Places in the NACK zone that were given. */
  private zone = 0;

  constructor(name: Uint8Array, lastId: StreamId, entriesRead: bigint | undefined, pending = new PendingTable()) {
    this.name = name;
    this.lastId = lastId;
    this.entriesRead = entriesRead;
    this.pending = pending;
  }

  static load({ name, lastId, entriesRead, nacked = [] }: StreamGroup, from: PendingEntries): Group {
    const group = new Group(name.slice(), lastId, entriesRead);
    for (let i = 0; i < from.count; i++) {
      group.pending.add({ ms: from.ids[2 * i] ?? 0n, seq: from.ids[2 * i + 1] ?? 0n });
      const owner = from.consumer[i] ?? NOBODY;
      group.pending.set(owner === NOBODY ? UNOWNED : owner, from.deliveredAtMs[i] ?? 0n, from.deliveries[i] ?? 0n);
    }
    for (const id of nacked) {
      if (!group.pending.find(id)) continue;
      group.pending.set(--group.zone, group.pending.deliveredAtMs, group.pending.deliveries);
    }
    return group;
  }

  consumer(name: string): Consumer | undefined {
    return this.consumers.get(name);
  }

  addConsumer(name: Uint8Array, seenAtMs: bigint, activeAtMs?: bigint): Consumer {
    const consumer = { name: name.slice(), number: this.nextNumber++, seenAtMs, activeAtMs };
    this.consumers.set(Buffer.from(name).toString('latin1'), consumer);
    return consumer;
  }

  /** With its pending entries. */
  removeConsumer(name: string): void {
    const consumer = this.consumers.get(name);
    if (consumer === undefined) return;
    this.pending.removeOwned(consumer.number);
    this.consumers.delete(name);
  }

  /** Put the pending entry at hand at the end of the NACK zone. */
  nack(deliveries: bigint): void {
    this.pending.set(--this.zone, 0n, deliveries);
  }

  /** Take an id off the PEL. False: it was not there. */
  release(id: StreamId): boolean {
    const found = this.pending.find(id);
    if (found) this.pending.remove();
    return found;
  }

  /** It has the entry pending, or has not been given it yet. */
  needs(id: StreamId): boolean {
    return compareIds(id, this.lastId) > 0 || this.pending.find(id);
  }

  /** As files have it: consumers by name, the zone in its order. @param form - of the stream */
  tell(
    form: number,
    deliver: (group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]) => void,
  ): void {
    const consumers = [...this.consumers.values()].sort(byName);
    const indexes = new Int32Array(this.nextNumber);
    for (const [index, { number }] of consumers.entries()) indexes[number] = index;
    const nacked: { place: number; id: StreamId }[] = [];
    const pending = this.pending.columns((owner, id) => {
      if (owner >= 0) return indexes[owner] ?? NOBODY;
      if (owner !== UNOWNED) nacked.push({ place: -owner, id });
      return NOBODY;
    });
    nacked.sort((a, b) => a.place - b.place);
    const { name, lastId, entriesRead } = this;
    const group: StreamGroup = {
      name,
      lastId,
      ...(entriesRead === undefined || form < FORM.COUNTED ? {} : { entriesRead }),
      ...(form >= FORM.NACK ? { nacked: nacked.map(({ id }) => id) } : {}),
    };
    deliver(
      group,
      pending,
      consumers.map((consumer) => plain(consumer, form)),
    );
  }

  copy(): Group {
    const group = new Group(this.name, this.lastId, this.entriesRead, this.pending.copy());
    for (const [name, consumer] of this.consumers) group.consumers.set(name, { ...consumer });
    group.nextNumber = this.nextNumber;
    group.zone = this.zone;
    return group;
  }
}

function plain({ name, seenAtMs, activeAtMs }: Consumer, form: number): StreamConsumer {
  return { name, seenAtMs, ...(activeAtMs === undefined || form < FORM.ACTIVE ? {} : { activeAtMs }) };
}
