/** Objects on their way to whoever asks for them, in arrays: one at a time would cost more than making them. */

/** Fewer are held back until more have come. */
const LEAST = 64;
const MOST = 4096;
/** So many bytes are handed on however few objects hold them. */
const ENOUGH_BYTES = 1024 * 1024;

export class Batches<T> {
  private items: T[] = [];
  private bytes = 0;

  readonly add = (item: T, bytes: number): void => {
    this.items.push(item);
    this.bytes += bytes;
  };

  /** What there is to hand out; `all`: nothing more will come. */
  take(all: boolean): T[][] {
    const { items } = this;
    if (items.length === 0 || (!all && items.length < LEAST && this.bytes < ENOUGH_BYTES)) return [];
    this.items = [];
    this.bytes = 0;
    if (items.length <= MOST) return [items];
    const batches: T[][] = [];
    for (let at = 0; at < items.length; at += MOST) batches.push(items.slice(at, at + MOST));
    return batches;
  }
}
