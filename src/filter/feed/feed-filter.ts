/**
 * Commands of a feed, by the keys they name: what is about wanted keys alone goes on, what is about none of them does not, and of
 * the rest is made what comes nearest. Transactions stay transactions; one without anything left is gone.
 */
import type { Arena } from '../../bytes/arena.ts';
import { hasFirstKeyAlone, keySpecOf, positionsBy, type KeySpec } from '../../model/command-keys.ts';
import { CommandNames } from '../../model/command-names.ts';
import type { CommandPlace } from '../../model/sink.ts';
import type { FilterOptions } from '../key-filter.ts';
import { CommandArgs } from './command-args.ts';
import { DATABASE_RULES, DatabaseCommands } from './database-rules.ts';
import { FeedOutcome, type FeedFilterOptions } from './feed-outcome.ts';
import type { SendCommand } from './held-multi.ts';
import { deedFor, writeMixed } from './mixed-command.ts';
import { LOSSES, mixedRuleOf } from './mixed-rules.ts';
import { WantedKeys } from './wanted-keys.ts';

const SCRIPTS: ReadonlySet<string> = new Set(['EVAL', 'EVALSHA', 'FCALL']);

/** What is known of a command by its name. `firstKeyAlone`: nearly all have one key, and no other rule. */
interface Facts {
  readonly name: string;
  readonly spec: KeySpec;
  readonly firstKeyAlone: boolean;
  readonly databaseRule: ReturnType<typeof DATABASE_RULES.get>;
}

function factsOf(name: string): Facts {
  const spec = keySpecOf(name);
  const databaseRule = DATABASE_RULES.get(name);
  return { name, spec, firstKeyAlone: hasFirstKeyAlone(spec) && databaseRule === undefined, databaseRule };
}

export class FeedFilter {
  private readonly names = new CommandNames(factsOf);
  private readonly args = new CommandArgs();
  private readonly wanted: WantedKeys;
  private readonly outcome: FeedOutcome;
  private readonly databases: DatabaseCommands;
  private readonly word = (index: number): string => this.args.word(index);

  constructor(filters: FilterOptions, options: FeedFilterOptions, target: SendCommand) {
    const { args } = this;
    this.wanted = new WantedKeys(filters, args);
    this.outcome = new FeedOutcome(args, options, target);
    this.databases = new DatabaseCommands(args, this.wanted, this.outcome);
  }

  open(arena: Arena): void {
    this.args.open(arena);
    this.outcome.open(arena);
  }

  /** A transaction that was cut off is forgotten. */
  reset(): void {
    this.outcome.transaction.reset();
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args, wanted, outcome } = this;
    args.set(rows, count);
    const facts = this.names.at(args.arena.u8, args.start(0), args.end(0));
    if (!facts.firstKeyAlone) this.byName(facts, place);
    else if (count < 2 || (wanted.hasDb(place.db) && wanted.has(1))) outcome.pass(place);
    else outcome.drop();
  }

  private byName(facts: Facts, place: CommandPlace): void {
    const { args, outcome } = this;
    const { transaction } = outcome;
    const { name, databaseRule } = facts;
    if (databaseRule !== undefined) this.databases.command(databaseRule, name, place);
    else if (name === 'MULTI') transaction.onMulti(place, args);
    else if (name === 'EXEC') {
      if (transaction.onExec()) outcome.send(place);
    } else if (name === 'SELECT') {
      if (!transaction.keepsSelect(place, args)) outcome.send(place);
    } else this.byKeys(facts, place);
  }

  private byKeys(facts: Facts, place: CommandPlace): void {
    const { args, wanted, outcome } = this;
    const { name, spec } = facts;
    const positions = positionsBy(spec, args.count, this.word);
    if (positions.length === 0) {
      this.withoutKeys(name, place);
      return;
    }
    // Only COPY has its last key in a database of its own.
    const db = name === 'COPY' ? this.databaseOfCopy(place.db) : place.db;
    const which = positions.map((index, i) => wanted.hasDb(i === 0 ? place.db : db) && wanted.has(index));
    if (!which.includes(true)) outcome.drop();
    else if (!which.includes(false)) this.withWanted(name, place);
    else this.withMixed(facts, positions, which, place, db);
  }

  private withoutKeys(name: string, place: CommandPlace): void {
    const { wanted, outcome } = this;
    if (!SCRIPTS.has(name)) outcome.pass(place);
    else if (!wanted.hasDb(place.db)) outcome.drop();
    else if (wanted.areSome) outcome.lose(name, 'dropped', LOSSES.SCRIPT);
    else outcome.pass(place);
  }

  private withWanted(name: string, place: CommandPlace): void {
    const { wanted, outcome } = this;
    if (name === 'SORT' && wanted.areSome && this.readsPatterns()) outcome.lose(name, 'passed', LOSSES.PATTERNS);
    outcome.pass(place);
  }

  /** @param db - that of the key which is written */
  private withMixed(
    { name, spec }: Facts,
    positions: readonly number[],
    wanted: readonly boolean[],
    place: CommandPlace,
    db: number,
  ): void {
    const { args, outcome } = this;
    const rule = mixedRuleOf(name);
    const command = { name, spec, args, positions, wanted };
    const deed = deedFor(rule, command);
    const done = writeMixed(rule, deed, command, outcome.buffer);
    if (deed.lost === undefined) outcome.count(name, done ?? 'dropped');
    else outcome.lose(name, done ?? 'dropped', deed.lost);
    if (done !== undefined) outcome.sendIn(db, place);
  }

  /** COPY source destination [DB n] [REPLACE]. */
  private databaseOfCopy(selected: number): number {
    const { args } = this;
    for (let i = 3; i < args.count - 1; i++) if (args.word(i) === 'DB') return args.whole(i + 1) ?? selected;
    return selected;
  }

  /** SORT key [BY pattern] [GET pattern …]: does a pattern name other keys? */
  private readsPatterns(): boolean {
    const { args } = this;
    for (let i = 2; i < args.count - 1; i++) {
      const word = args.word(i);
      if ((word === 'BY' || word === 'GET') && args.text(i + 1).includes('*')) return true;
    }
    return false;
  }
}
