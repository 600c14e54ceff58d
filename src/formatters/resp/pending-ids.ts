/**
 * Which of the ids that a stream's groups name still have an entry. The groups come behind the entries, so the stream is played
 * twice: once to collect the ids, once to look for them.
 */
import type { StreamId } from '../../model/stream.ts';

export class PendingIds {
  /** Two words an id: ms, seq. Ascending and each once, after `close`. */
  private ids = new BigUint64Array(16);
  private count = 0;
  private found = new Uint8Array();
  /** The next id to be looked for: entries come in ascending order. */
  private next = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  clear(): void {
    this.count = 0;
  }

  add(ms: bigint, seq: bigint): void {
    if (2 * this.count === this.ids.length) {
      const larger = new BigUint64Array(2 * this.ids.length);
      larger.set(this.ids);
      this.ids = larger;
    }
    this.ids[2 * this.count] = ms;
    this.ids[2 * this.count + 1] = seq;
    this.count++;
  }

  /** All ids have been added. */
  close(): void {
    if (!this.isSorted()) this.sort();
    this.found = new Uint8Array(this.count);
    this.next = 0;
  }

  /** An entry of the stream: are there ids to be looked for that follow it? */
  see(ms: bigint, seq: bigint): void {
    while (this.next < this.count && this.compare(this.next, ms, seq) < 0) this.next++;
    if (this.next < this.count && this.compare(this.next, ms, seq) === 0) this.found[this.next++] = 1;
  }

  /** No id is left to be looked for. */
  get isDone(): boolean {
    return this.next >= this.count;
  }

  has(ms: bigint, seq: bigint): boolean {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(middle, ms, seq) < 0) low = middle + 1;
      else high = middle;
    }
    return low < this.count && this.compare(low, ms, seq) === 0 && this.found[low] === 1;
  }

  private compare(index: number, ms: bigint, seq: bigint): number {
    const first = this.ids[2 * index] ?? 0n;
    if (first !== ms) return first < ms ? -1 : 1;
    const second = this.ids[2 * index + 1] ?? 0n;
    return second === seq ? 0 : second < seq ? -1 : 1;
  }

  private isSorted(): boolean {
    for (let i = 1; i < this.count; i++) {
      if (this.compare(i - 1, this.ids[2 * i] ?? 0n, this.ids[2 * i + 1] ?? 0n) >= 0) return false;
    }
    return true;
  }

  /** Of several groups: by id, each once. */
  private sort(): void {
    const { ids } = this;
    const order = new Uint32Array(this.count).map((_, i) => i);
    order.sort((a, b) => this.compare(a, ids[2 * b] ?? 0n, ids[2 * b + 1] ?? 0n));
    const sorted = new BigUint64Array(ids.length);
    let count = 0;
    for (const from of order) {
      const ms = ids[2 * from] ?? 0n;
      const seq = ids[2 * from + 1] ?? 0n;
      if (count > 0 && sorted[2 * count - 2] === ms && sorted[2 * count - 1] === seq) continue;
      sorted[2 * count] = ms;
      sorted[2 * count + 1] = seq;
      count++;
    }
    this.ids = sorted;
    this.count = count;
  }
}

/** @param text - ms-seq */
export function parseStreamId(text: string): StreamId {
  const dash = text.indexOf('-');
  return { ms: BigInt(text.slice(0, dash)), seq: BigInt(text.slice(dash + 1)) };
}
