/** What is compared with what: two operands, or files of each side by name. */
import { resolve } from 'node:path';
import { UsageError } from '../../src/errors.ts';
import type { Flags } from '../command.ts';
import { texts, type Argv } from './arguments.ts';

const group = 'Sides';

export const SIDE_FLAGS = {
  a: {
    type: 'string',
    array: true,
    group,
    value: 'FILE',
    describe: 'A file of the first side, where that is of several: shards of a cluster (repeatable)',
  },
  b: { type: 'string', array: true, group, value: 'FILE', describe: 'Likewise of the second side (repeatable)' },
} as const satisfies Flags;

/** Paths; '-' is standard input. */
export interface Sides {
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** @throws UsageError: not two sides */
export function parseSides(argv: Argv): Sides {
  const operands: unknown = argv['files'];
  const files = Array.isArray(operands) ? operands.map(String) : [];
  const a = texts(argv, 'a');
  const b = texts(argv, 'b');
  if (a !== undefined || b !== undefined) {
    if (files.length > 0) {
      throw new UsageError(`${files[0]} is of no side: give all files by --a and --b, or two without them`);
    }
    if (a === undefined) throw new UsageError('nothing is given to compare with: --a is missing');
    if (b === undefined) throw new UsageError('nothing is given to compare with: --b is missing');
    refuseTwice(a, 'a');
    refuseTwice(b, 'b');
    return { a, b };
  }
  const [first, second, ...more] = files;
  if (first === undefined) throw new UsageError('diff takes two files');
  if (second === undefined) throw new UsageError(`diff takes two files, and ${first} is one (- is standard input)`);
  if (more.length > 0) {
    throw new UsageError(`diff takes two files, not ${files.length}: --a FILE and --b FILE can be given several times`);
  }
  return { a: [first], b: [second] };
}

/** Two sides that both have a file twice would look the same key by key. @throws UsageError */
function refuseTwice(files: readonly string[], side: keyof Sides): void {
  const twice = files.find(
    (file, i) => file !== '-' && files.slice(0, i).some((other) => resolve(other) === resolve(file)),
  );
  if (twice !== undefined) throw new UsageError(`${twice} is given twice by --${side}`);
}
