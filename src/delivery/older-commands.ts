/** A sink in front of a sink that says what a feed says in words that an older server knows; what it has no words for is told. */
import type { Arena } from '../bytes/arena.ts';
import { CommandSink } from '../filter/feed/command-sink.ts';
import type { CommandPlace, EntrySink } from '../model/sink.ts';
import type { Feature } from '../model/target.ts';
import { WordTable } from '../model/word-table.ts';
import { InOne, type Boundary } from './in-one.ts';
import {
  OLDER_COMMANDS,
  OLDER_DROPS,
  OLDER_LOSSES,
  OLDER_WORDS,
  type OlderCommand,
  type OlderDrop,
  type OlderWord,
  type OlderWords,
} from './older-forms.ts';

type Rule =
  | { readonly kind: 'boundary'; readonly word: Boundary }
  | { readonly kind: 'words'; readonly name: string; readonly words: OlderWords; readonly gone: WordTable<OlderWord> }
  | { readonly kind: 'drop'; readonly name: string; readonly drop: OlderDrop }
  | { readonly kind: 'command'; readonly name: string; readonly as: OlderCommand };

/** Options of HSETEX and MSETEX that are a time, and the command that sets it of a key, and of fields. */
const TIMES: ReadonlyMap<string, { readonly key: string; readonly fields: string }> = new Map([
  ['EX', { key: 'EXPIRE', fields: 'HEXPIRE' }],
  ['PX', { key: 'PEXPIRE', fields: 'HPEXPIRE' }],
  ['EXAT', { key: 'EXPIREAT', fields: 'HEXPIREAT' }],
  ['PXAT', { key: 'PEXPIREAT', fields: 'HPEXPIREAT' }],
]);
const WITH_REFERENCES: ReadonlySet<string> = new Set(['DELREF', 'ACKED']);

/** @param onLoss - told once of what there are no words for, in the user's words */
export function olderCommands(
  sink: EntrySink,
  features: ReadonlySet<Feature>,
  onLoss: (message: string) => void,
): EntrySink {
  const rules = rulesFor(features);
  return rules.length === 0 ? sink : new OlderCommands(sink, features, rules, onLoss);
}

function rulesFor(features: ReadonlySet<Feature>): [string, Rule][] {
  const rules: [string, Rule][] = [];
  for (const [name, words] of Object.entries(OLDER_WORDS)) {
    const gone = Object.entries(words.words).filter(([, { needs }]) => !features.has(needs));
    if (gone.length > 0) rules.push([name, { kind: 'words', name, words, gone: new WordTable(gone) }]);
  }
  for (const [name, drop] of Object.entries(OLDER_DROPS)) {
    if (!features.has(drop.needs)) rules.push([name, { kind: 'drop', name, drop }]);
  }
  for (const [name, { needs, as }] of Object.entries(OLDER_COMMANDS)) {
    if (!features.has(needs)) rules.push([name, { kind: 'command', name, as }]);
  }
  return rules;
}

class OlderCommands extends CommandSink {
  private readonly features: ReadonlySet<Feature>;
  private readonly rules: WordTable<Rule>;
  private readonly onLoss: (message: string) => void;
  private readonly told = new Set<string>();
  private readonly inOne = new InOne((place, rows, count) => this.send(place, rows, count));

  constructor(
    target: EntrySink,
    features: ReadonlySet<Feature>,
    rules: readonly [string, Rule][],
    onLoss: (message: string) => void,
  ) {
    super(target);
    this.features = features;
    this.rules = new WordTable<Rule>([
      ...rules,
      ['MULTI', { kind: 'boundary', word: 'MULTI' }],
      ['EXEC', { kind: 'boundary', word: 'EXEC' }],
    ]);
    this.onLoss = onLoss;
  }

