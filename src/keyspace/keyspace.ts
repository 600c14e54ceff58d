/** All databases, the one that is selected, and the function libraries: what commands work on. */
import type { FunctionLibrary } from '../model/sink.ts';
import type { Collection } from './collection.ts';
import { wrongType } from './command-error.ts';
import { Database, fill, type KeyInfo } from './database.ts';
import type { Semantics } from './semantics.ts';
import type { Span } from './span.ts';

export class Keyspace {
  /** The selected database. */
  db: Database;
  readonly functions = new Map<string, FunctionLibrary>();
  /** The log may tell of its server after it has begun. */
  semantics: Semantics;
  /** What relative times count from. */
  readonly nowMs: number;
  private readonly databases = new Map<number, Database>();

  constructor(semantics: Semantics, nowMs: number) {
    this.semantics = semantics;
    this.nowMs = nowMs;
    this.db = this.database(0);
  }

  /** The database of a number, made if it is not there: servers have as many as they are told. */
  database(index: number): Database {
    let found = this.databases.get(index);
    if (found === undefined) {
      found = new Database();
      this.databases.set(index, found);
    }
    return found;
  }

  select(index: number): void {
    this.db = this.database(index);
  }

  /** Those with keys, by number. */
  filled(): [number, Database][] {
    return [...this.databases].filter(([, db]) => db.size > 0).sort(([a], [b]) => a - b);
  }

  /** Exchange two databases; the selected number stays selected. Source: redis src/db.c, dbSwapDatabases(). */
  swap(first: number, second: number): void {
    const { selected } = this;
    const a = this.database(first);
    const b = this.database(second);
    this.databases.set(first, b);
    this.databases.set(second, a);
    this.select(selected);
  }

  flush(index?: number): void {
    const { selected } = this;
    if (index === undefined) this.databases.clear();
    else this.databases.delete(index);
    this.select(selected);
  }

  /** Number of the selected database. */
  get selected(): number {
    return [...this.databases].find(([, db]) => db === this.db)?.[0] ?? 0;
  }

  /** The collection of a key; undefined: no such key. @throws CommandError WRONGTYPE */
  read<T extends Collection>(key: Span, type: T['type']): T | undefined {
    const value = this.db.collection(key);
    if (value === undefined) {
      if (this.db.has(key)) throw wrongType();
      return undefined;
    }
    if (value.type !== type) throw wrongType();
    // `type` tells which class it is: there is one of each.
    return value as T;
  }

  /** The same, and made if it is not there. @throws CommandError WRONGTYPE */
  write<T extends Collection>(key: Span, type: T['type'], make: () => T): T {
    const found = this.read<T>(key, type);
    if (found !== undefined) return found;
    const value = make();
    this.db.putCollection(key, value);
    return value;
  }

  /** A key goes with its last element. To be called after anything that may have taken elements away, or added none. */
  settle(key: Span, value: Collection): void {
    if (value.size === 0) this.db.remove(key);
  }

  /** Replace whatever `key` is, without an expiry: what commands that end in STORE do with their result. */
  store(key: Span, value: Collection): void {
    if (value.size === 0) this.db.remove(key);
    else this.db.putCollection(key, value);
  }

  /** A string where it stands; undefined: no such key. It holds until the database changes. @throws CommandError WRONGTYPE */
  readString(key: Span): Span | undefined {
    const value = this.db.string(key);
    if (value === undefined && this.db.has(key)) throw wrongType();
    return value;
  }

  /** Set a string; `value` stands anywhere but in the keyspace itself. An expiry that is not in `info` is gone. */
  setString(key: Span, value: Span, info?: KeyInfo): void {
    fill(this.db.putString(key, value.end - value.start, info), value);
  }

  /** As `setString`, and what stands beside the value stays. */
  updateString(key: Span, value: Span): void {
    this.setString(key, value, this.db.lasting(key));
  }

  /** A string to be written to, at least `size` bytes long, grown with zeros and made if it is not there. @throws WRONGTYPE */
  growString(key: Span, size: number): Span {
    const found = this.readString(key);
    if (found === undefined) return this.db.putString(key, size);
    return found.end - found.start >= size ? found : this.db.resizeString(key, size);
  }
}
