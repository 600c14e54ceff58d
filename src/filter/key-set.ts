/** Which keys have been seen, and in which source: exactly, and compactly, for merging files of many keys. */

const CHUNK = 16 << 20;
/** Entries begin at addresses that this divides, so that 32 bits reach far. */
const UNIT = 4;
/** u32 hash, u32 database, u32 length, u32 source; then the key. */
const HEAD = 16;
const FIRST_SLOTS = 1 << 12;
const FULL = 0.7;

/** Keys stand one behind the other in large pieces; a table of their addresses finds them. */
export class KeySet {
  private readonly chunks: { readonly bytes: Uint8Array; readonly view: DataView; readonly start: number }[] = [];
  private free = 0;
  private end = 0;
  private count = 0;
  /** Addresses in units, less one; zero is a free slot. */
  private table = new Uint32Array(FIRST_SLOTS);

  /** Add a key of a source; if it is there already: the source that it is of. */
  add(db: number, key: Uint8Array, source: number): number | undefined {
    if (this.count >= this.table.length * FULL) this.enlarge();
    const hash = hashOf(db, key);
    const { table } = this;
    const mask = table.length - 1;
    let slot = hash & mask;
    for (; (table[slot] ?? 0) !== 0; slot = (slot + 1) & mask) {
      const unit = (table[slot] ?? 0) - 1;
      if (this.holds(unit, hash, db, key)) return this.sourceOf(unit);
    }
    table[slot] = this.keep(hash, db, key, source) + 1;
    this.count++;
    return undefined;
  }

  private holds(unit: number, hash: number, db: number, key: Uint8Array): boolean {
    const { view, bytes, at } = this.place(unit * UNIT);
    if (view.getUint32(at) !== hash || view.getUint32(at + 4) !== db || view.getUint32(at + 8) !== key.length)
      return false;
    for (let i = 0; i < key.length; i++) if (bytes[at + HEAD + i] !== key[i]) return false;
    return true;
  }

  private sourceOf(unit: number): number {
    const { view, at } = this.place(unit * UNIT);
    return view.getUint32(at + 12);
  }

  /** Gives the unit of the entry. */
  private keep(hash: number, db: number, key: Uint8Array, source: number): number {
    const size = Math.ceil((HEAD + key.length) / UNIT) * UNIT;
    if (this.free + size > this.end) {
      const bytes = new Uint8Array(Math.max(CHUNK, size));
      this.free = this.end;
      this.end += bytes.length;
      this.chunks.push({ bytes, view: new DataView(bytes.buffer), start: this.free });
    }
    const { view, bytes, at } = this.place(this.free);
    view.setUint32(at, hash);
    view.setUint32(at + 4, db);
    view.setUint32(at + 8, key.length);
    view.setUint32(at + 12, source);
    bytes.set(key, at + HEAD);
    const unit = this.free / UNIT;
    this.free += size;
    return unit;
  }

  private place(address: number): { bytes: Uint8Array; view: DataView; at: number } {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.chunks[middle]?.start ?? 0) <= address) low = middle;
      else high = middle - 1;
    }
    const chunk = this.chunks[low];
    if (chunk === undefined) throw new Error('no key has been kept');
    return { bytes: chunk.bytes, view: chunk.view, at: address - chunk.start };
  }

  private enlarge(): void {
    const old = this.table;
    const table = new Uint32Array(2 * old.length);
    const mask = table.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      const { view, at } = this.place((entry - 1) * UNIT);
      let slot = view.getUint32(at) & mask;
      while ((table[slot] ?? 0) !== 0) slot = (slot + 1) & mask;
      table[slot] = entry;
    }
    this.table = table;
  }
}

/** FNV-1a, mixed once more so that the low bits are worth as much as the others. */
function hashOf(db: number, key: Uint8Array): number {
  let hash = 0x811c9dc5 ^ db;
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
