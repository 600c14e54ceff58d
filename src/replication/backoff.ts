/** How long to wait before the next try: longer each time, and never the same for all who wait. */

export interface BackoffOptions {
  readonly firstMs?: number;
  readonly mostMs?: number;
  /** A link that lasted so long begins it anew. */
  readonly goodMs?: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

const FIRST_MS = 100;
const MOST_MS = 5000;
const GOOD_MS = 500;

export class Backoff {
  private readonly firstMs: number;
  private readonly mostMs: number;
  private readonly goodMs: number;
  private readonly random: () => number;
  private tries = 0;

  constructor(options: BackoffOptions) {
    this.firstMs = options.firstMs ?? FIRST_MS;
    this.mostMs = options.mostMs ?? MOST_MS;
    this.goodMs = options.goodMs ?? GOOD_MS;
    this.random = options.random;
  }

  /** @param livedMs - how long the link lasted that was lost; 0: there was none */
  next(livedMs: number): number {
    if (livedMs >= this.goodMs) this.tries = 0;
    const full = Math.min(this.mostMs, this.firstMs * 2 ** this.tries);
    if (full < this.mostMs) this.tries++;
    return Math.round(full * (0.5 + 0.5 * this.random()));
  }
}
