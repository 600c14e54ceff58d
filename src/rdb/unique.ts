/** Whether elements stand twice: servers build tables of them and refuse a file in which one does. */
import { DecodeError } from '../errors.ts';
import type { Context } from './context.ts';

/**
 * Compare the first of each `step` rows with all others, for collections that fit the row table.
 * @throws DecodeError DUPLICATE
 */
export function checkUnique(context: Context, elements: number, step: 1 | 2): void {
  const { arena, cursor } = context;
  const twice = arena.kernels.firstDuplicate(arena.rows.start, elements, step);
  if (twice === 0) return;
  const row = (arena.rows.start >>> 2) + 4 * step * (twice - 1);
  const text = arena.latin1(arena.u32[row] ?? 0, arena.u32[row + 1] ?? 0).slice(0, 60);
  const what = step === 2 ? 'field' : 'member';
  throw new DecodeError('DUPLICATE', `${what} ${JSON.stringify(text)} stands twice`, cursor.offset);
}
