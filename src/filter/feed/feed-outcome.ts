/** What becomes of the commands of a feed: handed on, made into others, kept back, and counted. */
import type { Arena } from '../../bytes/arena.ts';
import type { CommandPlace } from '../../model/sink.ts';
import type { CommandArgs } from './command-args.ts';
import { CommandBuffer } from './command-buffer.ts';
import { HeldMulti, type SendCommand } from './held-multi.ts';

export interface FeedFilterOptions {
  /** What FLUSHALL and the like do to targets: 'keep' where those hold keys that are not from us. */
  readonly flush: 'pass' | 'keep';
  readonly tally: FilterTally;
  /** Told once for each command that something is lost of, in the user's words. */
  readonly onLoss: (message: string) => void;
}

export interface FilterTally {
  /** Commands and keys that were kept back. */
  filtered: number;
  /** Commands that touch wanted and unwanted keys: `DEL cut down`, `RENAME replaced by DEL`, `SUNIONSTORE dropped`. */
  readonly mixed: Map<string, number>;
}

export class FeedOutcome {
  /** What to make of a command, for `sendIn`. */
  readonly buffer = new CommandBuffer();
  readonly transaction: HeldMulti;
  readonly options: FeedFilterOptions;
  private readonly target: SendCommand;
  private readonly args: CommandArgs;
  private readonly select = new CommandBuffer();
  private readonly told = new Set<string>();

  constructor(args: CommandArgs, options: FeedFilterOptions, target: SendCommand) {
    this.args = args;
    this.options = options;
    this.target = target;
    this.transaction = new HeldMulti(target);
  }

  open(arena: Arena): void {
    this.buffer.open(arena);
    this.select.open(arena);
    this.transaction.open(arena);
  }

  /** The command goes on as it is. */
  pass(place: CommandPlace): void {
    this.transaction.release();
    this.send(place);
  }

  /** As `pass`, of what holds others together. */
  send(place: CommandPlace): void {
    this.target(place, this.args.rows, this.args.count);
  }

  /** Nothing of it is wanted. */
  drop(): void {
    this.options.tally.filtered++;
  }

  /** What stands in `buffer` goes on. SELECT stands around it, where that is for another database than the one at hand. */
  sendIn(db: number, place: CommandPlace): void {
    const { buffer } = this;
    this.transaction.release();
    if (db !== place.db) this.sendSelect(db, place);
    this.target({ ...place, db }, buffer.rows, buffer.count);
    if (db !== place.db) this.sendSelect(place.db, { ...place, db });
  }

  /** Part of it is wanted, and that part is exactly what `done` says. */
  count(name: string, done: string): void {
    const { mixed } = this.options.tally;
    const what = `${name} ${done}`;
    mixed.set(what, (mixed.get(what) ?? 0) + 1);
  }

  /** As `count`, but something is `lost`. */
  lose(name: string, done: string, lost: string): void {
    this.count(name, done);
    const what = `${name}: ${lost}`;
    if (this.told.has(what)) return;
    this.told.add(what);
    this.options.onLoss(what);
  }

  private sendSelect(db: number, place: CommandPlace): void {
    const { select } = this;
    select.begin();
    select.put('SELECT');
    select.put(db);
    this.target(place, select.rows, select.count);
  }
}
