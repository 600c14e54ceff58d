/** Flags that stand elsewhere than on the command line: in the environment, in a file of --config. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../src/errors.ts';
import { errorText } from '../src/io/file.ts';
import type { Command, Flag, Flags } from './command.ts';

/** Flags and their values, as yargs takes them for defaults. */
export type Settings = Readonly<Record<string, unknown>>;

const PREFIX = 'RDB_TOOL_';
const YES = new Set(['1', 'true', 'yes', 'on']);
const NO = new Set(['', '0', 'false', 'no', 'off']);

/** RDB_TOOL_MIN_SIZE is --min-size. yargs' own env() would want minSize, and refuse flags of other commands. */
export function variableName(flag: string): string {
  return `${PREFIX}${flag.toUpperCase().replaceAll('-', '_')}`;
}

/** @throws UsageError: neither yes nor no, where there is no third answer */
export function environmentSettings(flags: Flags, env: Readonly<Record<string, string | undefined>>): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(flags)) {
    const variable = variableName(name);
    const value = env[variable];
    if (value !== undefined) settings[name] = flag.type === 'boolean' ? parseAnswer(value, variable) : value;
  }
  return settings;
}

function parseAnswer(value: string, variable: string): boolean {
  const answer = value.toLowerCase();
  if (!YES.has(answer) && !NO.has(answer)) {
    throw new UsageError(`${variable} takes true or false, not ${JSON.stringify(value)}`);
  }
  return YES.has(answer);
}

/**
 * What a file says of `flags`; of flags that only other commands have, nothing.
 *
 * @throws UsageError: no file, no JSON, a name that is no flag of any command, a value of the wrong kind
 */
export function fileSettings(path: string, flags: Flags, commands: readonly Command<never>[]): Settings {
  const settings = Object.entries(readObject(path));
  for (const [name, value] of settings) {
    const flag = commands.map((command) => command.flags[name]).find((one) => one !== undefined);
    if (flag === undefined) throw new UsageError(`${path}: no command has a flag --${name}`);
    if (!suits(value, flag)) throw new UsageError(`${path}: ${name} cannot be ${JSON.stringify(value)}`);
  }
  return Object.fromEntries(settings.filter(([name]) => Object.hasOwn(flags, name)));
}

function readObject(path: string): object {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`${path}: ${errorText(cause)}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below: it is no JSON, so it is no object either.
  }
  throw new UsageError(`${path}: is not a JSON object of flags`);
}

function suits(value: unknown, flag: Flag): boolean {
  if (flag.type === 'boolean') return typeof value === 'boolean';
  const values: readonly unknown[] = flag.array && Array.isArray(value) ? value : [value];
  return values.every((one) => typeof one === 'string' || typeof one === 'number');
}
