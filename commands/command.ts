/** What a subcommand is. */
import type { ArgumentsCamelCase } from 'yargs';
import type { ExitStatus } from './exit.ts';
import type { Outside } from './outside.ts';

/** One flag: yargs, the man page, the completions and the README check all read this. */
export interface Flag {
  readonly type: 'string' | 'boolean' | 'number';
  readonly describe: string;
  readonly group: string;
  readonly alias?: string;
  /** Can be given several times. */
  readonly array?: boolean;
  readonly choices?: readonly string[];
  /** What its value is called in help. */
  readonly value?: string;
  /** A boolean that is on unless `--no-…` says otherwise; that is what `describe` is about. */
  readonly default?: boolean;
  /** Can be given and negated; neither is a third answer. */
  readonly negatable?: boolean;
}

export type Flags = Readonly<Record<string, Flag>>;

export interface Command<Options> {
  readonly name: string;
  /** dump [file…] */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** A paragraph for the man page. */
  readonly description: string;
  /** Command line and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  readonly flags: Flags;
  /** What may follow the flags, where it is not files. */
  readonly operands?: readonly string[];
  /** Text to values, nothing else: opens no file, dials no server. @throws UsageError */
  parse(argv: ArgumentsCamelCase, outside: Outside): Options;
  run(options: Options, outside: Outside): Promise<ExitStatus>;
}
