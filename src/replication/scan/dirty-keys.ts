/** Keys that have changed since they were read: each once, however often it changes. */

export interface ChangedKeys {
  readonly db: number;
  readonly keys: readonly Uint8Array[];
  /** When the one changed that has waited longest. */
  readonly sinceMs: number;
}

export class DirtyKeys {
  /** By database, keys with the time when they changed first; of a key each byte is the character of the same number. */
  private readonly databases = new Map<number, Map<string, number>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  note(db: number, key: Uint8Array, nowMs: number): void {
    const keys = this.databases.get(db) ?? new Map<string, number>();
    const text = textOf(key);
    if (keys.has(text)) return;
    keys.set(text, nowMs);
    this.count++;
    this.databases.set(db, keys);
  }

  /** They are about to be read: what changed them before will be seen. */
  forget(db: number, keys: readonly Uint8Array[]): void {
    const noted = this.databases.get(db);
    if (noted === undefined) return;
    for (const key of keys) if (noted.delete(textOf(key))) this.count--;
  }

  /** Up to `most` keys of one database, those that have waited longest first; they are forgotten. */
  take(most: number): ChangedKeys | undefined {
    for (const [db, noted] of this.databases) {
      const keys: Uint8Array[] = [];
      let sinceMs = Infinity;
      for (const [key, ms] of noted) {
        if (keys.length === most) break;
        keys.push(Buffer.from(key, 'latin1'));
        sinceMs = Math.min(sinceMs, ms);
        noted.delete(key);
      }
      this.count -= keys.length;
      // To the end of the line, so that no database waits for ever.
      this.databases.delete(db);
      if (noted.size > 0) this.databases.set(db, noted);
      if (keys.length > 0) return { db, keys, sinceMs };
    }
    return undefined;
  }
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}
