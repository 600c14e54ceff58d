/** Sizes of keys, kept by database and key. */
import { NullSizes } from '../../src/memory/null-sizes.ts';
import type { SizedDatabase, SizedKey } from '../../src/memory/sized-key.ts';

export type CollectedSize = Pick<SizedKey, 'type' | 'encoding' | 'bytes' | 'determined' | 'elements' | 'largest'>;

export class SizeCollector extends NullSizes {
  /** By `db key`, the key in hexadecimal digits. */
  readonly keys = new Map<string, CollectedSize>();
  readonly databases: SizedDatabase[] = [];
  override readonly wantsLargest: boolean;

  constructor(wantsLargest = false) {
    super();
    this.wantsLargest = wantsLargest;
  }

  override key({ db, start, end, type, encoding, bytes, determined, elements, largest }: SizedKey): void {
    const name = Buffer.from(this.arena.u8.subarray(start, end)).toString('hex');
    this.keys.set(`${db} ${name}`, { type, encoding, bytes, determined, elements, largest });
  }

  override database(database: SizedDatabase): void {
    this.databases.push(database);
  }
}
