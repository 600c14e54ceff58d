/** What a write command is, and the tables of them. */
import type { Args } from './args.ts';
import type { Keyspace } from './keyspace.ts';

export interface Command {
  /** As COMMAND INFO has it: so many arguments with the name, or at least so many if negative. */
  readonly arity: number;
  /** Execute it. What servers answer with an error changes nothing. @throws CommandError */
  run(keyspace: Keyspace, args: Args): void;
}

/** By name in lower case. */
export type CommandTable = Readonly<Record<string, Command>>;
