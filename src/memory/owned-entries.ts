/** A group's pending entries, by consumer. */
import { NOBODY, type PendingEntries } from '../model/stream.ts';

/** Which pending entries each consumer of a group has, in order. */
export class OwnedEntries {
  /** Where in `entries` those of each consumer end. */
  private readonly ends: Uint32Array;
  private readonly entries: Uint32Array;

  constructor({ count, consumer }: PendingEntries, consumers: number) {
    this.ends = new Uint32Array(consumers);
    for (let i = 0; i < count; i++) this.bump(consumer[i] ?? NOBODY);
    let total = 0;
    for (let i = 0; i < consumers; i++) {
      const owned = this.ends[i] ?? 0;
      this.ends[i] = total;
      total += owned;
    }
    this.entries = new Uint32Array(total);
    for (let i = 0; i < count; i++) {
      const owner = consumer[i] ?? NOBODY;
      if (owner === NOBODY) continue;
      this.entries[this.ends[owner] ?? 0] = i;
      this.bump(owner);
    }
  }

  /** Indexes of a consumer's entries among all. */
  of(consumer: number): Uint32Array {
    return this.entries.subarray(consumer === 0 ? 0 : this.ends[consumer - 1], this.ends[consumer]);
  }

  private bump(consumer: number): void {
    if (consumer !== NOBODY) this.ends[consumer] = (this.ends[consumer] ?? 0) + 1;
  }
}
