/** FIELDS numfields field …, as commands on some fields of a hash have it among their options. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';

/** Arguments from `first` up to `end`. */
export interface Fields {
  readonly first: number;
  readonly end: number;
}

/** @param width - arguments a field: 2 with its value. @throws CommandError: there are fewer than it says */
export function readFields(args: Args, at: number, width: number): Fields {
  if (args.word(at) !== 'fields') throw syntaxError();
  const count = args.number(at + 1);
  const end = at + 2 + width * count;
  if (count < 1 || end > args.count) throw new CommandError('a wrong number of fields');
  return { first: at + 2, end };
}

/** The fields, and every other word from `from` on given to `option`, which answers where the next one stands. */
export function readFieldsAmong(
  args: Args,
  from: number,
  width: number,
  option: (word: string, at: number) => number,
): Fields {
  let fields: Fields | undefined;
  for (let i = from; i < args.count;) {
    const word = args.word(i);
    if (word === 'fields') {
      fields = readFields(args, i, width);
      i = fields.end;
    } else i = option(word, i);
  }
  if (fields === undefined) throw syntaxError();
  return fields;
}
