/** What yargs hands over, as the types flags promise. */
import type { ArgumentsCamelCase } from 'yargs';
import { UsageError } from '../../src/errors.ts';
import type { Flags } from '../command.ts';

export type Argv = ArgumentsCamelCase;

export function texts(argv: Argv, flag: string): readonly string[] | undefined {
  const value: unknown = argv[flag];
  // A flag may have a counterpart of its own: --no-ttl is none of --ttl.
  if (value === undefined || value === false) return undefined;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.length > 0 ? values.map((one) => `${one as string | number | boolean}`) : undefined;
}

/** The one value of a flag that makes sense once. @throws UsageError: given twice */
export function text(argv: Argv, flag: string): string | undefined {
  const values = texts(argv, flag);
  if (values !== undefined && values.length > 1) throw new UsageError(`--${flag} is given ${values.length} times`);
  return values?.[0];
}

export function flag(argv: Argv, name: string): boolean | undefined {
  const value: unknown = argv[name];
  return typeof value === 'boolean' ? value : undefined;
}

/** @throws UsageError: a value that is no choice, or `--no-` before a flag that takes a value */
export function checkValues(argv: Argv, flags: Flags): void {
  for (const [name, { type, choices }] of Object.entries(flags)) {
    if (type !== 'boolean' && argv[name] === false && flags[`no-${name}`] === undefined)
      throw new UsageError(`no such flag --no-${name}`);
    const wrong = choices && texts(argv, name)?.find((value) => !choices.includes(value));
    if (wrong !== undefined)
      throw new UsageError(`--${name} takes ${choices?.join(', ')}, not ${JSON.stringify(wrong)}`);
  }
}

/**
 * What yargs would take for something else: a value for `true`, and `-a` for `--a`.
 * @throws UsageError: a flag that takes no value has one; a long flag of one letter is written as a short one
 */
export function checkWords(words: readonly string[], flags: Flags): void {
  for (const word of words.slice(0, words.includes('--') ? words.indexOf('--') : words.length)) {
    const letter = /^-([a-z])/i.exec(word)?.[1];
    if (letter !== undefined && flags[letter] !== undefined) {
      const other = letter === 'a' && flags['pass'] !== undefined ? ', or --pass for a password' : '';
      throw new UsageError(`-${letter} is no flag here: write --${letter}${other}`);
    }
    const [, name = '', value] = /^--(?:no-)?([^=]+)=(.*)$/s.exec(word) ?? [];
    if (flags[name]?.type === 'boolean' && value !== 'true' && value !== 'false') {
      throw new UsageError(`--${name} takes no value, not ${JSON.stringify(value)}`);
    }
  }
}

/** @throws UsageError: not a whole number */
export function wholeNumber(argv: Argv, name: string): number | undefined {
  const value = text(argv, name);
  return value === undefined ? undefined : parseWhole(value, `--${name}`);
}

export function parseWhole(value: string, what: string): number {
  if (!/^\d+$/.test(value) || Number(value) > Number.MAX_SAFE_INTEGER) {
    throw new UsageError(`${what} takes a whole number, not ${JSON.stringify(value)}`);
  }
  return Number(value);
}
