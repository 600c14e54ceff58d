/** Colours, decided once for a stream. */
import { PLAIN_STYLE, type Style } from '../src/formatters/style.ts';
import type { Flags } from './command.ts';
import type { Outside, Terminal } from './outside.ts';

export const COLOR_FLAG = {
  color: {
    type: 'string',
    choices: ['auto', 'always', 'never'],
    group: 'Output',
    value: 'WHEN',
    describe: 'Colour text for people: on terminals (auto), always, or never',
  },
} as const satisfies Flags;

/** The flag, then NO_COLOR and FORCE_COLOR, then whether it is a terminal. */
export function wantsColor(flag: string | undefined, stream: Terminal, env: Outside['env']): boolean {
  if (flag === 'always') return true;
  if (flag === 'never') return false;
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

export async function makeStyle(color: boolean): Promise<Style> {
  if (!color) return PLAIN_STYLE;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    plain: PLAIN_STYLE.plain,
    heading: chalk.bold,
    key: chalk.cyan,
    type: chalk.magenta,
    ttl: chalk.green,
    expired: chalk.red,
    size: chalk.dim,
    count: chalk.yellow,
    field: chalk.blue,
    string: PLAIN_STYLE.plain,
    number: chalk.yellow,
    dim: chalk.dim,
    removed: chalk.red,
    added: chalk.green,
    changed: chalk.yellow,
  };
}
