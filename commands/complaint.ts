/** What is wrong with the words of a command line, said in those words. */
import { closest, distance } from 'fastest-levenshtein';
import { isServerUrl, maskedUrl } from '../src/connection/mask-url.ts';
import { UsageError } from '../src/errors.ts';
import type { Command } from './command.ts';
import { allFlags, longForms, valueName } from './spelling.ts';

/** A word this far from what was meant is no typing error any more. */
const FARTHEST = 3;

/** yargs' own complaints are plain errors named YError. */
export function isUsage(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof Error && error.name === 'YError');
}

/** yargs' complaints in our words, with the word that may have been meant; ours as they are. */
export function explainUsage(
  { message }: Error,
  argv: readonly string[],
  command: Command<never> | undefined,
  commands: readonly Command<never>[],
): string {
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    const flag = flagIn(argv, unknown);
    return command === undefined && flag === undefined
      ? noSuch(
          'command',
          unknown,
          commands.map(({ name }) => name),
        )
      : noSuch('flag', flag ?? unknown, command === undefined ? ['--help', '--version'] : flagForms(command));
  }
  const alone = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  return alone === undefined ? message.split('\n').filter(Boolean).join(' ') : noValue(alone, command);
}

/** The word that yargs took for the flag `name`, as it was written. */
function flagIn(argv: readonly string[], name: string): string | undefined {
  const forms = [`--${name}`, `--no-${name}`];
  const word = argv.map((one) => one.split('=')[0]).find((one) => one !== undefined && forms.includes(one));
  // Short flags can be run together: -qx.
  return (
    word ?? (name.length === 1 && argv.some((one) => /^-[^-]/.test(one) && one.includes(name)) ? `-${name}` : undefined)
  );
}

function flagForms(command: Command<never>): readonly string[] {
  return Object.entries(allFlags(command)).flatMap(([name, flag]) => [`--${name}`, ...longForms(name, flag)]);
}

function noSuch(what: string, word: string, words: readonly string[]): string {
  if (isServerUrl(word)) return `no such ${what} ${maskedUrl(word)}`;
  const nearest = closest(word, words);
  // A short flag is near to nothing.
  const meant = distance(word, nearest) <= FARTHEST && !/^-.$/.test(word) ? ` (did you mean ${nearest}?)` : '';
  return `no such ${what} ${word}${meant}`;
}

function noValue(word: string, command: Command<never> | undefined): string {
  const flags = command === undefined ? [] : Object.entries(allFlags(command));
  const [name, flag] = flags.find(([name, { alias }]) => name === word || alias === word) ?? [word];
  const value = flag && (flag.choices?.join(', ') ?? valueName(flag));
  return `--${name} needs a value${value === undefined ? '' : `: ${value}`}`;
}
