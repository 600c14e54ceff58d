/** When commands came that are told and not yet confirmed: how far behind the source the targets are. */

/** Beyond so many, neighbours are taken together. */
const MOST = 4096;

export class InFlight {
  /** Replication offsets and arrival times, both rising. */
  private readonly offsets: number[] = [];
  private readonly times: number[] = [];
  private first = 0;

  /** Commands up to `offset` have been told; the last of them came at `arrivedMs`. */
  add(offset: number, arrivedMs: number): void {
    const { offsets, times } = this;
    // The later time stands for both: it is what both are confirmed by at the earliest.
    if (offsets.length - this.first >= MOST) offsets[offsets.length - 1] = offset;
    else {
      offsets.push(offset);
      times.push(arrivedMs);
    }
  }

  /** Everything up to `offset` is certain. */
  confirm(offset: number): void {
    const { offsets, times } = this;
    while (this.first < offsets.length && (offsets[this.first] ?? Infinity) <= offset) this.first++;
    if (this.first < MOST) return;
    offsets.splice(0, this.first);
    times.splice(0, this.first);
    this.first = 0;
  }

  /** When the oldest came that is not certain; undefined: all are. */
  get oldestMs(): number | undefined {
    return this.times[this.first];
  }

  clear(): void {
    this.offsets.length = 0;
    this.times.length = 0;
    this.first = 0;
  }
}
