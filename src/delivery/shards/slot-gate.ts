/**
 * What stands in front of the lanes of one shard of a cluster, so that all shards together are delivered in an order that is right for
 * each key, while slots move from shard to shard.
 *
 * Each slot has an owner: the shard whose commands on it are delivered as they come. A command of another shard on it shows that the
 * slot is moving, or has moved. It is held, the owner is asked for its replication offset, and when everything up to there is certain to
 * be delivered, it goes on. Why that is right:
 *
 * - A key is in one place at a time. MIGRATE blocks the old owner from before the new one executes RESTORE-ASKING until the old one has
 *   executed DEL; a key that ASK led to the new owner was not there at the old one, which had executed whatever made it so. So all
 *   that the old owner did to the key comes before what the new one does, and when the new one's command has reached us, the old
 *   owner, asked after that, answers with an offset that is behind all of it.
 * - When RESTORE-ASKING was executed and its reply was lost, both have the key, and the old owner goes on with it. What is restored is
 *   what stood there anyway, and the next attempt replaces it, by the same rule. So REPLACE is put to each.
 * - A shard that neither has the slot nor imports it does not execute commands of clients on it. It may delete what is left there,
 *   however, so deletions by such a shard are dropped.
 * - A slot changes its owner here when the old one says that it has lost it, the new one that it has it, and what the old one did
 *   before is delivered. What the old one deletes of it after that, before it gets it back, is what was left there.
 *
 * An atomic migration (slot-migration.ts) is different: until it is done, what the new owner does on the slots repeats what the old one
 * does, so it is dropped. The mark of its end is held as a command of another shard is; the old owner, which executes nothing on
 * the slots from shortly before that on, answers with an offset that is behind all of it, and the slots change their owner. Where
 * slots go to and fro, a mark waits until the slots are where its migration takes them from, and of the old owner only what stands before
 * its next import of them has to be delivered.
 *
 * Behind a migration the old owner cleans up. Redis' tells its replicas to trim the slots (TRIMSLOTS), which is dropped. Valkey's deletes
 * each key, as a client would. So where it has atomic migration, a deletion goes on only if the shard had the slot at that time: it has
 * it when it is asked afterwards, and its epoch says that it has taken none meanwhile. If that cannot be said, all other shards have to
 * tell of migrations up to now; if one took the slot, the deletion is cleaning up where the new owner has the key when the migration is
 * done, and is dropped; should the old owner touch the key once more, it was a client's after all, and goes before that.
 *
 * FLUSHALL of one shard is about its own keys. It becomes SFLUSH with the slots of the shard. Functions are the same on all
 * shards; they are taken from one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Arena } from '../../bytes/arena.ts';
import { ForwardSink } from '../../filter/forward-sink.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type {
  CommandPlace,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  StringKeys,
} from '../../model/sink.ts';
import { keySlot } from '../../model/slot.ts';
import { CommandRows } from './command-rows.ts';
import { CommandView } from './command-view.ts';
import { GateOutlet } from './gate-outlet.ts';
import type { Held, Told } from './held-command.ts';
import { Imports, notePresent } from './imports.ts';
import { SlotClearance, type Steady } from './slot-clearance.ts';
import type { Migration, Shard, SlotOwners } from './slot-owners.ts';
import { SlotVerdict } from './slot-verdict.ts';

/** How long to wait before a node is asked again that did not know yet. */
const AGAIN_MS = 20;
const DELETIONS: ReadonlySet<string> = new Set(['DEL', 'UNLINK']);
const KEY_ROWS = 2;

export interface SlotGateOptions {
  /** Functions are taken from this shard. */
  readonly takesFunctions: boolean;
  /** Something hints at a change of the topology. */
  readonly onHint?: () => void;
  readonly onWarning?: (message: string) => void;
  /** Told when more has been looked at, and when slots have changed their owner. */
  readonly onMoved?: () => void;
  /** As it was before a restart. */
  readonly steady?: Steady | undefined;
}

