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
import { CommandBuffer } from './command-buffer.ts';
import { HeldMulti, type SendCommand } from './held-multi.ts';
import { deedFor, writeMixed, type MixedCommand } from './mixed-command.ts';
import { LOSSES, mixedRuleOf, type MixedRule } from './mixed-rules.ts';
import { WantedKeys } from './wanted-keys.ts';

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

/** Commands with rules of their own. */
const SPECIAL = {
  MULTI: 'multi',
  EXEC: 'exec',
  SELECT: 'select',
  COPY: 'copy',
  MOVE: 'move',
  SWAPDB: 'swap',
  FLUSHDB: 'flush',
  FLUSHALL: 'flush-all',
  SFLUSH: 'flush-slots',
  TRIMSLOTS: 'flush-slots',
  CLUSTER: 'cluster',
} as const satisfies Readonly<Record<string, string>>;
type Special = (typeof SPECIAL)[keyof typeof SPECIAL];
const SPECIALS: ReadonlyMap<string, Special> = new Map(Object.entries(SPECIAL));
const SCRIPTS: ReadonlySet<string> = new Set(['EVAL', 'EVALSHA', 'FCALL']);

interface Facts {
  readonly name: string;
  readonly spec: KeySpec;
  readonly firstKeyAlone: boolean;
  readonly special: Special | undefined;
  readonly rule: MixedRule;
}

function factsOf(name: string): Facts {
  const spec = keySpecOf(name);
  const special = SPECIALS.get(name);
  return { name, spec, firstKeyAlone: hasFirstKeyAlone(spec), special, rule: mixedRuleOf(name) };
}

export class FeedFilter {
  private readonly options: FeedFilterOptions;
  private readonly target: SendCommand;
  private readonly names = new CommandNames(factsOf);
  private readonly args = new CommandArgs();
  private readonly wanted: WantedKeys;
  private readonly buffer = new CommandBuffer();
  private readonly select = new CommandBuffer();
  private readonly transaction: HeldMulti;
  private readonly told = new Set<string>();
  private readonly word = (index: number): string => this.args.word(index);

  constructor(filters: FilterOptions, options: FeedFilterOptions, target: SendCommand) {
    this.options = options;
    this.target = target;
    this.wanted = new WantedKeys(filters, this.args);
    this.transaction = new HeldMulti(target);
  }

  open(arena: Arena): void {
    this.args.open(arena);
    this.buffer.open(arena);
    this.select.open(arena);
    this.transaction.open(arena);
  }

