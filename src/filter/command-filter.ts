/** Which commands of a log are wanted: those that name a wanted key, and those that name none. */
import type { Arena } from '../bytes/arena.ts';
import { UsageError } from '../errors.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import { keyPositions } from '../model/command-keys.ts';
import { passesKey, type FilterOptions } from './key-filter.ts';

/** No word that is looked at is longer. */
const LONGEST_WORD = 32;

/** Whether filters can only be held against keys with their values, so that a log has to be replayed for them. */
export function needsKeys(options: FilterOptions): boolean {
  const { types, notTypes, expires, expired, ttlMs, minSize, maxSize, minElements } = options;
  return [types, notTypes, expires, expired, ttlMs, minSize, maxSize, minElements].some((one) => one !== undefined);
}

/** @throws UsageError: a filter looks at values, or counts keys, and a feed of commands has neither */
export function checkFeedFilters(options: FilterOptions): void {
  if (!needsKeys(options) && options.limit === undefined) return;
  throw new UsageError(
    'filters on types, expiries, sizes and elements, and --limit, are for keys: ' +
      'commands that follow a snapshot do not have them, so they need --once',
  );
}

export class CommandFilter {
  private readonly options: FilterOptions;
  private arena: Arena | undefined;

  constructor(options: FilterOptions) {
    this.options = options;
  }

  open(arena: Arena): void {
    this.arena = arena;
  }

  passes(db: number, rows: number, count: number): boolean {
    const { options } = this;
    const name = this.word(rows);
    const positions = keyPositions(name, count, (index) => this.word(rows + ROW_BYTES * index));
    if (positions.length === 0) return name !== 'FLUSHDB' || options.dbs?.has(db) !== false;
    if (options.dbs?.has(db) === false) return false;
    return positions.some((index) => passesKey(options, () => this.bytes(rows + ROW_BYTES * index)));
  }

  private word(row: number): string {
    const bytes = this.bytes(row);
    return bytes.length > LONGEST_WORD ? '' : Buffer.from(bytes).toString('latin1').toUpperCase();
  }

  private bytes(row: number): Uint8Array {
    if (this.arena === undefined) throw new Error('the sink is not open');
    const { u8, u32 } = this.arena;
    return u8.subarray(u32[row >>> 2] ?? 0, u32[(row >>> 2) + 1] ?? 0);
  }
}
