/** How an RDB is written: version, compression, merging, splitting. */
import { UsageError } from '../../src/errors.ts';
import { equalRanges, type SlotRange, type Split } from '../../src/formatters/rdb/split.ts';
import { SLOTS } from '../../src/model/slot.ts';
import { parseSize } from '../../src/model/units.ts';
import type { Flags } from '../command.ts';
import { flag, parseWhole, text, wholeNumber, type Argv } from './arguments.ts';

const group = 'RDB';

/** Files that are open at a time. */
const MOST_PARTS = 512;

export const RDB_FLAGS = {
  'rdb-version': {
    type: 'string',
    group,
    value: 'N',
    describe: 'The version of the format, where it is to be older than the newest that the target loads',
  },
  compress: {
    type: 'boolean',
    default: true,
    group,
    describe: 'Write no string compressed (LZF), and inflate those that are',
  },
  split: {
    type: 'string',
    group,
    value: 'HOW',
    describe:
      'Write several files, NAME-0001.rdb and so on: slots:N or slots:0-5460,5461-16383, keys:N, or size:64mb for each',
  },
} as const satisfies Flags;

export interface RdbFlags {
  readonly rdbVersion: number | undefined;
  readonly compress: boolean;
  readonly split: Split | undefined;
}

/** @throws UsageError */
export function parseRdbFlags(argv: Argv): RdbFlags {
  const split = text(argv, 'split');
  return {
    rdbVersion: wholeNumber(argv, 'rdb-version'),
    compress: flag(argv, 'compress') ?? true,
    split: split === undefined ? undefined : parseSplit(split),
  };
}

function parseSplit(value: string): Split {
  const [, by, rest = ''] = /^(slots|keys|size):(.+)$/.exec(value) ?? [];
  if (by === 'keys') return { by, keys: atLeastOne(parseWhole(rest, '--split keys'), 'keys') };
  if (by === 'size') return { by, bytes: atLeastOne(parseSize(rest, '--split size'), 'size') };
  if (by === 'slots') return { by, ranges: parseRanges(rest) };
  throw new UsageError(`--split takes slots:N, keys:N or size:SIZE, not ${JSON.stringify(value)}`);
}

function atLeastOne(value: number, what: string): number {
  if (value < 1) throw new UsageError(`--split ${what} takes 1 or more`);
  return value;
}

function parseRanges(text: string): readonly SlotRange[] {
  if (/^\d+$/.test(text)) {
    const count = Number(text);
    if (count < 1 || count > MOST_PARTS) {
      throw new UsageError(`--split slots takes 1 to ${MOST_PARTS} parts, not ${text}`);
    }
    return equalRanges(count);
  }
  const ranges = text.split(',').map((part): SlotRange => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) {
      throw new UsageError(`--split slots takes a number of parts, or ranges like 0-5460, not ${JSON.stringify(part)}`);
    }
    return [Number(first), Number(last)];
  });
  // What is in no range would be lost.
  let next = 0;
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    if (first !== next || last < first) {
      throw new UsageError(
        `--split slots: ranges have to cover 0-${SLOTS - 1} once each, and slot ${next} is not right`,
      );
    }
    next = last + 1;
  }
  if (next !== SLOTS) throw new UsageError(`--split slots: slots ${next}-${SLOTS - 1} are in no range`);
  return ranges;
}
