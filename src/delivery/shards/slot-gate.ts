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
import { firstKeyPosition, keyPositions } from '../../model/command-keys.ts';
import type {
  CommandPlace,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  StringKeys,
} from '../../model/sink.ts';
import { keySlot, SLOTS } from '../../model/slot.ts';
import { argsOf, CommandRows } from './command-rows.ts';
import { keyHash } from './key-hash.ts';
import { migrationMark } from './slot-migration.ts';
import type { SlotRange } from '../../connection/cluster-topology.ts';
import type { Migration, Shard, ShardView, SlotOwners } from './slot-owners.ts';

/** How long to wait before a node is asked again that did not know yet. */
const AGAIN_MS = 20;
const DELETIONS: ReadonlySet<string> = new Set(['DEL', 'UNLINK']);
const DEL = Buffer.from('DEL');
const RESTORE = Buffer.from('RESTORE');
const REPLACE = Buffer.from('REPLACE');
const SFLUSH = Buffer.from('SFLUSH');
/** Behind the name, key, expiry and payload of RESTORE. */
const RESTORE_OPTIONS = 4;
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

/** Since `from`, the shard has taken no slots: its epoch is the same. */
export interface Steady {
  readonly epoch: number;
  /** An offset. */
  readonly from: number;
}

/** What is known of a command's name, as it is written. */
interface Named {
  readonly name: string;
  readonly firstKey: number;
}

/** A command that waits, or stands behind one that does. */
interface Held {
  readonly place: CommandPlace;
  readonly args: readonly Uint8Array[];
  readonly told: Told;
}

/** What decides on a command. */
interface Told {
  readonly name: string;
  /** Of its keys; undefined: it has none. */
  readonly slot: number | undefined;
  /** A deletion that may be cleaning up: not one of a transaction. */
  readonly isDeletion: boolean;
  /** It is the mark that this migration is done. */
  readonly migration: Migration | undefined;
}

type Verdict = 'pass' | 'drop' | 'hold';

export class SlotGate extends ForwardSink {
  readonly command: EntrySink['command'];
  readonly annotation: EntrySink['annotation'];
  private readonly shard: Shard;
  private readonly owners: SlotOwners;
  private readonly options: SlotGateOptions;
  private readonly names = new Map<string, Named>();
  private held: Held[] = [];
  /** Atomic migrations to this shard, until their end is delivered. */
  private imports: Migration[] = [];
  /** What the shard said of itself last, and the offset up to which commands on slots of others need not wait. */
  private view: ShardView | undefined;
  private clearedTo = 0;
  /** Up to which offset deletions on slots that the shard has lost cannot be cleaning up behind a migration that is not known yet. */
  private knownTo = 0;
  /** Not all that others had to tell could be waited for, since they wait for this shard. */
  private isUnsure = false;
  /** How far commands have been looked at. */
  private seenTo = 0;
  private arena: Arena | undefined;
  private rows: CommandRows | undefined;
  /** At the command that is scanned, and at the one that is handed on. */
  private inTransaction = false;
  private isMidway = false;
  private isDropped = false;
  /** Slots of others on which this shard does what only someone does that has them, or gets them. */
  private readonly active = new Set<number>();
  steady: Steady | undefined;
  private readonly run = (keys: StringKeys): void => this.passRun(keys);
  /** How far the sinks behind have been told: the end of a command outside of transactions, and the database there. */
  told: { offset: number; db: number } | undefined;
  /** Keys of snapshots that were not the shard's to have. */
  foreignKeys = 0;

