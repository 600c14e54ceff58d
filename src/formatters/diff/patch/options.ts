/** What the patch is told. */
import type { DiffOptions } from '../../../diff/diff-options.ts';
import type { Loss, Target } from '../../../model/target.ts';
import type { BatchLimits } from '../../resp/batch.ts';

export interface PatchOptions {
  /** The server that holds a; left out: one like that which wrote a. */
  readonly target?: Target | undefined;
  /** What was compared: what was not is not written either, as far as the server lets it be. */
  readonly compared: Pick<DiffOptions, 'ignoreTtl' | 'streams'>;
  /** Unix ms: what of a has expired by then, the server no longer has. Left out: nothing has. */
  readonly nowMs?: number | undefined;
  /** Called for each thing that the target cannot be given. */
  readonly onLoss: (loss: Loss) => void;
  readonly limits?: BatchLimits;
}
