/** How much more there may be than there was, as people write it. */
import { UsageError } from '../../errors.ts';
import { parseSize } from '../../model/units.ts';
import type { Growth } from './budget.ts';

/** @throws UsageError */
export function parseGrowth(value: string, what: string): Growth {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(value) ?? [];
  if (percent !== undefined) return { percent: Number(percent) };
  if (/^\d/.test(value) && !value.includes('%')) return { bytes: parseSize(value, what) };
  throw new UsageError(`${what} takes a share like 10% or a size like 64mb, not ${JSON.stringify(value)}`);
}
