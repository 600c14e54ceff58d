/**
 * Which shard's commands on a slot count now. Feeds of shards come side by side, and nothing in them says in which order commands of
 * two shards were executed; where a slot moves, the gates (slot-gate.ts) make that order, and keep it here.
 */
import type { SlotRange } from '../../connection/cluster-topology.ts';
import { SLOTS } from '../../model/slot.ts';

/** What the master of a shard said: first its offset, then how it sees its slots. */
export interface ShardView {
  readonly offset: number;
  readonly owned: SlotSet;
  readonly importing: SlotSet;
  /** Keys of slots that it has lost by an atomic migration are deleted one by one, as a client would. */
  readonly cleansByKey: boolean;
}

/** One shard, as gates see it. */
export interface Shard {
  /** Stays the same over failovers and restarts. */
  readonly id: string;
  readonly name: string;
  /** Ask its master, as often as it takes. 'gone': the cluster does not have it any more. 'stopped': it is not followed any more. */
  ask(): Promise<ShardView | 'gone' | 'stopped'>;
  /** Wait until what it did up to `offset` is certain to be delivered. False: it never will be, now. */
  delivered(offset: number): Promise<boolean>;
  /** Wait until what it did up to `offset` has come and been looked at, whether it is delivered or waits. False: it never will be. */
  seen(offset: number): Promise<boolean>;
}

export type SlotSet = { has(slot: number): boolean } & Iterable<number>;

/** An atomic migration: what `to` executes on these slots is not its own until it is done. */
export interface Migration {
  readonly job: string;
  readonly to: Shard;
  readonly ranges: readonly SlotRange[];
  state: 'running' | 'done';
  /** Offsets in the feed of `to` behind the marks of its beginning and its end. */
  readonly begunAt: number;
  doneAt: number | undefined;
  /** The beginning was not seen, so `present` is not whole. */
  readonly partial: boolean;
  /** Hashes of keys that `to` has of these slots. */
  readonly present: Set<number>;
  /** Of keys whose deletion by the old owner was taken for cleaning up. */
  readonly cleaned: Set<number>;
}

export class SlotOwners {
  private readonly owners: (Shard | undefined)[] = Array.from({ length: SLOTS });
  private readonly migrations: (Migration | undefined)[] = Array.from({ length: SLOTS });
  /** Told of each shard: for those who have to ask all of them. */
  readonly shards: Shard[] = [];
  /** Who waits for whom. */
  private readonly waits = new Map<Shard, Shard>();

  owner(slot: number): Shard | undefined {
    return this.owners[slot];
  }

  /** The atomic migration that a slot is in. */
  migration(slot: number): Migration | undefined {
    return this.migrations[slot];
  }

  give(shard: Shard, ranges: readonly SlotRange[]): void {
    for (const [first, last] of ranges) this.owners.fill(shard, first, last + 1);
  }

  begin(migration: Migration): void {
    for (const [first, last] of migration.ranges) this.migrations.fill(migration, first, last + 1);
  }

  end(migration: Migration): void {
    for (const [first, last] of migration.ranges) {
      for (let slot = first; slot <= last; slot++) {
        if (this.migrations[slot] === migration) this.migrations[slot] = undefined;
      }
    }
  }

  /** All that are under way, once each. */
  underWay(): Migration[] {
    return [...new Set(this.migrations)].filter((one) => one !== undefined);
  }

  rangesOf(shard: Shard): SlotRange[] {
    const ranges: [number, number][] = [];
    for (const [slot, owner] of this.owners.entries()) {
      if (owner !== shard) continue;
      const last = ranges.at(-1);
      if (last !== undefined && last[1] === slot - 1) last[1] = slot;
      else ranges.push([slot, slot]);
    }
    return ranges;
  }

  /** Whether `waiting` waits for `other`, by whatever detour. */
  isWaiting(waiting: Shard, other: Shard): boolean {
    for (let next = this.waits.get(waiting); next !== undefined; next = this.waits.get(next)) {
      if (next === other) return true;
    }
    return false;
  }

  /**
   * `waiting` may go on when `other` has delivered up to `offset`, or when all of that has been seen.
   * @returns 'crossed': the other one waits for this one, too, by whatever detour, so that neither would go on
   */
  async wait(
    waiting: Shard,
    other: Shard,
    until: 'delivered' | 'seen',
    offset: number,
  ): Promise<'done' | 'never' | 'crossed'> {
    if (this.isWaiting(other, waiting)) return 'crossed';
    this.waits.set(waiting, other);
    try {
      return (await other[until](offset)) ? 'done' : 'never';
    } finally {
      this.waits.delete(waiting);
    }
  }
}
