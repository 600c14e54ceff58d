/** Two data sets compared, for programs. */
import { runDiff } from './comparison/run-diff.ts';
import type { DiffInput } from './comparison/twice-read.ts';
import type { ChangeSink, DiffTotals } from './diff/change.ts';
import { DEFAULT_DIFF_OPTIONS, type DiffOptions } from './diff/diff-options.ts';
import { DEFAULT_MEMORY } from './diff/match/rooms.ts';
import type { FilterOptions } from './filter/key-filter.ts';
import { openInput, type ContentOptions, type Input } from './input.ts';
import { maskedUrl } from './connection/mask-url.ts';
import { isFile } from './io/file.ts';
import type { ServerInputOptions } from './server-input.ts';

export interface DiffInputsOptions extends Partial<DiffOptions>, ContentOptions, ServerInputOptions {
  /** Which keys of either side are compared. There is no saying how many: sides may have them in any order. */
  readonly filters?: Omit<FilterOptions, 'limit'>;
  /** Bytes for what is known of keys until the other side has shown its own; beyond it, temporary files. 256 MiB unless given. */
  readonly memoryBytes?: number;
  /** Tell of so many differences at most. */
  readonly limit?: number;
}

/**
 * Compare `a` with `b` by value, each one input or several that are one data set, and tell `sink` of each difference. They are the
 * same if nothing was removed, changed or added.
 *
 * @throws RdbToolError: an input cannot be read to its end; what is certain has been told then. ConflictError: a side has a key
 *   twice, which is noticed where the other side has not shown it in between. SourceError OUTPUT: a temporary file cannot be written
 */
export async function diff(
  a: Input | readonly Input[],
  b: Input | readonly Input[],
  sink: ChangeSink,
  options: DiffInputsOptions = {},
): Promise<DiffTotals> {
  const { memoryBytes = DEFAULT_MEMORY, limit, filters } = options;
  const { totals, failures } = await runDiff(inputsOf(a, options), inputsOf(b, options), sink, {
    diff: { ...DEFAULT_DIFF_OPTIONS, ...options },
    filters,
    memoryBytes,
    ...(limit === undefined ? {} : { limit }),
    content: () => options,
  });
  const [failure] = failures;
  if (failure !== undefined) throw failure.error;
  return totals;
}

function inputsOf(side: Input | readonly Input[], options: DiffInputsOptions): DiffInput[] {
  return (isSeveral(side) ? side : [side]).map((input) => ({
    name: nameOf(input),
    open: () => openInput(input, options),
    rereadable: typeof input === 'string' && isFile(input),
  }));
}

function isSeveral(side: Input | readonly Input[]): side is readonly Input[] {
  return Array.isArray(side);
}

function nameOf(input: Input): string {
  if (typeof input === 'string') return maskedUrl(input);
  return 'name' in input ? input.name : '<stream>';
}
