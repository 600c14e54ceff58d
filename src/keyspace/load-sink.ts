/** Keys of an RDB file or a DUMP payload into a keyspace: what a log begins with, and what RESTORE brings. */
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { FunctionLibrary, StringKeys } from '../model/sink.ts';
import type { Collection } from './collection.ts';
import { fill, type KeyInfo } from './database.ts';
import type { Keyspace } from './keyspace.ts';
import type { Span } from './span.ts';
import { ValueLoader } from './value-loader.ts';

export class LoadSink extends ValueLoader {
  private readonly keyspace: Keyspace;

  constructor(keyspace: Keyspace) {
    super();
    this.keyspace = keyspace;
  }

  override selectDb(db: number): void {
    this.keyspace.select(db);
  }

  override functionLibrary(library: FunctionLibrary): void {
    this.keyspace.functions.set(Buffer.from(library.name).toString('latin1'), library);
  }

  readonly stringKeys = (keys: StringKeys): void => {
    const { arena, keyspace } = this;
    const { u8, u32, f64 } = arena;
    for (let i = 0; i < keys.count; i++) {
      const row = (keys.rows + 2 * ROW_BYTES * i) >>> 2;
      const expireAtMs = f64[(row + 2) >>> 1] ?? NaN;
      keyspace.setString(
        { bytes: u8, start: u32[row] ?? 0, end: u32[row + 1] ?? 0 },
        { bytes: u8, start: u32[row + 4] ?? 0, end: u32[row + 5] ?? 0 },
        Number.isNaN(expireAtMs) ? undefined : { expireAtMs },
      );
    }
  };

  protected override takeString(value: Span, info: KeyInfo): void {
    fill(this.keyspace.db.putString(this.name, value.end - value.start, info), value);
  }

  protected override takeCollection(value: Collection, info: KeyInfo): void {
    this.keyspace.db.putCollection(this.name, value, info);
  }
}
