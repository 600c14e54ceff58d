/** What becomes of a command of a shard: it is handed on, or dropped, or has to wait until more is known of other shards. */
import type { CommandPlace } from '../../model/sink.ts';
import type { CommandView } from './command-view.ts';
import type { GateOutlet } from './gate-outlet.ts';
import type { Told, Verdict } from './held-command.ts';
import { keyHash } from './key-hash.ts';
import type { SlotClearance } from './slot-clearance.ts';
import type { Migration, Shard, SlotOwners } from './slot-owners.ts';

const DEL = Buffer.from('DEL');

export interface VerdictOptions {
  readonly shard: Shard;
  readonly owners: SlotOwners;
  readonly clearance: SlotClearance;
  readonly command: CommandView;
  readonly outlet: GateOutlet;
}

export class SlotVerdict {
  private readonly shard: Shard;
  private readonly owners: SlotOwners;
  private readonly clearance: SlotClearance;
  private readonly command: CommandView;
  private readonly outlet: GateOutlet;
  /** Slots of others on which this shard does what only someone does that has them, or gets them. */
  private readonly active = new Set<number>();

  constructor({ shard, owners, clearance, command, outlet }: VerdictOptions) {
    this.shard = shard;
    this.owners = owners;
    this.clearance = clearance;
    this.command = command;
    this.outlet = outlet;
  }

  /** What is to be done with a command now. */
  look(place: CommandPlace, told: Told, rows: number, count: number): Verdict {
    const { owners, shard } = this;
    const { slot, isDeletion, migration } = told;
    if (migration !== undefined) return migration.isHandedOver ? 'pass' : 'hold';
    if (slot === undefined) return 'pass';
    const owner = owners.owner(slot);
    if (owner === undefined) owners.give(shard, [[slot, slot]]);
    else if (owner !== shard) return this.lookAtForeign(slot, isDeletion, place);
    const leaving = owners.leaving(shard, slot);
    if (isDeletion) return this.lookAtDeletion(leaving, slot, place, rows, count);
    if (leaving !== undefined) this.deleteCleaned(leaving, place, told.name, rows, count);
    return 'pass';
  }

  /** The slot is another shard's. */
  private lookAtForeign(slot: number, isDeletion: boolean, { replOffset = 0 }: CommandPlace): Verdict {
    const { owners, shard, active } = this;
    const { view, clearedTo } = this.clearance;
    if (isDeletion && !active.has(slot) && owners.leftBy(shard).has(slot)) return 'drop';
    if (replOffset > clearedTo) return 'hold';
    if (!isDeletion) active.add(slot);
    else if (!active.has(slot) && view?.owned.has(slot) === false && !view.importing.has(slot)) return 'drop';
    return 'pass';
  }

  /** A deletion on a slot of this shard: a client's, or cleaning up behind a migration? */
  private lookAtDeletion(
    leaving: Migration | undefined,
    slot: number,
    place: CommandPlace,
    rows: number,
    count: number,
  ): Verdict {
    const { view, knownTo, isUnsure } = this.clearance;
    const { replOffset = 0 } = place;
    if (view?.cleansByKey === false || this.clearance.hadThen(slot, replOffset)) return 'pass';
    // Other shards may tell later of migrations.
    if (replOffset > knownTo) return 'hold';
    if (leaving === undefined || (leaving.state === 'running' && !isUnsure)) return 'pass';
    const hash = keyHash(this.command.bytes(rows, 1));
    // Cleaning up deletes key by key.
    if (count !== 2 || leaving.cleaned.has(hash) || !(leaving.partial || leaving.present.has(hash))) return 'pass';
    leaving.cleaned.add(hash);
    return 'drop';
  }

  /** Deletions that were taken for cleaning up, of keys that this command is about. */
  private deleteCleaned({ cleaned }: Migration, place: CommandPlace, name: string, rows: number, count: number): void {
    if (cleaned.size === 0) return;
    const keys = this.command.keysOf(name, rows, count).filter((key) => cleaned.delete(keyHash(key)));
    if (keys.length > 0) this.outlet.tell(place, [DEL, ...keys]);
  }
}
