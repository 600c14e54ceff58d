/** For which server output is made, and what may be lost on the way. */
import { parseTarget, type Target } from '../../src/model/target.ts';
import type { Flags } from '../command.ts';
import { flag, text, type Argv } from './arguments.ts';

const group = 'Target';

export const TARGET_FLAGS = {
  target: {
    type: 'string',
    group,
    value: 'SERVER',
    describe: 'The server that is to load it, as in redis-7.2 or valkey-9.0, instead of the one that the input is of',
  },
  'allow-loss': {
    type: 'boolean',
    group,
    describe: 'End with status 0 though the target cannot hold everything; what is lost is named in any case',
  },
} as const satisfies Flags;

export interface TargetOptions {
  readonly target: Target | undefined;
  readonly allowLoss: boolean;
}

/** @throws UsageError: no such target; it lists those there are */
export function parseTargetFlags(argv: Argv): TargetOptions {
  const name = text(argv, 'target');
  return {
    target: name === undefined ? undefined : parseTarget(name, '--target'),
    allowLoss: flag(argv, 'allow-loss') ?? false,
  };
}
