/**
 * Ids that the end of a stream names, and which of them still have an entry. The entries come first, so the stream is played
 * twice: once to collect the ids, once to look for them.
 */
import { compareIds, type StreamId } from '../../model/stream.ts';

export class SoughtIds {
  /** Two words an id: ms, seq. Ascending and each once, after `close`. */
  private ids = new BigUint64Array(16);
  private count = 0;
  private found = new Uint8Array();
  /** The next id to be looked for, or to be given: entries come in ascending order. */
  private next = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  clear(): void {
    this.count = 0;
  }

  add({ ms, seq }: StreamId): void {
    if (2 * this.count === this.ids.length) {
      const larger = new BigUint64Array(2 * this.ids.length);
      larger.set(this.ids);
      this.ids = larger;
    }
    this.ids[2 * this.count] = ms;
    this.ids[2 * this.count + 1] = seq;
    this.count++;
  }

  /** All ids have been added: the entries follow once more. */
  close(): void {
    if (!this.isSorted()) this.sort();
    this.found = new Uint8Array(this.count);
    this.next = 0;
  }

  /** The stream has this entry. */
  see(id: StreamId): void {
    while (this.next < this.count && compareIds(this.at(this.next), id) < 0) this.next++;
    if (this.next < this.count && compareIds(this.at(this.next), id) === 0) this.found[this.next++] = 1;
  }

  /** Whether all have an entry. */
  get areThere(): boolean {
    return !this.found.includes(0);
  }

  has(id: StreamId): boolean {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareIds(this.at(middle), id) < 0) low = middle + 1;
      else high = middle;
    }
    return low < this.count && compareIds(this.at(low), id) === 0 && this.found[low] === 1;
  }

  /** Give those without an entry, from the first on. */
  rewind(): void {
    this.next = 0;
  }

  /** The next one without an entry, if it comes before `end`. */
  nextGone(end: StreamId | undefined): StreamId | undefined {
    while (this.next < this.count && this.found[this.next] === 1) this.next++;
    if (this.next >= this.count) return undefined;
    const id = this.at(this.next);
    if (end !== undefined && compareIds(id, end) >= 0) return undefined;
    this.next++;
    return id;
  }

  private at(index: number): StreamId {
    return { ms: this.ids[2 * index] ?? 0n, seq: this.ids[2 * index + 1] ?? 0n };
  }

  private isSorted(): boolean {
    for (let i = 1; i < this.count; i++) if (compareIds(this.at(i - 1), this.at(i)) >= 0) return false;
    return true;
  }

  /** Those of several groups: by id, each once. */
  private sort(): void {
    const order = new Uint32Array(this.count).map((_, i) => i);
    order.sort((a, b) => compareIds(this.at(a), this.at(b)));
    const sorted = new BigUint64Array(this.ids.length);
    let count = 0;
    for (const from of order) {
      const { ms, seq } = this.at(from);
      if (count > 0 && sorted[2 * count - 2] === ms && sorted[2 * count - 1] === seq) continue;
      sorted[2 * count] = ms;
      sorted[2 * count + 1] = seq;
      count++;
    }
    this.ids = sorted;
    this.count = count;
  }
}
