/** How keys become commands. */
import type { Flags } from '../command.ts';
import { flag, type Argv } from './arguments.ts';

const group = 'Commands';

export const RESP_FLAGS = {
  restore: {
    type: 'boolean',
    group,
    describe:
      'RESTORE with the serialised value, where the target can read it: keeps idle time, frequency and encoding',
  },
  replace: { type: 'boolean', group, describe: 'With --restore: write over keys that are there' },
  del: { type: 'boolean', group, describe: 'Delete each key before it is written' },
} as const satisfies Flags;

export interface RespFlags {
  readonly restore: boolean;
  readonly replace: boolean;
  readonly del: boolean;
}

export function parseRespFlags(argv: Argv): RespFlags {
  return {
    restore: flag(argv, 'restore') ?? false,
    replace: flag(argv, 'replace') ?? false,
    del: flag(argv, 'del') ?? false,
  };
}
