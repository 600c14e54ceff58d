/** The table of idempotent producers of a stream (Redis 8.6). Source: redis src/t_stream.c, idmpInsertEntry(). */
import { formatStreamId, type StreamId, type StreamIdmp } from '../../model/stream.ts';
import { byName } from '../order.ts';

interface Recorded {
  readonly iid: Uint8Array;
  readonly id: StreamId;
}

interface Producer {
  readonly name: Uint8Array;
  /** The oldest first, by the iid's bytes as characters. */
  readonly entries: Map<string, Recorded>;
}

export class IdmpTable {
  durationSeconds = 100n;
  maxEntries = 100n;
  added = 0n;
  duplicates = 0n;
  private producers = new Map<string, Producer>();

  static load({ durationSeconds, maxEntries, added, duplicates, producers }: StreamIdmp): IdmpTable {
    const table = new IdmpTable();
    for (const { id, entries } of producers) {
      const producer = table.producer(id);
      for (const { iid, id: entry } of entries) producer.entries.set(latin1(iid), { iid: iid.slice(), id: entry });
    }
    return Object.assign(table, { durationSeconds, maxEntries, added, duplicates });
  }

  /** The id that is recorded, as text. */
  find(producer: Uint8Array, iid: Uint8Array): string | undefined {
    const found = this.producers.get(latin1(producer))?.entries.get(latin1(iid));
    return found && formatStreamId(found.id);
  }

  /** Record an id, in place of what the iid stood for; the oldest of the producer goes if there are too many. */
  record(producer: Uint8Array, iid: Uint8Array, id: StreamId): void {
    const { entries } = this.producer(producer);
    const key = latin1(iid);
    entries.delete(key);
    entries.set(key, { iid: iid.slice(), id });
    this.added++;
    if (BigInt(entries.size) <= this.maxEntries) return;
    for (const oldest of entries.keys()) {
      entries.delete(oldest);
      return;
    }
  }

  clear(): void {
    this.producers.clear();
  }

  tell(): StreamIdmp {
    const { durationSeconds, maxEntries, added, duplicates } = this;
    const producers = [...this.producers.values()]
      .sort(byName)
      .map(({ name, entries }) => ({ id: name, entries: [...entries.values()] }));
    return { durationSeconds, maxEntries, producers, added, duplicates };
  }

  copy(): IdmpTable {
    return IdmpTable.load(this.tell());
  }

  private producer(name: Uint8Array): Producer {
    const key = latin1(name);
    let producer = this.producers.get(key);
    if (producer === undefined) {
      producer = { name: name.slice(), entries: new Map() };
      this.producers.set(key, producer);
    }
    return producer;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
