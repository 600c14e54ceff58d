/** Two data sets compared, for programs. */
import { runDiff } from './comparison/run-diff.ts';
import type { DiffInput } from './comparison/twice-read.ts';
import type { ChangeSink, DiffTotals } from './diff/change.ts';
import { IGNORED, type DiffOptions } from './diff/diff-options.ts';
import { openInput, type ContentOptions, type Input } from './input.ts';
import { isFile } from './io/file.ts';

export interface DiffInputsOptions extends Partial<DiffOptions>, ContentOptions {
  /** Bytes for what is known of keys until the other side has shown its own; beyond it, temporary files. 256 MiB unless given. */
  readonly memoryBytes?: number;
  /** Tell of so many differences at most. */
  readonly limit?: number;
}

export const DEFAULT_MEMORY = 256 << 20;

/**
 * Compare `a` with `b` by value, each one input or the shards of one, and tell `sink` of each difference. They are the same if
 * the totals are complete, and nothing was removed, changed or added.
 *
 * @throws RdbToolError: an input cannot be read to its end; what is certain has been told then
 */
export async function diffInputs(
  a: Input | readonly Input[],
  b: Input | readonly Input[],
  sink: ChangeSink,
  options: DiffInputsOptions = {},
): Promise<DiffTotals> {
  const diff: DiffOptions = {
    ignoreTtl: false,
    ttlToleranceMs: 0,
    ignoreDb: false,
    ignore: new Set(IGNORED),
    encoding: false,
    streams: 'full',
    functions: false,
    ...options,
  };
  const { memoryBytes = DEFAULT_MEMORY, limit } = options;
  const { totals, failures } = await runDiff(inputsOf(a, options), inputsOf(b, options), sink, {
    diff,
    memoryBytes,
    ...(limit === undefined ? {} : { limit }),
    content: () => options,
  });
  const [failure] = failures;
  if (failure !== undefined) throw failure.error;
  return totals;
}

function inputsOf(side: Input | readonly Input[], options: ContentOptions): DiffInput[] {
  const inputs: readonly Input[] = Array.isArray(side) ? side : [side];
  return inputs.map((input) => ({
    name:
      typeof input === 'string' ? input : 'name' in input && typeof input.name === 'string' ? input.name : '<stream>',
    open: () => openInput(input, options),
    rereadable: typeof input === 'string' && isFile(input),
  }));
}