  override open(arena: Arena): void {
    this.inOne.open(arena);
    super.open(arena);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args } = this;
    args.set(rows, count);
    const rule = this.rules.at(args.arena.u8, args.start(0), args.end(0));
    if (rule?.kind === 'drop') this.lose(rule.name, rule.drop.lost);
    else if (rule?.kind === 'command') this.replace(rule, place);
    else if (rule?.kind === 'words' && this.withoutWords(rule)) this.inOne.send(place);
    else {
      if (rule?.kind === 'boundary') this.inOne.pass(rule.word);
      this.send(place, rows, count);
    }
  }

  private lose(name: string, lost: string): void {
    const what = `${name}: ${lost}`;
    if (this.told.has(what)) return;
    this.told.add(what);
    this.onLoss(what);
  }

  /** Whether a word had to go: then the rest stands in the buffer. */
  private withoutWords({ name, words, gone }: Extract<Rule, { kind: 'words' }>): boolean {
    const { args, inOne } = this;
    const { buffer } = inOne;
    const { u8 } = args.arena;
    let taken = 0;
    for (let i = words.from; i < args.count; i++) {
      const word = gone.at(u8, args.start(i), args.end(i));
      if (word === undefined) {
        const after = words.others?.[args.word(i)] ?? words.words[args.word(i)]?.after;
        // What is no option ends them: an id, a field.
        if (after === undefined) break;
        i += after;
        continue;
      }
      if (taken === 0) buffer.begin();
      buffer.take(args, taken, i);
      i += word.after;
      taken = i + 1;
      if (word.lost !== undefined) this.lose(name, word.lost);
    }
    if (taken > 0) buffer.take(args, taken);
    return taken > 0;
  }

  private replace({ as, name }: Extract<Rule, { kind: 'command' }>, place: CommandPlace): void {
    switch (as) {
      case 'del':
        this.say(place, 'DEL', 1, this.args.count);
        return;
      case 'del-one':
        this.say(place, 'DEL', 1, 2);
        return;
      case 'hdel':
        this.say(place, 'HDEL', this.listAt('FIELDS', 2), this.args.count);
        return;
      case 'hset':
        this.setFields(place);
        return;
      case 'set-each':
        this.setKeys(place);
        return;
      case 'xdel':
        this.tellReferences(name, 2);
        this.say(place, 'XDEL', this.listAt('IDS', 2), this.args.count);
        return;
      case 'xack-xdel':
        this.tellReferences(name, 3);
        this.inOne.together(place, () => {
          this.say(place, 'XACK', this.listAt('IDS', 3), this.args.count, 3);
          this.say(place, 'XDEL', this.listAt('IDS', 3), this.args.count);
        });
        return;
      default:
        as satisfies never;
    }
  }

  /** A command of what stands from argument 1 up to `head`, and from `from` up to `to`. */
  private say(place: CommandPlace, name: string, from: number, to: number, head = 2): void {
    const { args, inOne } = this;
    const { buffer } = inOne;
    buffer.begin();
    buffer.put(name);
    if (from > 1) buffer.take(args, 1, head);
    buffer.take(args, from, to);
    inOne.send(place);
  }

  /** Where a list begins that a word and its count stand before. */
  private listAt(word: string, from: number): number {
    return this.find(from, (one) => one === word) + 2;
  }

  /** Where a word stands, or the end. */
  private find(from: number, wanted: (word: string) => boolean): number {
    const { args } = this;
    let i = from;
    while (i < args.count && !wanted(args.word(i))) i++;
    return i;
  }

  private tellReferences(name: string, at: number): void {
    if (at < this.args.count && WITH_REFERENCES.has(this.args.word(at))) this.lose(name, OLDER_LOSSES.REFERENCES);
  }

  /** HSETEX key [FNX|FXX] [EX|PX|EXAT|PXAT time|KEEPTTL] FIELDS n field value …, its options on either side of the fields. */
  private setFields(place: CommandPlace): void {
    const { args, features, inOne } = this;
    let option = 2;
    let first = 0;
    let end = 0;
    let time: number | undefined;
    let keeps = false;
    for (; option < args.count; option++) {
      const word = args.word(option);
      if (word === 'FIELDS' && first === 0) {
        first = option + 2;
        end = Math.min(args.count, first + 2 * (args.whole(option + 1) ?? 0));
        option = end - 1;
      } else if (TIMES.has(word)) time = option++;
      else if (word === 'KEEPTTL') keeps = true;
    }
    const hset = features.has('hsetMany') ? 'HSET' : 'HMSET';
    const hasExpiries = features.has('fieldTtl');
    if (keeps && hasExpiries) this.lose('HSETEX', OLDER_LOSSES.FIELD_EXPIRY_KEPT);
    if (time !== undefined && !hasExpiries) this.lose('HSETEX', OLDER_LOSSES.FIELD_EXPIRIES);
    if (time === undefined || !hasExpiries) {
      this.say(place, hset, first, end);
      return;
    }
    const at = time;
    inOne.together(place, () => {
      this.say(place, hset, first, end);
      const { buffer } = inOne;
      buffer.begin();
      buffer.put(TIMES.get(args.word(at))?.fields ?? '');
      buffer.take(args, 1, 2);
      buffer.take(args, at + 1, at + 2);
      buffer.put('FIELDS');
      buffer.put((end - first) / 2);
      for (let i = first; i < end; i += 2) buffer.take(args, i, i + 1);
      inOne.send(place);
    });
  }

  /** MSETEX n key value … [NX|XX] [EX|PX|EXAT|PXAT time|KEEPTTL]. */
  private setKeys(place: CommandPlace): void {
    const { args, inOne } = this;
    const end = Math.min(args.count, 2 + 2 * (args.whole(1) ?? 0));
    const time = this.find(end, (word) => TIMES.has(word));
    const keeps = this.find(end, (word) => word === 'KEEPTTL') < args.count;
    if (time === args.count && !keeps) {
      this.saySet(place, end);
      return;
    }
    inOne.together(place, () => {
      if (keeps) this.keepEach(place, end);
      else {
        this.saySet(place, end);
        this.expireEach(place, end, TIMES.get(args.word(time))?.key ?? '', time + 1);
      }
    });
  }

  private saySet(place: CommandPlace, end: number): void {
    const { args, inOne } = this;
    inOne.buffer.begin();
    inOne.buffer.put('MSET');
    inOne.buffer.take(args, 2, end);
    inOne.send(place);
  }

  private keepEach(place: CommandPlace, end: number): void {
    const { args, inOne } = this;
    for (let i = 2; i < end; i += 2) {
      inOne.buffer.begin();
      inOne.buffer.put('SET');
      inOne.buffer.take(args, i, i + 2);
      inOne.buffer.put('KEEPTTL');
      inOne.send(place);
    }
  }

  private expireEach(place: CommandPlace, end: number, name: string, time: number): void {
    const { args, inOne } = this;
    for (let i = 2; i < end; i += 2) {
      inOne.buffer.begin();
      inOne.buffer.put(name);
      inOne.buffer.take(args, i, i + 1);
      inOne.buffer.take(args, time, time + 1);
      inOne.send(place);
    }
  }
}
