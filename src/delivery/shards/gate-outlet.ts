/** Commands that a gate lets through, on their way to the sinks behind it: in the form that is right for who has all shards. */
import type { Arena } from '../../bytes/arena.ts';
import type { CommandPlace, EntrySink } from '../../model/sink.ts';
import { SLOTS } from '../../model/slot.ts';
import { argsOf, CommandRows } from './command-rows.ts';
import type { Shard, SlotOwners } from './slot-owners.ts';

const RESTORE = Buffer.from('RESTORE');
const REPLACE = Buffer.from('REPLACE');
const SFLUSH = Buffer.from('SFLUSH');
/** Behind the name, key, expiry and payload of RESTORE. */
const RESTORE_OPTIONS = 4;

export class GateOutlet {
  private readonly target: EntrySink;
  private readonly shard: Shard;
  private readonly owners: SlotOwners;
  private arena: Arena | undefined;
  private rows: CommandRows | undefined;
  private isMidway = false;
  /** How far the sinks behind have been told: the end of a command outside of transactions, and the database there. */
  told: { offset: number; db: number } | undefined;

  constructor(target: EntrySink, shard: Shard, owners: SlotOwners) {
    this.target = target;
    this.shard = shard;
    this.owners = owners;
  }

  open(arena: Arena): void {
    this.arena = arena;
    this.rows = new CommandRows(arena);
    this.isMidway = false;
  }

  hand(place: CommandPlace, name: string, rows: number, count: number): void {
    if (name === 'MULTI') this.isMidway = true;
    else if (name === 'EXEC') this.isMidway = false;
    if (name === 'RESTORE-ASKING') this.tell(place, this.restore(rows, count));
    else if (name === 'FLUSHALL' || name === 'FLUSHDB') this.flush(place, rows, count);
    else this.target.command?.(place, rows, count);
    // It would say the wrong database behind SELECT.
    if (name !== 'SELECT') this.reach(place);
  }

  private restore(rows: number, count: number): Uint8Array[] {
    if (this.arena === undefined) throw new Error('the sink is not open');
    const [, ...args] = argsOf(this.arena, rows, count);
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

  tell(place: CommandPlace, args: readonly Uint8Array[]): void {
    const rows = this.rows?.put(args);
    if (rows !== undefined) this.target.command?.(place, rows, args.length);
  }

  /** What was told up to there is whole. */
  reach({ replOffset, db }: CommandPlace): void {
    if (replOffset !== undefined && !this.isMidway) this.told = { offset: replOffset, db };
  }
}
