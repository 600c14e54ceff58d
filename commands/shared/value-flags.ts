/** How values are printed, wherever they are. */
import { BYTES, type BytesMode } from '../../src/kernels/kernels.ts';
import type { Flags } from '../command.ts';
import { flag, text, type Argv } from './arguments.ts';

const group = 'Values';

const MODES: Readonly<Record<string, BytesMode>> = { auto: BYTES.AUTO, base64: BYTES.BASE64, latin1: BYTES.LATIN1 };

export const VALUE_FLAGS = {
  bytes: {
    type: 'string',
    choices: Object.keys(MODES),
    group,
    value: 'FORM',
    describe:
      'How byte strings become JSON: text where they are UTF-8, else base64 (auto); all base64; or one character a byte (latin1)',
  },
  slots: { type: 'boolean', group, describe: 'Add the cluster slot of each key' },
  'module-bytes': {
    type: 'boolean',
    default: true,
    group,
    describe: 'Leave out the bytes of module values that can be shown readably',
  },
} as const satisfies Flags;

export interface ValueOptions {
  readonly bytes: BytesMode;
  readonly slots: boolean;
  readonly noModuleBytes: boolean;
}

export function parseValueFlags(argv: Argv): ValueOptions {
  return {
    bytes: MODES[text(argv, 'bytes') ?? 'auto'] ?? BYTES.AUTO,
    slots: flag(argv, 'slots') ?? false,
    noModuleBytes: flag(argv, 'module-bytes') === false,
  };
}
