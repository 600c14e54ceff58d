/** What a server answers with an error while it loads a log: the command changes nothing, and loading goes on. */
import { RdbToolError } from '../errors.ts';

export class CommandError extends RdbToolError {
  constructor(what: string) {
    super('COMMAND', what);
  }
}

export function wrongType(): CommandError {
  return new CommandError('WRONGTYPE: the key holds another kind of value');
}

export function syntaxError(): CommandError {
  return new CommandError('a syntax error');
}
