/** Commands that are about whole databases, or about two of them, where only some keys or databases are wanted. */
import type { CommandPlace } from '../../model/sink.ts';
import type { CommandArgs } from './command-args.ts';
import type { FeedOutcome } from './feed-outcome.ts';
import { LOSSES } from './mixed-rules.ts';
import type { WantedKeys } from './wanted-keys.ts';

const RULES = {
  MOVE: 'move',
  SWAPDB: 'swap',
  FLUSHDB: 'flush',
  FLUSHALL: 'flush-all',
  SFLUSH: 'flush-slots',
  TRIMSLOTS: 'flush-slots',
  CLUSTER: 'cluster',
} as const satisfies Readonly<Record<string, string>>;
type DatabaseRule = (typeof RULES)[keyof typeof RULES];

/** By name, in upper case. */
export const DATABASE_RULES: ReadonlyMap<string, DatabaseRule> = new Map(Object.entries(RULES));

export class DatabaseCommands {
  private readonly args: CommandArgs;
  private readonly wanted: WantedKeys;
  private readonly outcome: FeedOutcome;

  constructor(args: CommandArgs, wanted: WantedKeys, outcome: FeedOutcome) {
    this.args = args;
    this.wanted = wanted;
    this.outcome = outcome;
  }

  /** @param name - in upper case */
  command(rule: DatabaseRule, name: string, place: CommandPlace): void {
    const { args, wanted, outcome } = this;
    switch (rule) {
      case 'move':
        this.move(place);
        return;
      case 'swap':
        this.swap(place);
        return;
      case 'flush':
        if (wanted.hasDb(place.db)) this.flush(name, place);
        else outcome.drop();
        return;
      case 'flush-all':
        if (wanted.dbs === undefined) this.flush(name, place);
        else this.flushEach(wanted.dbs, place);
        return;
      case 'flush-slots':
        this.flush(name, place);
        return;
      case 'cluster':
        if (args.count > 1 && args.word(1) === 'FLUSHSLOT') this.flush('CLUSTER FLUSHSLOT', place);
        else outcome.pass(place);
        return;
      default:
        rule satisfies never;
    }
  }

  /** MOVE key n. */
  private move(place: CommandPlace): void {
    const { args, wanted, outcome } = this;
    const leaves = wanted.hasDb(place.db);
    const comes = wanted.hasDb(args.whole(2) ?? place.db);
    if (args.count < 3 || !wanted.has(1) || (!leaves && !comes)) outcome.drop();
    else if (leaves && comes) outcome.pass(place);
    else if (comes) outcome.lose('MOVE', 'dropped', LOSSES.MOVE);
    else {
      const { buffer } = outcome;
      buffer.begin();
      buffer.put('DEL');
      buffer.take(args, 1, 2);
      outcome.count('MOVE', 'replaced by DEL');
      outcome.sendIn(place.db, place);
    }
  }

  /** SWAPDB a b. */
  private swap(place: CommandPlace): void {
    const { args, wanted, outcome } = this;
    const both = [1, 2].map((index) => wanted.hasDb(args.whole(index) ?? place.db));
    if (!both.includes(true)) outcome.drop();
    else if (!both.includes(false)) outcome.pass(place);
    else outcome.lose('SWAPDB', 'dropped', LOSSES.SWAPDB);
  }

  private flush(name: string, place: CommandPlace): void {
    const { outcome } = this;
    if (outcome.options.flush === 'pass') outcome.pass(place);
    else outcome.lose(name, 'dropped', LOSSES.FLUSH);
  }

  /** FLUSHALL, where only some databases are wanted. */
  private flushEach(dbs: ReadonlySet<number>, place: CommandPlace): void {
    const { args, outcome } = this;
    const { buffer, options } = outcome;
    if (options.flush === 'keep') {
      outcome.lose('FLUSHALL', 'dropped', LOSSES.FLUSH);
      return;
    }
    outcome.count('FLUSHALL', 'replaced by FLUSHDB');
    for (const db of dbs) {
      buffer.begin();
      buffer.put('FLUSHDB');
      buffer.take(args, 1);
      outcome.sendIn(db, place);
    }
  }
}
