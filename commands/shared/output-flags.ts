/** Where output goes, and what is said beside it. */
import type { Flags } from '../command.ts';
import { flag, text, type Argv } from './arguments.ts';

const group = 'Output';

export const OUTPUT_FLAGS = {
  output: {
    type: 'string',
    alias: 'o',
    group,
    value: 'FILE',
    describe: 'Write to FILE, which appears when all is written',
  },
  progress: {
    type: 'boolean',
    default: true,
    group,
    describe: 'Show no progress; it shows only if stderr is a terminal',
  },
  quiet: { type: 'boolean', alias: 'q', group, describe: 'Say nothing but errors' },
  verbose: { type: 'boolean', alias: 'v', group, describe: 'Say every warning, not just the first ten' },
  debug: { type: 'boolean', group, describe: 'Show where in the program an error arose' },
} as const satisfies Flags;

export interface OutputOptions {
  /** A path; standard output if left out. */
  readonly output: string | undefined;
  readonly progress: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
}

export function parseOutput(argv: Argv): OutputOptions {
  return {
    output: text(argv, 'output'),
    progress: flag(argv, 'progress') ?? true,
    quiet: flag(argv, 'quiet') ?? false,
    verbose: flag(argv, 'verbose') ?? false,
    debug: flag(argv, 'debug') ?? false,
  };
}
