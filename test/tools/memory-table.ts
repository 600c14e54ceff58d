/** Sizes of the model beside those of servers, by server version and type. */
import type { CollectedSize } from './size-collector.ts';

/** Of the keys whose figure is determined, so many must be equal to the byte; and totals may be off by so much. */
const LEAST_EQUAL = 0.99;
const MOST_OFF = 0.02;

interface Group {
  readonly server: string;
  readonly format: 'rdb' | 'aof';
  readonly type: string;
  /**
   * glibc hands out chunks up to 16 bytes larger than it has to, where the rest would be too small for a chunk; that depends on
   * what was freed before, so that only totals are held to a bar.
   */
  readonly loose: boolean;
}

interface Row extends Group {
  keys: number;
  same: number;
  determined: number;
  equal: number;
  ours: number;
  theirs: number;
}

export class MemoryTable {
  private readonly rows = new Map<string, Row>();

  add(group: Group, size: CollectedSize | undefined, theirs: number): void {
    const name = `${group.format} ${group.server} ${group.type}`;
    const row = this.rows.get(name) ?? { ...group, keys: 0, same: 0, determined: 0, equal: 0, ours: 0, theirs: 0 };
    this.rows.set(name, row);
    const equal = size?.bytes === theirs;
    row.keys++;
    row.ours += size?.bytes ?? 0;
    row.theirs += theirs;
    if (equal) row.same++;
    // What commands have changed on the way is not as it is when it is loaded.
    if (size?.determined === false || group.format === 'aof') return;
    row.determined++;
    if (equal) row.equal++;
  }

  /** Exit status: 1 if a bar is not met, 2 if there is nothing. */
  print(): number {
    const rows = [...this.rows.entries()].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, row]) => row);
    if (rows.length === 0) return 2;
    console.log('| server | source | type | keys | equal | determined | of these equal | ours | server | off |  |');
    console.log('|---|---|---|---:|---:|---:|---:|---:|---:|---:|---|');
    const logs = new Map<string, Row>();
    let passes = true;
    for (const row of rows) {
      if (row.format === 'aof') addTo(logs, row);
      passes = show(row, row.format === 'rdb') && passes;
    }
    // A log of a few keys says little of each type.
    for (const row of logs.values()) passes = show(row, true) && passes;
    return passes ? 0 : 1;
  }

  /** A line a server, as README shows it: of each type how many determined figures are equal, and how far the total is off. */
  printMatrix(): void {
    console.log(`| server | ${COLUMNS.join(' | ')} | logs |`);
    console.log(`|---|${'---|'.repeat(COLUMNS.length + 1)}`);
    const servers = new Set([...this.rows.values()].map(({ server }) => server));
    for (const server of [...servers].sort()) {
      const cells = COLUMNS.map((type) =>
        cellOf(this.sum((row) => row.server === server && row.format === 'rdb' && columnOf(row.type) === type)),
      );
      const logs = this.sum((row) => row.server === server && row.format === 'aof');
      console.log(`| ${server} | ${cells.join(' | ')} | ${logs === undefined ? '' : offOf(logs)} |`);
    }
  }

  private sum(takes: (row: Row) => boolean): Row | undefined {
    const sums = new Map<string, Row>();
    for (const row of this.rows.values()) if (takes(row)) addTo(sums, row);
    return [...sums.values()][0];
  }
}

const COLUMNS = ['string', 'list', 'set', 'zset', 'hash', 'stream', 'module'] as const;

const columnOf = (type: string): (typeof COLUMNS)[number] => COLUMNS.find((column) => column === type) ?? 'module';

function cellOf(row: Row | undefined): string {
  if (row === undefined) return '';
  const equal = row.determined === 0 ? '' : `${row.equal}/${row.determined}, `;
  return equal + offOf(row);
}

function offOf({ ours, theirs }: Row): string {
  const off = ours / theirs - 1;
  return ours === theirs ? '=' : `${off > 0 ? '+' : ''}${percent(off, 2)}`;
}

function addTo(sums: Map<string, Row>, row: Row): void {
  const sum = sums.get(row.server);
  if (sum === undefined) {
    sums.set(row.server, { ...row, type: 'all' });
    return;
  }
  for (const name of ['keys', 'same', 'determined', 'equal', 'ours', 'theirs'] as const) sum[name] += row[name];
}

function show(row: Row, held: boolean): boolean {
  const { server, format, type, keys, same, determined, equal, ours, theirs } = row;
  const share = determined === 0 ? 1 : equal / determined;
  const off = theirs === 0 ? 0 : ours / theirs - 1;
  const passes = (share >= LEAST_EQUAL || row.loose) && Math.abs(off) <= MOST_OFF;
  const shares = [percent(same / keys, 1), determined, determined === 0 ? '' : percent(share, 2)];
  const cells = [server, format, type, keys, ...shares, ours, theirs, percent(off, 2), passes || !held ? '' : 'over'];
  console.log(`| ${cells.join(' | ')} |`);
  return passes || !held;
}

const percent = (share: number, digits: number): string => `${(100 * share).toFixed(digits)} %`;
