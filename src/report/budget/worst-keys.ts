/** The worst keys by some figure: few, so they are kept in order. */
import { toJsonBytes } from '../json-bytes.ts';
import type { KeyAtHand } from './key-at-hand.ts';
import type { WorstKey } from './outcome.ts';

const KEPT = 3;

interface Kept {
  readonly figure: number;
  readonly key: WorstKey;
}

export class WorstKeys {
  private readonly kept: Kept[] = [];
  /** Nothing below enters; of equal ones the first stays. */
  private least = Number.NEGATIVE_INFINITY;

  offer(figure: number, key: KeyAtHand): void {
    if (figure > this.least) this.enter(figure, key);
  }

  private enter(figure: number, key: KeyAtHand): void {
    const at = this.kept.findIndex((one) => one.figure < figure);
    this.kept.splice(at < 0 ? this.kept.length : at, 0, { figure, key: describe(key) });
    if (this.kept.length > KEPT) this.kept.pop();
    if (this.kept.length === KEPT) this.least = this.kept[KEPT - 1]?.figure ?? 0;
  }

  /** Worst first. */
  list(): readonly WorstKey[] {
    return this.kept.map(({ key }) => key);
  }
}

function describe(key: KeyAtHand): WorstKey {
  const { db, type, bytes, elements, expireAtMs, nowMs, source } = key;
  return {
    db,
    key: toJsonBytes(key.copyName()),
    type,
    bytes,
    ...(elements === undefined ? {} : { elements }),
    ...(Number.isNaN(expireAtMs) ? {} : { expireAt: expireAtMs, leftMs: expireAtMs - nowMs }),
    ...(source === undefined ? {} : { source }),
  };
}
