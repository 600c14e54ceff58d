/** Which server output is made for, and what of the source it may lack. */
import { parseTarget, type Target } from '../../src/model/target.ts';
import type { Flags } from '../command.ts';
import { flag, text, type Argv } from './arguments.ts';

const group = 'Target';

export const TARGET_FLAGS = {
  target: {
    type: 'string',
    group,
    value: 'SERVER',
    describe: 'What is to read it, as in redis-6.2 or valkey-9.0; else a server like the one that wrote the source',
  },
  'allow-loss': {
    type: 'boolean',
    group,
    describe: 'End with 0 though the target cannot be given all of it',
  },
} as const satisfies Flags;

export interface TargetOptions {
  readonly target: Target | undefined;
  readonly allowLoss: boolean;
}

/** @throws UsageError: no such server */
export function parseTargetFlags(argv: Argv): TargetOptions {
  const target = text(argv, 'target');
  return {
    target: target === undefined ? undefined : parseTarget(target, '--target'),
    allowLoss: flag(argv, 'allow-loss') ?? false,
  };
}
