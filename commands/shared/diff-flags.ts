/** What counts as a difference, and how much of it is told. */
import { UsageError } from '../../src/errors.ts';
import { EXTRAS, IGNORED, type DiffOptions, type Extra } from '../../src/diff/diff-options.ts';
import { DEFAULT_MEMORY, LEAST_MEMORY } from '../../src/diff/match/rooms.ts';
import type { FilterOptions } from '../../src/filter/key-filter.ts';
import { parseSize, parseSpan } from '../../src/model/units.ts';
import type { Flags } from '../command.ts';
import { flag, text, texts, wholeNumber, type Argv } from './arguments.ts';
import { FILTER_FLAGS, parseFilters } from './filter-flags.ts';

const group = 'Comparison';

const STREAMS = ['entries', 'full'] as const;
const EXPIRED = ['drop', 'keep'] as const;

const MIB = 1 << 20;

export const DIFF_FLAGS = {
  'ignore-ttl': { type: 'boolean', group, describe: 'Expiries do not count, neither of keys nor of fields' },
  'ttl-tolerance': {
    type: 'string',
    group,
    value: 'TIME',
    describe: 'Expiries that are no more than this apart are the same, as in 1s or 500ms',
  },
  'ignore-db': { type: 'boolean', group, describe: 'A key is the same key in any database' },
  ignore: {
    type: 'string',
    array: true,
    group,
    value: 'WHAT',
    describe: `What does not count beside values, out of ${EXTRAS.join(', ')}, or none; unless given, ${IGNORED.join(',')} (repeatable)`,
  },
  encoding: { type: 'boolean', group, describe: 'Encodings of the files count, too' },
  streams: {
    type: 'string',
    choices: STREAMS,
    group,
    value: 'HOW',
    describe: 'Of streams all counts (full, the default), or nothing but their entries (entries)',
  },
  functions: { type: 'boolean', group, describe: 'Function libraries count, too' },
  expired: {
    type: 'string',
    choices: EXPIRED,
    group,
    value: 'HOW',
    describe: 'Keys that have expired count as others do (keep, the default), or are no keys (drop)',
  },
  'no-expired': { type: 'boolean', group, describe: 'The same as --expired drop' },
  memory: {
    type: 'string',
    group,
    value: 'SIZE',
    describe: `What keys that wait for their other side may take before they go to temporary files: ${DEFAULT_MEMORY / MIB}mb unless given`,
  },
  limit: { type: 'string', group, value: 'N', describe: 'Tell of no more than N differences' },
  'keys-only': { type: 'boolean', group, describe: 'Tell which keys differ, not in what: values are not read again' },
} as const satisfies Flags;

/** The filters there are beside those that mean something else here. */
export const DIFF_FILTER_FLAGS = {
  ...FILTER_FLAGS,
  expired: DIFF_FLAGS.expired,
  limit: DIFF_FLAGS.limit,
} as const satisfies Flags;

export interface DiffFlags {
  readonly diff: DiffOptions;
  readonly filters: FilterOptions | undefined;
  readonly memoryBytes: number;
  /** Differences that are told; undefined: all. */
  readonly limit: number | undefined;
  readonly keysOnly: boolean;
}

/** @throws UsageError */
export function parseDiffFlags(argv: Argv, nowMs: number): DiffFlags {
  return {
    diff: parseDiffOptions(argv),
    filters: parseDiffFilters(argv, nowMs),
    memoryBytes: parseMemory(text(argv, 'memory')),
    limit: wholeNumber(argv, 'limit'),
    keysOnly: flag(argv, 'keys-only') ?? false,
  };
}

function parseDiffOptions(argv: Argv): DiffOptions {
  const ignoreTtl = flag(argv, 'ignore-ttl') ?? false;
  const tolerance = text(argv, 'ttl-tolerance');
  if (ignoreTtl && tolerance !== undefined) {
    throw new UsageError('--ignore-ttl and --ttl-tolerance exclude each other');
  }
  return {
    ignoreTtl,
    ttlToleranceMs: tolerance === undefined ? 0 : parseTolerance(tolerance),
    ignoreDb: flag(argv, 'ignore-db') ?? false,
    ignore: parseIgnored(texts(argv, 'ignore')),
    encoding: flag(argv, 'encoding') ?? false,
    streams: text(argv, 'streams') === 'entries' ? 'entries' : 'full',
    functions: flag(argv, 'functions') ?? false,
  };
}

function parseTolerance(value: string): number {
  const ms = Math.round(parseSpan(value, '--ttl-tolerance'));
  if (ms < 0) throw new UsageError(`--ttl-tolerance takes a time like 1s or 500ms, not ${JSON.stringify(value)}`);
  return ms;
}

/** What is given takes the place of the default. */
function parseIgnored(values: readonly string[] | undefined): ReadonlySet<Extra> {
  const words = values?.flatMap((value) => value.split(','));
  if (words === undefined) return new Set(IGNORED);
  if (words.length === 1 && words[0] === 'none') return new Set();
  return new Set(
    words.map((word) => {
      const extra = EXTRAS.find((one) => one === word);
      if (extra !== undefined) return extra;
      if (word === 'none') throw new UsageError('--ignore none goes with nothing else');
      const hint = word === 'ttl' || word === 'db' ? ` (--ignore-${word} is a flag of its own)` : '';
      throw new UsageError(`--ignore takes ${EXTRAS.join(', ')} or none, not ${JSON.stringify(word)}${hint}`);
    }),
  );
}

/** Keys that are dropped because they have expired are kept out like others that are not wanted. */
function parseDiffFilters(argv: Argv, nowMs: number): FilterOptions | undefined {
  const filters = parseFilters({ ...argv, expired: undefined, limit: undefined }, nowMs);
  const expired = text(argv, 'expired');
  // --no-expired arrives as the negation of --expired.
  const without = argv['expired'] === false || flag(argv, 'no-expired') === true;
  return without || expired === 'drop' ? { ...filters, expired: false, nowMs } : filters;
}

function parseMemory(value: string | undefined): number {
  if (value === undefined) return DEFAULT_MEMORY;
  const bytes = parseSize(value, '--memory');
  if (bytes < LEAST_MEMORY) {
    throw new UsageError(`--memory takes ${LEAST_MEMORY / MIB}mb or more, not ${JSON.stringify(value)}`);
  }
  return bytes;
}
