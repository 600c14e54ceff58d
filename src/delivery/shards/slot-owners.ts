/**
 * Which shard's commands on a slot count now. Feeds of shards come side by side, and nothing in them says in which order commands of
 * two shards were executed; where a slot moves, the gates (slot-gate.ts) make that order, and keep it here.
 */
import type { SlotRange } from '../../connection/cluster-topology.ts';
import { SLOTS } from '../../model/slot.ts';

/** What the master of a shard said: first its offset, then how it sees its slots. */
export interface ShardView {
  readonly offset: number;
  /** Grows whenever it takes slots: between two views of the same epoch it has only lost some. */
  readonly epoch: number;
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
  /** The slots are `to`'s. */
  isHandedOver: boolean;
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
  private readonly left = new Map<Shard, Set<number>>();
  /** Who waits for whom. */
  private readonly waits = new Map<Shard, Wait>();

  owner(slot: number): Shard | undefined {
    return this.owners[slot];
  }

  /** The atomic migration that a slot is in. */
  migration(slot: number): Migration | undefined {
    return this.migrations[slot];
  }

  give(shard: Shard, ranges: readonly SlotRange[]): void {
    for (const [first, last] of ranges) {
      for (let slot = first; slot <= last; slot++) {
        const before = this.owners[slot];
        if (before === shard) continue;
        this.owners[slot] = shard;
        if (before !== undefined) this.leftBy(before).add(slot);
        this.leftBy(shard).delete(slot);
      }
    }
  }

  /** Slots that a shard has lost: what it deletes of them is what was left there. */
  leftBy(shard: Shard): Set<number> {
    const known = this.left.get(shard);
    if (known !== undefined) return known;
    const slots = new Set<number>();
    this.left.set(shard, slots);
    return slots;
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
    return this.chain(waiting, other) !== undefined;
  }

  /**
   * `waiting` may go on when `other` has delivered up to `offset`, or when all of that has been seen.
   * @returns 'crossed': the other one waits for this one, too, by whatever detour, so that neither would go on. Who waits only to have
   *   seen something gives up first.
   */
  async wait(waiting: Shard, other: Shard, until: Until, offset: number): Promise<'done' | 'never' | 'crossed'> {
    const chain = this.chain(other, waiting);
    if (chain !== undefined) {
      const weak = until === 'seen' ? undefined : chain.find((one) => one.until === 'seen');
      if (weak === undefined) return 'crossed';
      weak.giveUp();
    }
    return new Promise((resolve, reject) => {
      const end = (outcome: 'done' | 'never' | 'crossed'): void => {
        if (this.waits.get(waiting) === wait) this.waits.delete(waiting);
        resolve(outcome);
      };
      const wait: Wait = { other, until, giveUp: () => end('crossed') };
      this.waits.set(waiting, wait);
      other[until](offset).then((has) => end(has ? 'done' : 'never'), reject);
    });
  }

  /** Who waits for whom from one shard to another. Undefined: it does not. */
  private chain(from: Shard, to: Shard): Wait[] | undefined {
    const chain: Wait[] = [];
    for (let next = this.waits.get(from); next !== undefined; next = this.waits.get(next.other)) {
      chain.push(next);
      if (next.other === to) return chain;
    }
    return undefined;
  }
}

type Until = 'delivered' | 'seen';

interface Wait {
  readonly other: Shard;
  readonly until: Until;
  readonly giveUp: () => void;
}
