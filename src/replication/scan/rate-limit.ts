/** Not more than so many keys a second, so that a server at work is not hurt. */

/** What may be taken at once, in seconds of the rate. */
const BURST_S = 0.1;

export class RateLimit {
  private readonly perSecond: number;
  private readonly now: () => number;
  /** When everything that was taken is paid for, ms. */
  private paidMs = 0;

  /** @param perSecond - Infinity: no limit. @param now - ms, of any clock */
  constructor(perSecond: number, now: () => number) {
    this.perSecond = perSecond;
    this.now = now;
  }

  /** The most that is worth taking at once. */
  get burst(): number {
    return Math.max(1, Math.floor(this.perSecond * BURST_S));
  }

  /** `count` are about to be taken: how long to wait before that, ms. */
  take(count: number): number {
    if (this.perSecond === Infinity) return 0;
    const now = this.now();
    const begin = Math.max(this.paidMs, now);
    this.paidMs = begin + (1000 * count) / this.perSecond;
    return begin - now;
  }
}
