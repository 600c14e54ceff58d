/** What each limit holds against what. */
import type { Limits } from '../budget-file/budget.ts';
import type { KeyAtHand } from './key-at-hand.ts';

export type Unit = 'bytes' | 'keys' | 'elements' | 'ms';

/** What is over: a limit of a budget, or a key that no budget matches though all have to be. */
export type Rule = keyof Limits | 'unmatched';

/** Units of `actual` and `limit` of a breach. */
export const UNITS = {
  maxBytes: 'bytes',
  maxKeys: 'keys',
  maxGrowth: 'bytes',
  maxBytesPerKey: 'bytes',
  maxElements: 'elements',
  requireTtl: 'keys',
  maxTtl: 'ms',
  unmatched: 'keys',
} as const satisfies Readonly<Record<Rule, Unit>>;

/** Limits of single keys: a figure of a key, which is over if it is more than the limit. */
export const KEY_RULES = {
  maxBytesPerKey: { limit: (limits) => limits.maxBytesPerKey, figure: (key) => key.bytes },
  maxElements: { limit: (limits) => limits.maxElements, figure: (key) => key.elements ?? 0 },
  maxTtl: {
    limit: (limits) => limits.maxTtl,
    figure: (key) => (Number.isNaN(key.expireAtMs) ? 0 : key.expireAtMs - key.nowMs),
  },
  // Every byte of a key that never expires is one too many: so the largest are the worst.
  requireTtl: {
    limit: (limits) => (limits.requireTtl === true ? 0 : undefined),
    figure: (key) => (Number.isNaN(key.expireAtMs) ? key.bytes : 0),
  },
} as const satisfies Readonly<Record<string, KeyRule>>;

export interface KeyRule {
  limit(limits: Limits): number | undefined;
  figure(key: KeyAtHand): number;
}
