/** Copying by SCAN and DUMP, where a server lets nobody replicate. */
import { UsageError } from '../../src/errors.ts';
import { passesKey, type FilterOptions } from '../../src/filter/key-filter.ts';
import type { ScanInputOptions } from '../../src/server-input.ts';
import type { Flags } from '../command.ts';
import { flag, wholeNumber, type Argv } from './arguments.ts';

const group = 'Scan';

export const SCAN_FLAGS = {
  scan: {
    type: 'boolean',
    group,
    describe:
      'Read servers by SCAN and DUMP, key after key, not as a replica: for those that let nobody replicate. Not of one point in time',
  },
  'scan-count': {
    type: 'string',
    group,
    value: 'N',
    describe: 'With --scan: how many keys the server looks at for a reply (512)',
  },
  'scan-rate': { type: 'string', group, value: 'N', describe: 'With --scan: read at most N keys a second' },
} as const satisfies Flags;

/** Undefined: servers are read as by a replica. @throws UsageError */
export function parseScanFlags(argv: Argv): ScanInputOptions | undefined {
  const count = wholeNumber(argv, 'scan-count');
  const rate = wholeNumber(argv, 'scan-rate');
  if (flag(argv, 'scan') !== true) {
    if (count !== undefined) throw new UsageError('--scan-count goes with --scan');
    if (rate !== undefined) throw new UsageError('--scan-rate goes with --scan');
    return undefined;
  }
  if (count === 0) throw new UsageError('--scan-count 0: the server has to look at some keys');
  if (rate === 0) throw new UsageError('--scan-rate 0 would never end');
  return {
    ...(count === undefined ? {} : { count }),
    ...(rate === undefined ? {} : { keysPerSecond: rate }),
  };
}

/** What names and databases tell is looked at before keys are read. */
export function wantedBy(filters: FilterOptions | undefined): Pick<ScanInputOptions, 'wanted'> {
  if (filters === undefined) return {};
  return { wanted: (db, key) => filters.dbs?.has(db) !== false && passesKey(filters, () => key) };
}
