/** What a gate knows of its shard, and how it learns that what it holds need not wait for other shards any more. */
import type { SlotRange } from '../../connection/cluster-topology.ts';
import type { Held } from './held-command.ts';
import type { Migration, Shard, ShardView, SlotOwners } from './slot-owners.ts';

/** Since `from`, the shard has taken no slots: its epoch is the same. */
export interface Steady {
  readonly epoch: number;
  /** An offset. */
  readonly from: number;
}

export interface ClearanceOptions {
  readonly onWarning?: (message: string) => void;
  /** Told when slots have changed their owner. */
  readonly onMoved?: () => void;
  /** As it was before a restart. */
  readonly steady?: Steady | undefined;
}

export class SlotClearance {
  /** What the shard said of itself last, and the offset up to which commands on slots of others need not wait. */
  view: ShardView | undefined;
  clearedTo = 0;
  /** Up to which offset deletions on slots that the shard has lost cannot be cleaning up behind a migration that is not known yet. */
  knownTo = 0;
  /** Not all that others had to tell could be waited for, since they wait for this shard. */
  isUnsure = false;
  steady: Steady | undefined;
  private readonly shard: Shard;
  private readonly owners: SlotOwners;
  private readonly options: ClearanceOptions;

  constructor(shard: Shard, owners: SlotOwners, options: ClearanceOptions) {
    this.shard = shard;
    this.owners = owners;
    this.options = options;
    this.steady = options.steady;
  }

  /** Whether the shard had a slot at an offset for certain: it has it now, and has taken none since. */
  hadThen(slot: number, offset: number): boolean {
    const { view, steady } = this;
    if (view === undefined || steady === undefined) return false;
    return offset > steady.from && offset <= view.offset && view.owned.has(slot);
  }

  /** To be awaited before the keys of a snapshot are told: it may have keys of slots that are on their way to this shard. */
  async beginSnapshot(): Promise<void> {
    const { owners, shard } = this;
    const view = await shard.ask();
    if (typeof view === 'string') return;
    this.see(view);
    const others = new Set([...view.owned, ...view.importing].map((slot) => owners.owner(slot)));
    for (const other of others) {
      if (other === undefined || other === shard) continue;
      const theirs = await other.ask();
      if (typeof theirs !== 'string') await owners.wait(shard, other, 'delivered', () => theirs.offset);
    }
  }

  /** See that what is held need not wait for other shards any more. False: it will not come to that. */
  async clear(all: readonly Held[]): Promise<boolean> {
    const { owners, shard } = this;
    const { held, migration } = next(all);
    const slots = new Set(held.map(({ told }) => told.slot).filter((slot) => slot !== undefined));
    const mine = await shard.ask();
    if (typeof mine === 'string') return false;
    if (migration !== undefined && !(await this.awaitTurn(migration))) return false;
    const moving = migration?.ranges ?? [];
    const firsts = moving.map(([first]) => first);
    for (const other of new Set([...slots, ...firsts].map((slot) => owners.owner(slot)))) {
      if (other === undefined || other === shard) continue;
      const theirs = await other.ask();
      if (theirs === 'stopped') return false;
      if (theirs !== 'gone') {
        const ofOther = (slot: number): boolean => owners.owner(slot) === other;
        const needed = rangesOf([...slots].filter(ofOther), firsts.some(ofOther) ? moving : []);
        const offset = (): number => Math.min(theirs.offset, owners.lostBefore(other, needed));
        const outcome = await owners.wait(shard, other, 'delivered', offset);
        if (outcome === 'never') return false;
        if (outcome === 'crossed') this.warnOf(other);
      }
      for (const slot of slots) {
        const hasLost = theirs === 'gone' || !theirs.owned.has(slot);
        if (hasLost && mine.owned.has(slot) && owners.owner(slot) === other && !owners.isMigrating(slot)) {
          owners.give(shard, [[slot, slot]]);
        }
      }
    }
    if (migration !== undefined) this.handOver(migration);
    this.see(mine);
    this.clearedTo = held.at(-1)?.place.replOffset ?? 0;
    return mine.cleansByKey ? this.learnOfLosses(held) : true;
  }

