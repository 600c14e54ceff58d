/** What every command takes; yargs answers --help and --version itself. */
import type { Flags } from '../command.ts';

const group = 'General';

export const GENERAL_FLAGS = {
  config: {
    type: 'string',
    group,
    value: 'FILE',
    describe: 'Take flags from a JSON file, as in {"db": 0, "strict": true}',
  },
  help: { type: 'boolean', alias: 'h', group, describe: 'Show this help' },
  version: { type: 'boolean', group, describe: 'Show the version' },
} as const satisfies Flags;
