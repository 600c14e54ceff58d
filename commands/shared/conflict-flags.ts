/** What of a key that comes twice: the same flag wherever keys are carried into one data set. */
import type { Flags } from '../command.ts';
import { text, type Argv } from './arguments.ts';

const group = 'Input';

export const CONFLICT = ['error', 'first', 'last'] as const;
export type OnConflict = (typeof CONFLICT)[number];

export const CONFLICT_FLAGS = {
  'on-conflict': {
    type: 'string',
    choices: CONFLICT,
    group,
    value: 'RULE',
    describe: 'What of a key that comes from several inputs: the first, the last, or an error (status 1)',
  },
} as const satisfies Flags;

/** Undefined: the user does not say, which is 'error'. */
export function parseConflict(argv: Argv): OnConflict | undefined {
  const rule = text(argv, 'on-conflict');
  return CONFLICT.find((one) => one === rule);
}
