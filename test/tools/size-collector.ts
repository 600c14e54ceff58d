/** Sizes of keys, kept by database and key. */
import type { Arena } from '../../src/bytes/arena.ts';
import type { SourceHeader } from '../../src/model/sink.ts';
import {
  STRING_ENCODINGS,
  type SizedDatabase,
  type SizedKey,
  type SizedStrings,
  type SizeSink,
} from '../../src/memory/sized-key.ts';

export interface CollectedSize {
  readonly type: string;
  readonly encoding: string;
  readonly bytes: number;
  readonly determined: boolean;
  readonly elements: number | undefined;
  readonly largest: number | undefined;
}

export class SizeCollector implements SizeSink {
  /** By `db key`, the key in hexadecimal digits. */
  readonly keys = new Map<string, CollectedSize>();
  readonly databases: SizedDatabase[] = [];
  readonly wantsLargest: boolean;
  private arena: Arena | undefined;

  constructor(wantsLargest = false) {
    this.wantsLargest = wantsLargest;
  }

  open(arena: Arena): void {
    this.arena = arena;
  }
  begin(_header: SourceHeader): void {}
  aux(_name: string, _value: string): void {}

  key({ db, start, end, type, encoding, bytes, determined, elements, largest }: SizedKey): void {
    this.keys.set(this.nameOf(db, start, end), { type, encoding, bytes, determined, elements, largest });
  }

  strings({ db, count, rows }: SizedStrings): void {
    const { u32, f64 } = this.arena ?? { u32: new Uint32Array(), f64: new Float64Array() };
    for (let i = rows >>> 2, end = i + 8 * count; i < end; i += 8) {
      const encoding = STRING_ENCODINGS[u32[i + 4] ?? 0] ?? '';
      const largest = this.wantsLargest ? u32[i + 5] : undefined;
      const bytes = f64[(i + 6) >>> 1] ?? 0;
      const name = this.nameOf(db, u32[i] ?? 0, u32[i + 1] ?? 0);
      this.keys.set(name, { type: 'string', encoding, bytes, determined: true, elements: undefined, largest });
    }
  }

  database(database: SizedDatabase): void {
    this.databases.push(database);
  }
  end(): void {}

  private nameOf(db: number, start: number, end: number): string {
    return `${db} ${Buffer.from(this.arena?.u8.subarray(start, end) ?? []).toString('hex')}`;
  }
}