  /** See that the slots are where a migration takes them from: what brought them there comes first. False: that will not be. */
  private async awaitTurn(migration: Migration): Promise<boolean> {
    const { owners, shard } = this;
    for (const other of owners.shards) {
      if (other === shard || owners.isTurnOf(migration)) continue;
      const theirs = await other.ask();
      if (theirs === 'stopped') return false;
      if (theirs === 'gone') continue;
      const outcome = await owners.wait(shard, other, 'turn', () => (owners.isTurnOf(migration) ? 0 : theirs.offset));
      if (outcome === 'never') return false;
      if (outcome === 'crossed') this.warnOf(other);
    }
    // Whatever came before has been heard of.
    for (const before of owners.besides(migration)) {
      const isOver = (): boolean => before.isHandedOver || before.state === 'failed' || owners.isTurnOf(migration);
      const outcome = await owners.wait(shard, before.to, 'turn', () => (isOver() ? 0 : Infinity));
      if (outcome === 'never') return false;
      if (outcome === 'crossed') this.warnOf(before.to);
    }
    return true;
  }

  /** Where a deletion is on a slot that the shard may have lost by then, all shards have to have told of migrations. */
  private async learnOfLosses(held: readonly Held[]): Promise<boolean> {
    const { owners, shard } = this;
    const isInDoubt = ({ place, told: { slot, isDeletion } }: Held): boolean =>
      isDeletion && slot !== undefined && owners.owner(slot) === shard && !this.hadThen(slot, place.replOffset ?? 0);
    if (!held.some(isInDoubt)) return true;
    this.isUnsure = false;
    for (const other of owners.shards) {
      if (other === shard) continue;
      const theirs = await other.ask();
      if (theirs === 'stopped') return false;
      const outcome = theirs === 'gone' ? 'done' : await owners.wait(shard, other, 'seen', () => theirs.offset);
      if (outcome === 'never') return false;
      if (outcome === 'crossed') this.isUnsure = true;
    }
    this.knownTo = this.clearedTo;
    return true;
  }

  /** What the old owner did before it lost the slots is delivered: they are this shard's. */
  private handOver(migration: Migration): void {
    migration.isHandedOver = true;
    this.owners.give(this.shard, migration.ranges);
    this.owners.end(migration);
    this.options.onMoved?.();
  }

  private warnOf(other: Shard): void {
    const what = `slots move from ${this.shard.name} to ${other.name} and back at the same time`;
    this.options.onWarning?.(`${what}: their keys may differ at the target`);
  }

  /** The shard has told of itself. */
  private see(view: ShardView): void {
    this.view = view;
    if (this.steady?.epoch !== view.epoch) this.steady = { epoch: view.epoch, from: view.offset };
  }
}

/**
 * What is held up to a mark, or from a mark up to another one, and its migration: one migration is handed over at a time, when all
 * that stands before its mark has been handed on, for others may wait for that.
 */
function next(all: readonly Held[]): { readonly held: readonly Held[]; readonly migration: Migration | undefined } {
  const isMark = ({ told }: Held): boolean => told.migration?.isHandedOver === false;
  const migration = all[0] !== undefined && isMark(all[0]) ? all[0].told.migration : undefined;
  const end = all.findIndex((one, index) => index > 0 && isMark(one));
  return { held: end < 0 ? all : all.slice(0, end), migration };
}

/** What moves at once, and each other slot: each may have been lost at another time. */
function rangesOf(slots: readonly number[], moving: readonly SlotRange[]): (readonly SlotRange[])[] {
  const others = slots.filter((slot) => !moving.some(([first, last]) => slot >= first && slot <= last));
  const each = others.map((slot): SlotRange[] => [[slot, slot]]);
  return moving.length === 0 ? each : [moving, ...each];
}
