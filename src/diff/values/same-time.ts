/** Whether two expiries are the same, as far as expiries count. */
import type { DiffOptions } from '../diff-options.ts';

/** In Unix ms; undefined: none. */
export type Expiry = number | bigint | undefined;

export function isSameTime(a: Expiry, b: Expiry, { ignoreTtl, ttlToleranceMs }: DiffOptions): boolean {
  if (ignoreTtl || a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= ttlToleranceMs;
  const difference = BigInt(a) - BigInt(b);
  return (difference < 0n ? -difference : difference) <= BigInt(Math.floor(ttlToleranceMs));
}
