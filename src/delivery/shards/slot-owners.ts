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
  /** How far what it did has been handed on, and looked at. */
  readonly toldTo: number;
  readonly seenTo: number;
  /**
   * Wait until what it did up to `offset` is certain to be delivered; asked for again whenever something has happened there.
   * False: it never will be, now.
   */
  delivered(offset: () => number): Promise<boolean>;
  /** Wait until what it did up to `offset` has come and been looked at, whether it is delivered or waits. False: it never will be. */
  seen(offset: () => number): Promise<boolean>;
}

export type SlotSet = { has(slot: number): boolean } & Iterable<number>;

/** An atomic migration: what `to` executes on these slots is not its own until it is done. */
export interface Migration {
  readonly job: string;
  /** Undefined: it is not known. */
  readonly from: Shard | undefined;
  readonly to: Shard;
  readonly ranges: readonly SlotRange[];
  state: 'running' | 'done' | 'failed';
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

const NONE: readonly Migration[] = [];

export class SlotOwners {
  private readonly owners: (Shard | undefined)[] = Array.from({ length: SLOTS });
  /** Of each slot, in the order that they were heard of. */
  private readonly migrations: (readonly Migration[])[] = Array.from({ length: SLOTS }, () => NONE);
  /** Told of each shard: for those who have to ask all of them. */
  readonly shards: Shard[] = [];
  /** Of a node, those that were there once among them. */
  shardOf: (node: string) => Shard | undefined = () => undefined;
  private readonly left = new Map<Shard, Set<number>>();
  /** Who waits for whom. */
  private readonly waits = new Map<Shard, Wait>();

  owner(slot: number): Shard | undefined {
    return this.owners[slot];
  }

  /** Whether an atomic migration of a slot is under way. */
  isMigrating(slot: number): boolean {
    return this.migrationsOf(slot).some(isPending);
  }

  /** The atomic migration that brings a slot to a shard now. */
  importOf(shard: Shard, slot: number): Migration | undefined {
    return this.migrationsOf(slot).findLast(({ to, state }) => to === shard && state === 'running');
  }

  /** The atomic migration that takes a slot away from a shard. */
  leaving(shard: Shard, slot: number): Migration | undefined {
    return this.migrationsOf(slot).find((one) => isPending(one) && one.to !== shard && (one.from ?? shard) === shard);
  }

  /**
   * Behind which offset a shard does nothing on slots for as long as they are its own here: it has begun to import them, so it had lost
   * them. Infinity: nothing of the kind has been heard.
   * @param together - slots that it lost at one time each
   */
  lostBefore(shard: Shard, together: readonly (readonly SlotRange[])[]): number {
    const lost = together.map((ranges) => {
      const imports = [...slotsOf(ranges)].flatMap((slot) => this.migrationsOf(slot)).filter(isPending);
      return Math.min(...imports.filter(({ to }) => to === shard).map(({ begunAt }) => begunAt));
    });
    return Math.max(...lost);
  }

  /** Whether all slots of a migration are where it takes them from. */
  isTurnOf({ from, to, ranges }: Migration): boolean {
    for (const slot of slotsOf(ranges)) {
      const owner = this.owners[slot];
      if (owner !== undefined && (from === undefined ? owner === to : owner !== from)) return false;
    }
    return true;
  }

  /** Migrations of the same slots to other shards. */
  besides({ to, ranges }: Migration): Migration[] {
    const others = new Set<Migration>();
    for (const slot of slotsOf(ranges)) {
      for (const one of this.migrationsOf(slot)) if (one.to !== to && isPending(one)) others.add(one);
    }
    return [...others];
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
    const { to } = migration;
    for (const slot of slotsOf(migration.ranges)) {
      this.migrations[slot] = [...this.migrationsOf(slot), migration];
      // What it deletes of them before they are its own is what was left of an earlier time, or of an attempt that failed.
      if (this.owners[slot] !== to) this.leftBy(to).add(slot);
    }
  }

  end(migration: Migration): void {
    for (const slot of slotsOf(migration.ranges)) {
      const left = this.migrationsOf(slot).filter((one) => one !== migration);
      this.migrations[slot] = left.length === 0 ? NONE : left;
    }
  }

  /** All to a shard that are not over, once each. */
  importsOf(shard: Shard): Migration[] {
    return [...new Set(this.migrations.flat())].filter(({ to }) => to === shard);
  }

  rangesOf(shard: Shard): SlotRange[] {
    return this.rangesWhere((slot) => this.owners[slot] === shard);
  }

  /** Slots that a shard has lost. */
  lostBy(shard: Shard): SlotRange[] {
    const left = this.leftBy(shard);
    return left.size === 0 ? [] : this.rangesWhere((slot) => left.has(slot));
  }

  private rangesWhere(holds: (slot: number) => boolean): SlotRange[] {
    const ranges: [number, number][] = [];
    for (let slot = 0; slot < SLOTS; slot++) {
      if (!holds(slot)) continue;
      const last = ranges.at(-1);
      if (last !== undefined && last[1] === slot - 1) last[1] = slot;
      else ranges.push([slot, slot]);
    }
    return ranges;
  }

  private migrationsOf(slot: number): readonly Migration[] {
    return this.migrations[slot] ?? NONE;
  }

  /**
   * `waiting` may go on when `other` has delivered up to `offset`, or when all of that has been seen.
   * @returns 'crossed': the other one waits for this one, too, by whatever detour, so that neither would go on. Who waits only to have
   *   seen something gives up first.
   */
  async wait(waiting: Shard, other: Shard, until: Until, offset: () => number): Promise<Outcome> {
    const chain = isOutstanding({ other, until, offset }) ? this.chain(other, waiting) : undefined;
    if (chain !== undefined) {
      const weak = until === 'seen' ? undefined : chain.find((one) => one.until === 'seen');
      if (weak === undefined) return 'crossed';
      weak.giveUp();
    }
    return new Promise((resolve, reject) => {
      const end = (outcome: Outcome): void => {
        if (this.waits.get(waiting) === wait) this.waits.delete(waiting);
        resolve(outcome);
      };
      const wait: Wait = { other, until, offset, giveUp: () => end('crossed') };
      this.waits.set(waiting, wait);
      other[until === 'delivered' ? 'delivered' : 'seen'](offset).then((has) => end(has ? 'done' : 'never'), reject);
    });
  }

  /** Who waits for whom from one shard to another, of those for whom it is not a matter of time. Undefined: it does not. */
  private chain(from: Shard, to: Shard): Wait[] | undefined {
    const chain: Wait[] = [];
    for (let next = this.waits.get(from); next !== undefined; next = this.waits.get(next.other)) {
      if (chain.includes(next) || !isOutstanding(next)) return undefined;
      chain.push(next);
      if (next.other === to) return chain;
    }
    return undefined;
  }
}

/** 'turn': as 'seen', and must not be given up for one that waits only to have seen something. */
type Until = 'delivered' | 'seen' | 'turn';
export type Outcome = 'done' | 'never' | 'crossed';

interface Wait {
  readonly other: Shard;
  readonly until: Until;
  readonly offset: () => number;
  readonly giveUp: () => void;
}

/** What is waited for has not been handed on, or come, yet. */
function isOutstanding({ other, until, offset }: Omit<Wait, 'giveUp'>): boolean {
  return offset() > (until === 'delivered' ? other.toldTo : other.seenTo);
}

function isPending({ isHandedOver }: Migration): boolean {
  return !isHandedOver;
}

function* slotsOf(ranges: readonly SlotRange[]): Generator<number> {
  for (const [first, last] of ranges) for (let slot = first; slot <= last; slot++) yield slot;
}
