/** Function libraries. FLUSHALL keeps them. Source: aof-replication-resp.md 2.3; redis 7.0 src/functions.c. */
import { Arena } from '../../bytes/arena.ts';
import { RdbToolError } from '../../errors.ts';
import { NullSink } from '../../model/null-sink.ts';
import type { FunctionLibrary } from '../../model/sink.ts';
import { decodeFunctions } from '../../rdb/function-payload.ts';
import { readLibraryHead } from '../../rdb/library-head.ts';
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { copyOf } from '../span.ts';

export const FUNCTION_COMMANDS: CommandTable = {
  function: { arity: -2, run: (keyspace, args) => runSubcommand(keyspace, args) },
};

type Libraries = Map<string, FunctionLibrary>;

const SUBCOMMANDS: ReadonlyMap<string, (libraries: Libraries, args: Args) => void> = new Map([
  ['load', load],
  ['delete', remove],
  ['flush', (libraries: Libraries) => libraries.clear()],
  ['restore', restore],
]);

function runSubcommand({ functions }: Keyspace, args: Args): void {
  const run = SUBCOMMANDS.get(args.word(1));
  if (run === undefined) throw syntaxError();
  run(functions, args);
}

/** FUNCTION LOAD [REPLACE] code. */
function load(libraries: Libraries, args: Args): void {
  const last = args.count - 1;
  if (last < 2) throw new CommandError('a wrong number of arguments');
  for (let i = 2; i < last; i++) if (args.word(i) !== 'replace') throw syntaxError();
  const code = copyOf(args.span(last));
  const { engine, name } = readLibraryHead(code);
  if (engine === '' || name === '')
    throw new CommandError('the first line of a library does not tell its engine and name');
  if (last === 2 && libraries.has(name)) throw new CommandError('a library of this name is there');
  libraries.set(name, { engine, name: Buffer.from(name, 'latin1'), code });
}

function remove(libraries: Libraries, args: Args): void {
  if (!libraries.delete(args.text(2))) throw new CommandError('no such library');
}

/** FUNCTION RESTORE payload [APPEND|REPLACE|FLUSH]: all of the libraries, or none. */
function restore(libraries: Libraries, args: Args): void {
  const policy = args.count > 3 ? args.word(3) : 'append';
  if (args.count > 4 || (policy !== 'append' && policy !== 'replace' && policy !== 'flush')) throw syntaxError();
  const restored = decode(copyOf(args.span(2)));
  if (policy === 'append' && restored.some(([name]) => libraries.has(name))) {
    throw new CommandError('a library of the same name is there');
  }
  if (policy === 'flush') libraries.clear();
  for (const [name, library] of restored) libraries.set(name, library);
}

function decode(payload: Uint8Array): [string, FunctionLibrary][] {
  const restored: [string, FunctionLibrary][] = [];
  const sink = new NullSink();
  sink.functionLibrary = (library) => void restored.push([Buffer.from(library.name).toString('latin1'), library]);
  try {
    decodeFunctions(new Arena(0), payload, sink);
  } catch (error) {
    throw error instanceof RdbToolError ? new CommandError(error.message) : error;
  }
  return restored;
}
