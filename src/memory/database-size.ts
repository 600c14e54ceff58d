/** What the keys of a database take, and the tables they are in. */
import type { Allocator } from './allocator.ts';
import { keyspaceLayoutOf } from './keyspace-layout.ts';
import { tablesSize, type KeyCounts } from './keyspace-size.ts';
import type { ServerModel } from './server-model.ts';
import type { SizedDatabase } from './sized-key.ts';

/** Counters of one database. */
export class DatabaseSize {
  readonly db: number;
  keys = 0;
  expires = 0;
  bytes = 0;
  allocated = 0;
  /** The file says beforehand how many keys come. */
  presized = false;
  /** By slot, as the file has them; empty: it was not written in cluster mode. */
  readonly slots = new Map<number, KeyCounts>();

  constructor(db: number) {
    this.db = db;
  }

  total(model: ServerModel, allocator: Allocator): SizedDatabase {
    const { db, keys, expires, bytes, allocated, presized } = this;
    const layout = keyspaceLayoutOf(model);
    let tables = 0;
    for (const part of layout.bySlot ? this.parts() : [this]) tables += tablesSize(layout, allocator, part, presized);
    return { db, keys, expires, bytes, allocated, tables: Math.round(tables) };
  }

  /** What has tables of its own: the slots, as far as they were announced right, else the database as a whole. */
  private parts(): readonly KeyCounts[] {
    const { keys, expires, slots } = this;
    const sum = { keys: 0, expires: 0 };
    for (const slot of slots.values()) {
      sum.keys += slot.keys;
      sum.expires += slot.expires;
    }
    if (sum.keys === 0) return [this];
    // A filter has let fewer pass: as if it took from each slot alike.
    const part = (count: number, whole: number, of: number): number =>
      whole === of || of === 0 ? count : Math.round((count * whole) / of);
    return Array.from(slots.values(), (slot) => ({
      keys: part(slot.keys, keys, sum.keys),
      expires: part(slot.expires, expires, sum.expires),
    }));
  }
}