export class SlotGate extends ForwardSink {
  readonly command: EntrySink['command'];
  readonly annotation: EntrySink['annotation'];
  private readonly shard: Shard;
  private readonly owners: SlotOwners;
  private readonly options: SlotGateOptions;
  private readonly view = new CommandView();
  private readonly outlet: GateOutlet;
  private readonly clearance: SlotClearance;
  private readonly verdict: SlotVerdict;
  private held: Held[] = [];
  private readonly imports: Imports;
  /** How far commands have been looked at. */
  private seenTo = 0;
  private arena: Arena | undefined;
  /** At the command that is scanned. */
  private inTransaction = false;
  private isDropped = false;
  private readonly run = (keys: StringKeys): void => this.passRun(keys);
  /** Keys of snapshots that were not the shard's to have. */
  foreignKeys = 0;

  constructor(target: EntrySink, shard: Shard, owners: SlotOwners, options: SlotGateOptions) {
    super(target);
    this.shard = shard;
    this.owners = owners;
    this.options = options;
    this.outlet = new GateOutlet(target, shard, owners);
    this.clearance = new SlotClearance(shard, owners, options);
    const { view: command, outlet, clearance } = this;
    this.verdict = new SlotVerdict({ shard, owners, clearance, command, outlet });
    this.imports = new Imports(shard, owners, options.onMoved);
    this.command = (place, rows, count) => this.take(place, rows, count);
    this.annotation = (start, end, offset) => target.annotation?.(start, end, offset);
  }

  /** How far the sinks behind have been told: the end of a command outside of transactions, and the database there. */
  get told(): { readonly offset: number; readonly db: number } | undefined {
    return this.outlet.told;
  }

  get steady(): Steady | undefined {
    return this.clearance.steady;
  }

  get stringKeys(): EntrySink['stringKeys'] {
    return this.target.stringKeys === undefined ? undefined : this.run;
  }

  protected override get isPassed(): boolean {
    return !this.isDropped;
  }

  override get singlePass(): boolean {
    return this.isDropped || super.singlePass;
  }

  override open(arena: Arena): void {
    if (arena !== this.arena) {
      this.arena = arena;
      this.view.open(arena);
      this.outlet.open(arena);
      this.inTransaction = false;
    }
    super.open(arena);
  }

  /** To be awaited before the keys of a snapshot are told: it may have keys of slots that are on their way to this shard. */
  beginSnapshot(): Promise<void> {
    return this.clearance.beginSnapshot();
  }

  /**
   * To be awaited after each piece of the feed, before lanes are told how far it reaches. Undefined: everything has been handed on.
   * False: the rest is not, for what it has to wait for will not come now; the source has to end where `told` is.
   * @param deliver - tells lanes how far `told` is: what others wait for may stand in front of what is held back
   */
  settle(deliver: () => Promise<void>): Promise<boolean> | undefined {
    this.options.onMoved?.();
    return this.held.length === 0 ? undefined : this.release(deliver);
  }

  get seen(): number {
    return this.seenTo;
  }

  /** Everything up to `offset` is delivered for certain. */
  forget(offset: number): void {
    this.imports.forget(offset);
  }

  /** Migrations that are under way at an offset that has not been confirmed for long. */
  importsAt(offset: number): Migration[] {
    return this.imports.at(offset);
  }

  override functionLibrary(library: FunctionLibrary, offset: number): void {
    if (this.options.takesFunctions) super.functionLibrary(library, offset);
  }

