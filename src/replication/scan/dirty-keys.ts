/** Keys that have changed since they were read: each once, however often it changes. */

export class DirtyKeys {
  /** By database; of a key each byte as the character of the same number. */
  private readonly databases = new Map<number, Set<string>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  note(db: number, key: Uint8Array): void {
    const keys = this.databases.get(db) ?? new Set();
    const before = keys.size;
    keys.add(textOf(key));
    this.count += keys.size - before;
    this.databases.set(db, keys);
  }

  /** They are about to be read: what changed them before will be seen. */
  forget(db: number, keys: readonly Uint8Array[]): void {
    const noted = this.databases.get(db);
    if (noted === undefined) return;
    for (const key of keys) if (noted.delete(textOf(key))) this.count--;
  }

  /** Up to `most` keys of one database, those that have waited longest first; they are forgotten. */
  take(most: number): { readonly db: number; readonly keys: readonly Uint8Array[] } | undefined {
    for (const [db, noted] of this.databases) {
      const keys: Uint8Array[] = [];
      for (const key of noted) {
        if (keys.length === most) break;
        keys.push(Buffer.from(key, 'latin1'));
        noted.delete(key);
      }
      this.count -= keys.length;
      // To the end of the line, so that no database waits for ever.
      this.databases.delete(db);
      if (noted.size > 0) this.databases.set(db, noted);
      if (keys.length > 0) return { db, keys };
    }
    return undefined;
  }
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}