  /** A transaction that was cut off is forgotten. */
  reset(): void {
    this.transaction.reset();
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args, wanted } = this;
    args.set(rows, count);
    const facts = this.names.at(args.arena.u8, args.start(0), args.end(0));
    if (facts.special !== undefined) this.onSpecial(facts.special, facts, place);
    else if (!facts.firstKeyAlone) this.onKeys(facts, place);
    else if (count < 2 || (wanted.hasDb(place.db) && wanted.has(1))) this.pass(place);
    else this.drop();
  }

  private pass(place: CommandPlace): void {
    this.transaction.release();
    this.target(place, this.args.rows, this.args.count);
  }

  private drop(): void {
    this.options.tally.filtered++;
  }

  private onKeys(facts: Facts, place: CommandPlace): void {
    const { args, wanted } = this;
    const { name, spec, rule } = facts;
    const positions = positionsBy(spec, args.count, this.word);
    if (positions.length === 0) this.onNoKeys(name, place);
    else if (!wanted.hasDb(place.db)) this.drop();
    else {
      const which = positions.map((index) => wanted.has(index));
      if (!which.includes(true)) this.drop();
      else if (!which.includes(false)) this.onWanted(name, place);
      else this.onMixed(rule, { name, spec, args, positions, wanted: which }, place, place.db);
    }
  }

  private onNoKeys(name: string, place: CommandPlace): void {
    if (!SCRIPTS.has(name)) this.pass(place);
    else if (!this.wanted.hasDb(place.db)) this.drop();
    else if (this.wanted.areSome) this.lose(name, 'dropped', LOSSES.SCRIPT);
    else this.pass(place);
  }

  private onWanted(name: string, place: CommandPlace): void {
    if (name === 'SORT' && this.wanted.areSome && this.readsPatterns()) this.lose(name, 'passed', LOSSES.PATTERNS);
    this.pass(place);
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

  /** @param db - that of the key which is written */
  private onMixed(rule: MixedRule, command: MixedCommand, place: CommandPlace, db: number): void {
    const deed = deedFor(rule, command);
    const done = writeMixed(rule, deed, command, this.buffer);
    if (deed.lost === undefined) this.count(command.name, done ?? 'dropped');
    else this.lose(command.name, done ?? 'dropped', deed.lost);
    if (done !== undefined) this.sendIn(db, place);
  }

  private onSpecial(special: Special, facts: Facts, place: CommandPlace): void {
    const { args, transaction, wanted } = this;
    switch (special) {
      case 'multi':
        transaction.onMulti(place);
        return;
      case 'exec':
        if (transaction.onExec()) this.target(place, args.rows, args.count);
        return;
      case 'select':
        if (!transaction.keepsSelect(place, args.count > 1 ? args.text(1) : '')) {
          this.target(place, args.rows, args.count);
        }
        return;
      case 'copy':
        this.onCopy(facts, place);
        return;
      case 'move':
        this.onMove(place);
        return;
      case 'swap':
        this.onSwap(place);
        return;
      case 'flush':
        if (wanted.hasDb(place.db)) this.onFlush(facts.name, place);
        else this.drop();
        return;
      case 'flush-all':
        if (wanted.dbs === undefined) this.onFlush(facts.name, place);
        else this.flushEach(wanted.dbs, place);
        return;
      case 'flush-slots':
        this.onFlush(facts.name, place);
        return;
      case 'cluster':
        if (args.count > 1 && args.word(1) === 'FLUSHSLOT') this.onFlush('CLUSTER FLUSHSLOT', place);
        else this.pass(place);
        return;
      default:
        special satisfies never;
    }
  }

  /** COPY source destination [DB n] [REPLACE]. */
  private onCopy({ name, spec, rule }: Facts, place: CommandPlace): void {
    const { args, wanted } = this;
    let db = place.db;
    for (let i = 3; i < args.count - 1; i++) if (args.word(i) === 'DB') db = args.whole(i + 1) ?? db;
    const which = [wanted.hasDb(place.db) && wanted.has(1), wanted.hasDb(db) && wanted.has(2)];
    if (!which.includes(true)) this.drop();
    else if (!which.includes(false)) this.pass(place);
    else this.onMixed(rule, { name, spec, args, positions: [1, 2], wanted: which }, place, db);
  }

  /** MOVE key n. */
  private onMove(place: CommandPlace): void {
    const { args, wanted, buffer } = this;
    const leaves = wanted.hasDb(place.db);
    const comes = wanted.hasDb(args.whole(2) ?? place.db);
    if (args.count < 3 || !wanted.has(1) || (!leaves && !comes)) this.drop();
    else if (leaves && comes) this.pass(place);
    else if (comes) this.lose('MOVE', 'dropped', LOSSES.MOVE);
    else {
      buffer.begin();
      buffer.put('DEL');
      buffer.take(args, 1, 2);
      this.count('MOVE', 'replaced by DEL');
      this.sendIn(place.db, place);
    }
  }

  /** SWAPDB a b. */
  private onSwap(place: CommandPlace): void {
    const { args, wanted } = this;
    const both = [1, 2].map((index) => wanted.hasDb(args.whole(index) ?? place.db));
    if (!both.includes(true)) this.drop();
    else if (!both.includes(false)) this.pass(place);
    else this.lose('SWAPDB', 'dropped', LOSSES.SWAPDB);
  }

  private onFlush(name: string, place: CommandPlace): void {
    if (this.options.flush === 'pass') this.pass(place);
    else this.lose(name, 'dropped', LOSSES.FLUSH);
  }

  /** FLUSHALL, where only some databases are wanted. */
  private flushEach(dbs: ReadonlySet<number>, place: CommandPlace): void {
    if (this.options.flush === 'keep') {
      this.lose('FLUSHALL', 'dropped', LOSSES.FLUSH);
      return;
    }
    this.count('FLUSHALL', 'replaced by FLUSHDB');
    const { args, buffer } = this;
    for (const db of dbs) {
      buffer.begin();
      buffer.put('FLUSHDB');
      buffer.take(args, 1);
      this.sendIn(db, place);
    }
  }

  /** What stands in `buffer`. SELECT stands around it, where that is another database than the one at hand. */
  private sendIn(db: number, place: CommandPlace): void {
    const { buffer, transaction } = this;
    transaction.release();
    if (db !== place.db) this.sendSelect(db, place);
    this.target({ ...place, db }, buffer.rows, buffer.count);
    if (db !== place.db) this.sendSelect(place.db, { ...place, db });
  }

  private sendSelect(db: number, place: CommandPlace): void {
    const { select } = this;
    select.begin();
    select.put('SELECT');
    select.put(db);
    this.target(place, select.rows, select.count);
  }

  private count(name: string, done: string): void {
    const { mixed } = this.options.tally;
    const what = `${name} ${done}`;
    mixed.set(what, (mixed.get(what) ?? 0) + 1);
  }

  private lose(name: string, done: string, lost: string): void {
    this.count(name, done);
    const what = `${name}: ${lost}`;
    if (this.told.has(what)) return;
    this.told.add(what);
    this.options.onLoss(what);
  }
}