  override slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], offset: number): void {
    this.imports.begin(Buffer.from(job).toString(), undefined, ranges, 0);
    super.slotImport(job, ranges, offset);
  }

  override key(header: KeyHeader): Interest {
    this.isDropped = !this.hasKey(header.start, header.end);
    return this.isDropped ? 'skip' : super.key(header);
  }

  override endKey(end: KeyEnd): Interest | undefined {
    return this.isDropped ? undefined : super.endKey(end);
  }

  private passRun(keys: StringKeys): void {
    const { u8, u32 } = this.opened;
    const size = KEY_ROWS * ROW_BYTES;
    let to = keys.rows;
    for (let row = keys.rows, left = keys.count; left > 0; left--, row += size) {
      if (!this.hasKey(u32[row >>> 2] ?? 0, u32[(row >>> 2) + 1] ?? 0)) continue;
      if (to !== row) u8.copyWithin(to, row, row + size);
      to += size;
    }
    const count = (to - keys.rows) / size;
    if (count === keys.count) this.target.stringKeys?.(keys);
    else if (count > 0) {
      const { db, encoding, rows, offset } = keys;
      this.target.stringKeys?.({ db, encoding, rows, offset, count });
    }
  }

  /** Whether a key of the snapshot is the shard's own. */
  private hasKey(start: number, end: number): boolean {
    const { owners, shard } = this;
    const { view } = this.clearance;
    const key = this.opened.u8.subarray(start, end);
    const slot = keySlot(key);
    const migration = owners.importOf(shard, slot);
    if (migration !== undefined) notePresent(migration, [key], false);
    else if (owners.owner(slot) === shard || view?.owned.has(slot) || view?.importing.has(slot)) return true;
    this.foreignKeys++;
    return false;
  }

  private take(place: CommandPlace, rows: number, count: number): void {
    const told = this.scan(place, rows, count);
    this.seenTo = place.replOffset ?? 0;
    const verdict =
      told === undefined ? 'drop' : this.held.length > 0 ? 'hold' : this.verdict.look(place, told, rows, count);
    if (verdict === 'pass') this.outlet.hand(place, told?.name ?? '', rows, count);
    else if (verdict === 'drop') {
      // What is held stands before it.
      if (this.held.length === 0) this.outlet.reach(place);
    } else if (told !== undefined) this.held.push({ place: { ...place }, args: this.view.argsOf(rows, count), told });
  }

  /** At the first sight of a command: how it bears on migrations to this shard. Undefined: it is not handed on. */
  private scan(place: CommandPlace, rows: number, count: number): Told | undefined {
    const { name, firstKey } = this.view.nameOf(rows);
    const { inTransaction } = this;
    const told = { name, slot: undefined, isDeletion: false, migration: undefined };
    switch (name) {
      case 'MULTI':
      case 'EXEC':
        this.inTransaction = name === 'MULTI';
        return told;
      case 'CLUSTER':
        return { ...told, migration: this.follow(place.replOffset ?? 0, rows, count) };
      case 'FUNCTION':
        return this.options.takesFunctions ? told : undefined;
      case 'TRIMSLOTS':
        return undefined;
    }
    if (firstKey === 0 || firstKey >= count) return told;
    const slot = keySlot(this.view.bytes(rows, firstKey));
    const isDeletion = !inTransaction && DELETIONS.has(name);
    const migration = this.owners.importOf(this.shard, slot);
    if (migration === undefined) return { ...told, slot, isDeletion };
    notePresent(migration, this.view.keysOf(name, rows, count), DELETIONS.has(name));
    return undefined;
  }

  /** Gives the migration that a mark says is done. */
  private follow(offset: number, rows: number, count: number): Migration | undefined {
    const words = this.view.argsOf(rows, count).map((arg) => Buffer.from(arg).toString());
    this.options.onHint?.();
    return this.imports.follow(words, offset);
  }

  private async release(deliver: () => Promise<void>): Promise<boolean> {
    while (this.held.length > 0) {
      await deliver();
      if (!(await this.clearance.clear(this.held))) {
        this.held = [];
        return false;
      }
      const { held, opened } = this;
      const rows = new CommandRows(opened);
      this.held = [];
      for (const one of held) {
        const { place, args, told } = one;
        const at = rows.put(args);
        const verdict = this.held.length > 0 ? 'hold' : this.verdict.look(place, told, at, args.length);
        if (verdict === 'hold') this.held.push(one);
        else if (verdict === 'drop') this.outlet.reach(place);
        else this.outlet.hand(place, told.name, at, args.length);
      }
      if (this.held.length === held.length) await delay(AGAIN_MS);
    }
    return true;
  }

  private get opened(): Arena {
    if (this.arena === undefined) throw new Error('the sink is not open');
    return this.arena;
  }
}
