/** What keys are sized as, and what a report tells of them. */
import { UsageError } from '../../src/errors.ts';
import { GROUPINGS, type Grouping } from '../../src/formatters/memory/report-format.ts';
import { ALLOCATORS, parseAllocator } from '../../src/memory/allocator.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import type { MemoryOptions } from '../../src/memory/memory-sink.ts';
import { parseTime } from '../../src/model/units.ts';
import type { ReportOptions } from '../../src/report/report-options.ts';
import { checkSeparators } from '../../src/report/separators.ts';
import type { Flags } from '../command.ts';
import { flag, text, texts, wholeNumber, type Argv } from './arguments.ts';

const model = 'Size model';
const group = 'Report';

export const MODEL_FLAGS = {
  'server-version': {
    type: 'string',
    group: model,
    value: 'SERVER',
    describe: 'The server that would load the file, as in redis-7.2 or valkey-8.1; else the one that wrote it',
  },
  allocator: {
    type: 'string',
    choices: ALLOCATORS,
    group: model,
    value: 'NAME',
    describe:
      "Its allocator: jemalloc as it comes with the server's source (quantum8, the default) or with Debian (quantum16), or glibc's",
  },
} as const satisfies Flags;

export const REPORT_FLAGS = {
  top: { type: 'string', group, value: 'N', describe: 'How many of the largest keys and prefixes are shown' },
  by: {
    type: 'string',
    array: true,
    choices: GROUPINGS,
    group,
    value: 'WHAT',
    describe:
      'In a table, Markdown or CSV only these groups: type, encoding, db, prefix, slot, ttl, source (repeatable)',
  },
  'prefix-separator': {
    type: 'string',
    array: true,
    group,
    value: 'CHAR',
    describe: 'What ends a prefix (repeatable); else the first of : / | . - _ that a key has',
  },
  'prefix-depth': { type: 'string', group, value: 'N', describe: 'Tell apart no more than N parts of a key' },
  slots: { type: 'boolean', group, describe: 'Add up by slot of a cluster, too' },
} as const satisfies Flags;

/** @throws UsageError: no such server, no such allocator */
export function parseModelFlags(argv: Argv): MemoryOptions {
  const server = text(argv, 'server-version');
  const allocator = text(argv, 'allocator');
  return {
    ...(server === undefined ? {} : { server: parseServerVersion(server, '--server-version') }),
    ...(allocator === undefined ? {} : { allocator: parseAllocator(allocator, '--allocator') }),
  };
}

export interface ReportFlags {
  readonly report: ReportOptions;
  /** Only these groups. */
  readonly by: readonly Grouping[] | undefined;
  /** Undefined: as many as the format likes. */
  readonly top: number | undefined;
}

/** @throws UsageError */
export function parseReportFlags(argv: Argv): ReportFlags {
  const by = texts(argv, 'by')?.flatMap((name) => GROUPINGS.filter((grouping) => grouping === name));
  const top = wholeNumber(argv, 'top');
  const separators = texts(argv, 'prefix-separator');
  if (separators !== undefined) checkSeparators(separators);
  const depth = wholeNumber(argv, 'prefix-depth');
  if (depth === 0) throw new UsageError('--prefix-depth takes 1 or more');
  // Not the clock: the same file makes the same report on any day.
  const now = text(argv, 'now');
  return {
    by,
    top,
    report: {
      top,
      separators,
      depth,
      slots: (flag(argv, 'slots') ?? false) || (by?.includes('slot') ?? false),
      nowMs: now === undefined ? undefined : parseTime(now, '--now'),
    },
  };
}
