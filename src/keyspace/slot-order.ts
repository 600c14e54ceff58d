/**
 * The keys of a database in the order of their slots, so that slots which are emptied one after another do not cost a walk over
 * all keys each. It is made anew when records have come or moved.
 */
import { keySlot, SLOTS } from '../model/slot.ts';
import { NONE } from './byte-table.ts';
import type { Database } from './database.ts';
import { copyOf, spanOf, viewOf, type Span } from './span.ts';

const ORDERS = new WeakMap<Database, SlotOrder>();

/** Copies: records move when others are removed. */
export function keysInSlot(db: Database, slot: number): Span[] {
  let order = ORDERS.get(db);
  if (order === undefined || order.isStale()) {
    order = new SlotOrder(db);
    ORDERS.set(db, order);
  }
  return order.keysOf(slot);
}

class SlotOrder {
  private readonly db: Database;
  private readonly made: number;
  private readonly generation: number;
  /** By slot: where in `records` its keys end. They begin where those of the slot before it end. */
  private readonly ends = new Uint32Array(SLOTS);
  private readonly records: Uint32Array;

  constructor(db: Database) {
    const { table } = db;
    this.db = db;
    this.made = table.made;
    this.generation = table.generation;
    this.records = new Uint32Array(table.count);
    const slots = new Uint16Array(table.count);
    const found = new Uint32Array(table.count);
    let count = 0;
    for (let record = db.next(0); record !== NONE; record = db.next(table.after(record))) {
      const slot = keySlot(viewOf(table.key));
      found[count] = record;
      slots[count++] = slot;
      this.ends[slot] = (this.ends[slot] ?? 0) + 1;
    }
    for (let slot = 0, before = 0; slot < SLOTS; slot++) {
      const own = this.ends[slot] ?? 0;
      this.ends[slot] = before;
      before += own;
    }
    for (let i = 0; i < count; i++) {
      const slot = slots[i] ?? 0;
      const at = this.ends[slot] ?? 0;
      this.records[at] = found[i] ?? 0;
      this.ends[slot] = at + 1;
    }
  }

  isStale(): boolean {
    const { table } = this.db;
    return this.made !== table.made || this.generation !== table.generation;
  }

  keysOf(slot: number): Span[] {
    const { table } = this.db;
    const keys: Span[] = [];
    for (const record of this.records.subarray(this.ends[slot - 1] ?? 0, this.ends[slot])) {
      // Removed since.
      if (table.next(record) !== record) continue;
      table.locate(record);
      keys.push(spanOf(copyOf(table.key)));
    }
    return keys;
  }
}
