/**
 * Room for a snapshot in a target that several sources may come to: the first of them makes it for all, and each whose snapshot comes
 * once more for itself.
 */
import type { SlotRange } from '../../connection/cluster-topology.ts';
import { ReplicationError } from '../../errors.ts';
import type { Position } from '../../replication/position.ts';
import type { LaneSource } from '../target.ts';
import { holdingsText, type Holdings } from './holdings.ts';
import type { Company } from './marker.ts';

/** What a lane knows of what it has brought. */
export interface ClearedLane {
  /** Undefined: it knows nothing. */
  readonly company: Company | undefined;
  readonly confirmed: Position | undefined;
}

export interface ClearingOptions {
  /** What messages call the target. */
  readonly name: string;
  /** Write beside what is there. */
  readonly intoNonEmpty: boolean;
  /** What was there at first that is no marker of ours. */
  readonly holdings: () => Holdings;
  /** Everything goes. */
  readonly flush: () => Promise<void>;
  /** Keys of these slots go. */
  readonly clearSlots: (ranges: readonly SlotRange[]) => Promise<void>;
  readonly onWarning: (message: string) => void;
}

interface Cleared {
  readonly company: Company;
  /** Nothing was there, or is any more. */
  readonly isEmpty: boolean;
}

export class Clearing<Lane extends ClearedLane> {
  private readonly options: ClearingOptions;
  /** Once a snapshot has begun. */
  private clearing: Promise<Cleared> | undefined;
  /** Lanes whose snapshot has begun. */
  private readonly begun = new Set<Lane>();
  private hasWarned = false;

  constructor(options: ClearingOptions) {
    this.options = options;
  }

  /** @param lanes - all there are @throws ReplicationError NOT_EMPTY */
  async clear(lane: Lane, source: LaneSource, lanes: readonly Lane[]): Promise<Company> {
    this.clearing ??= this.clearOnce(lane, lanes);
    const { company, isEmpty } = await this.clearing;
    const isFirst = !this.begun.has(lane);
    this.begun.add(lane);
    if (company === 'beside' || (isFirst && isEmpty)) return company;
    if (lanes.length === 1) await this.options.flush();
    else await this.clearOf(source);
    return company;
  }

  private async clearOnce(lane: Lane, lanes: readonly Lane[]): Promise<Cleared> {
    const { name, intoNonEmpty, flush } = this.options;
    const holdings = this.options.holdings();
    const isEmpty = holdings.keys <= 0 && holdings.functions === 0;
    const known = [lane, ...lanes].map((one) => one.company).filter((company) => company !== undefined);
    if (known.includes('beside')) return { company: 'beside', isEmpty };
    if (known.length === 0 && !isEmpty) {
      if (intoNonEmpty) return { company: 'beside', isEmpty };
      const what = `${name} holds ${holdingsText(holdings)}`;
      throw new ReplicationError('NOT_EMPTY', `${what}: --into-nonempty writes into it all the same`);
    }
    if (isEmpty) return { company: 'alone', isEmpty };
    // What other sources have brought stays.
    if (lanes.some(({ confirmed }) => confirmed !== undefined)) return { company: 'alone', isEmpty: false };
    await flush();
    return { company: 'alone', isEmpty: true };
  }

  /** What is there of one source among several. */
  private async clearOf(source: LaneSource): Promise<void> {
    const { name, clearSlots, onWarning } = this.options;
    const ranges = source.slots?.();
    if (ranges !== undefined) {
      if (ranges.length > 0) await clearSlots(ranges);
      return;
    }
    if (this.hasWarned) return;
    this.hasWarned = true;
    onWarning(`${name}: ${source.name} is copied again beside others: keys that it has lost meanwhile stay`);
  }
}