  constructor(target: EntrySink, shard: Shard, owners: SlotOwners, options: SlotGateOptions) {
    super(target);
    this.shard = shard;
    this.owners = owners;
    this.options = options;
    this.steady = options.steady;
    // Those of before a restart.
    this.imports = owners.importsOf(shard);
    this.command = (place, rows, count) => this.take(place, rows, count);
    this.annotation = (start, end, offset) => target.annotation?.(start, end, offset);
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
      this.rows = new CommandRows(arena);
      this.inTransaction = false;
      this.isMidway = false;
    }
    super.open(arena);
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
    const isOver = ({ doneAt }: Migration): boolean => doneAt !== undefined && doneAt <= offset;
    if (this.imports.some(isOver)) this.imports = this.imports.filter((one) => !isOver(one));
  }

  /** Migrations that are under way at an offset that has not been confirmed for long. */
  importsAt(offset: number): Migration[] {
    return this.imports.filter(({ begunAt, doneAt = Infinity }) => begunAt <= offset && offset < doneAt);
  }

  override functionLibrary(library: FunctionLibrary, offset: number): void {
    if (this.options.takesFunctions) super.functionLibrary(library, offset);
  }

  override slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], offset: number): void {
    this.beginMigration(Buffer.from(job).toString(), undefined, ranges, 0);
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
    const { owners, shard, view } = this;
    const key = this.opened.u8.subarray(start, end);
    const slot = keySlot(key);
    const migration = owners.importOf(shard, slot);
    if (migration !== undefined) migration.present.add(keyHash(key));
    else if (owners.owner(slot) === shard || view?.owned.has(slot) || view?.importing.has(slot)) return true;
    this.foreignKeys++;
    return false;
  }

  private take(place: CommandPlace, rows: number, count: number): void {
    const told = this.scan(place, rows, count);
    this.seenTo = place.replOffset ?? 0;
    const verdict = told === undefined ? 'drop' : this.held.length > 0 ? 'hold' : this.look(place, told, rows, count);
    if (verdict === 'pass') this.hand(place, told?.name ?? '', rows, count);
    else if (verdict === 'drop') {
      // What is held stands before it.
      if (this.held.length === 0) this.reach(place);
    } else if (told !== undefined)
      this.held.push({ place: { ...place }, args: argsOf(this.opened, rows, count), told });
  }

  /** At the first sight of a command: how it bears on migrations to this shard. Undefined: it is not handed on. */
  private scan(place: CommandPlace, rows: number, count: number): Told | undefined {
    const { name, firstKey } = this.nameOf(rows);
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
    const slot = keySlot(this.bytes(rows, firstKey));
    const isDeletion = !inTransaction && DELETIONS.has(name);
    const migration = this.owners.importOf(this.shard, slot);
    if (migration === undefined) return { ...told, slot, isDeletion };
    for (const key of this.keysOf(name, rows, count)) {
      if (DELETIONS.has(name)) migration.present.delete(keyHash(key));
      else migration.present.add(keyHash(key));
    }
    return undefined;
  }

  /** Gives the migration that a mark says is done. */
  private follow(offset: number, rows: number, count: number): Migration | undefined {
    const words = argsOf(this.opened, rows, count).map((arg) => Buffer.from(arg).toString());
    const mark = migrationMark(words);
    this.options.onHint?.();
    if (mark === undefined) return undefined;
    const known = this.imports.find(({ job, state }) => job === mark.job && state === 'running');
    if (mark.kind === 'begun') {
      if (known === undefined) this.beginMigration(mark.job, this.owners.shardOf(mark.source), mark.ranges, offset);
      return undefined;
    }
    if (known === undefined) return undefined;
    known.state = 'done';
    known.doneAt = offset;
    if (known.isHandedOver) this.owners.end(known);
    if (mark.kind === 'done') return known;
    known.state = 'failed';
    this.owners.end(known);
    this.options.onMoved?.();
    return undefined;
  }

  private beginMigration(job: string, from: Shard | undefined, ranges: Migration['ranges'], begunAt: number): void {
    const sets = { present: new Set<number>(), cleaned: new Set<number>() };
    const to = this.shard;
    const migration: Migration = {
      job,
      from,
      to,
      ranges,
      state: 'running',
      begunAt,
      doneAt: undefined,
      isHandedOver: false,
      partial: false,
      ...sets,
    };
    this.owners.begin(migration);
    this.imports.push(migration);
  }

  /** The shard has told of itself. */
  private see(view: ShardView): void {
    this.view = view;
    if (this.steady?.epoch !== view.epoch) this.steady = { epoch: view.epoch, from: view.offset };
  }

  /** What is to be done with a command now. */
  private look(place: CommandPlace, told: Told, rows: number, count: number): Verdict {
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
    const { owners, shard, view, active } = this;
    if (isDeletion && !active.has(slot) && owners.leftBy(shard).has(slot)) return 'drop';
    if (replOffset > this.clearedTo) return 'hold';
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
    const { view } = this;
    const { replOffset = 0 } = place;
    if (view?.cleansByKey === false || this.hadThen(slot, replOffset)) return 'pass';
    // Other shards may tell later of migrations.
    if (replOffset > this.knownTo) return 'hold';
    if (leaving === undefined || (leaving.state === 'running' && !this.isUnsure)) return 'pass';
    const hash = keyHash(this.bytes(rows, 1));
    // Cleaning up deletes key by key.
    if (count !== 2 || leaving.cleaned.has(hash) || !(leaving.partial || leaving.present.has(hash))) return 'pass';
    leaving.cleaned.add(hash);
    return 'drop';
  }

  /** Whether the shard had a slot at an offset for certain: it has it now, and has taken none since. */
  private hadThen(slot: number, offset: number): boolean {
    const { view, steady } = this;
    if (view === undefined || steady === undefined) return false;
    return offset > steady.from && offset <= view.offset && view.owned.has(slot);
  }

  /** Deletions that were taken for cleaning up, of keys that this command is about. */
  private deleteCleaned({ cleaned }: Migration, place: CommandPlace, name: string, rows: number, count: number): void {
    if (cleaned.size === 0) return;
    const keys = this.keysOf(name, rows, count).filter((key) => cleaned.delete(keyHash(key)));
    if (keys.length > 0) this.tell(place, [DEL, ...keys]);
  }

  private async release(deliver: () => Promise<void>): Promise<boolean> {
    while (this.held.length > 0) {
      await deliver();
      if (!(await this.clear())) {
        this.held = [];
        return false;
      }
      const { held, opened } = this;
      const rows = new CommandRows(opened);
      this.held = [];
      for (const one of held) {
        const { place, args, told } = one;
        const at = rows.put(args);
        const verdict = this.held.length > 0 ? 'hold' : this.look(place, told, at, args.length);
        if (verdict === 'hold') this.held.push(one);
        else if (verdict === 'drop') this.reach(place);
        else this.hand(place, told.name, at, args.length);
      }
      if (this.held.length === held.length) await delay(AGAIN_MS);
    }
    return true;
  }

  /** See that what is held need not wait for other shards any more. False: it will not come to that. */
  private async clear(): Promise<boolean> {
    const { owners, shard } = this;
    const { held, migration } = this.next();
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
        const needed = rangesOf(slots, moving);
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

  /** What is held up to a second mark, and the migration of the first: one migration is handed over at a time. */
  private next(): { readonly held: readonly Held[]; readonly migration: Migration | undefined } {
    const isMark = ({ told }: Held): boolean => told.migration?.isHandedOver === false;
    const [first, second] = this.held.flatMap((one, index) => (isMark(one) ? [index] : []));
    return {
      held: this.held.slice(0, second),
      migration: first === undefined ? undefined : this.held[first]?.told.migration,
    };
  }

  /** See that the slots are where a migration takes them from: what brought them there comes first. False: that will not be. */
  private async awaitTurn(migration: Migration): Promise<boolean> {
    const { owners, shard } = this;
    for (const other of owners.shards) {
      if (other === shard || owners.isTurnOf(migration)) continue;
      const theirs = await other.ask();
      if (theirs === 'stopped') return false;
      if (theirs === 'gone') continue;
      const outcome = await owners.wait(shard, other, 'seen', () => (owners.isTurnOf(migration) ? 0 : theirs.offset));
      if (outcome === 'never') return false;
      if (outcome === 'crossed') this.warnOf(other);
    }
    // Whatever came before has been heard of.
    for (const before of owners.besides(migration)) {
      const isOver = (): boolean => before.isHandedOver || before.state === 'failed' || owners.isTurnOf(migration);
      const outcome = await owners.wait(shard, before.to, 'seen', () => (isOver() ? 0 : Infinity));
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

  /** To the sinks behind, in the form that is right for a target that has all shards. */
  private hand(place: CommandPlace, name: string, rows: number, count: number): void {
    if (name === 'MULTI') this.isMidway = true;
    else if (name === 'EXEC') this.isMidway = false;
    if (name === 'RESTORE-ASKING') this.tell(place, this.restore(rows, count));
    else if (name === 'FLUSHALL' || name === 'FLUSHDB') this.flush(place, rows, count);
    else this.target.command?.(place, rows, count);
    // It would say the wrong database behind SELECT.
    if (name !== 'SELECT') this.reach(place);
  }

  private restore(rows: number, count: number): Uint8Array[] {
    const [, ...args] = argsOf(this.opened, rows, count);
    const options = args.slice(RESTORE_OPTIONS - 1).map((arg) => Buffer.from(arg).toString('latin1').toUpperCase());
    return options.includes('REPLACE') ? [RESTORE, ...args] : [RESTORE, ...args, REPLACE];
  }

  private flush(place: CommandPlace, rows: number, count: number): void {
    const ranges = this.owners.rangesOf(this.shard);
    const [first] = ranges;
    if (first === undefined) return;
    // The only shard there is.
    if (first[0] === 0 && first[1] === SLOTS - 1) this.target.command?.(place, rows, count);
    else this.tell(place, [SFLUSH, ...ranges.flat().map((slot) => Buffer.from(String(slot)))]);
  }

  private tell(place: CommandPlace, args: readonly Uint8Array[]): void {
    const rows = this.rows?.put(args);
    if (rows !== undefined) this.target.command?.(place, rows, args.length);
  }

  private reach({ replOffset, db }: CommandPlace): void {
    if (replOffset !== undefined && !this.isMidway) this.told = { offset: replOffset, db };
  }

  private nameOf(rows: number): Named {
    const { u32 } = this.opened;
    const written = this.opened.latin1(u32[rows >>> 2] ?? 0, u32[(rows >>> 2) + 1] ?? 0);
    const known = this.names.get(written);
    if (known !== undefined) return known;
    const name = written.toUpperCase();
    const named = { name, firstKey: firstKeyPosition(name) };
    this.names.set(written, named);
    return named;
  }

  private keysOf(name: string, rows: number, count: number): Uint8Array[] {
    const word = (index: number): string => Buffer.from(this.bytes(rows, index)).toString('latin1').toUpperCase();
    return keyPositions(name, count, word).map((index) => this.bytes(rows, index).slice());
  }

  private bytes(rows: number, index: number): Uint8Array {
    const { u8, u32 } = this.opened;
    const row = (rows + index * ROW_BYTES) >>> 2;
    return u8.subarray(u32[row] ?? 0, u32[row + 1] ?? 0);
  }

  private get opened(): Arena {
    if (this.arena === undefined) throw new Error('the sink is not open');
    return this.arena;
  }
}

/** What moves at once, and each other slot: each may have been lost at another time. */
function rangesOf(slots: ReadonlySet<number>, moving: readonly SlotRange[]): (readonly SlotRange[])[] {
  const others = [...slots].filter((slot) => !moving.some(([first, last]) => slot >= first && slot <= last));
  const each = others.map((slot): SlotRange[] => [[slot, slot]]);
  return moving.length === 0 ? each : [moving, ...each];
}
