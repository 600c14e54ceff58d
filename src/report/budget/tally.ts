/** What one budget has counted. */
import type { Limits } from '../budget-file/budget.ts';
import type { KeyAtHand } from './key-at-hand.ts';
import type { WorstKey } from './outcome.ts';
import { KEY_RULES, type KeyRule, type Rule } from './rules.ts';
import { WorstKeys } from './worst-keys.ts';

/** Keys over a limit of single keys. */
export interface KeyBreach {
  readonly rule: Rule;
  readonly limit: number;
  /** How many. */
  readonly keys: number;
  /** The figure of the worst. */
  readonly most: number;
  readonly worst: readonly WorstKey[];
}

export class Tally {
  keys = 0;
  bytes = 0;
  private readonly largest = new WorstKeys();
  private readonly rules: readonly RuleTally[];

  constructor(limits: Limits) {
    const named = Object.entries(KEY_RULES) as [keyof typeof KEY_RULES, KeyRule][];
    this.rules = named.flatMap(([name, rule]) => {
      const limit = rule.limit(limits);
      return limit === undefined ? [] : [new RuleTally(name, rule, limit)];
    });
  }

  count(key: KeyAtHand): void {
    this.keys++;
    this.bytes += key.bytes;
    this.largest.offer(key.bytes, key);
    for (const rule of this.rules) rule.count(key);
  }

  /** The largest keys, largest first. */
  get worst(): readonly WorstKey[] {
    return this.largest.list();
  }

  get breaches(): readonly KeyBreach[] {
    return this.rules.filter(({ keys }) => keys > 0).map((rule) => rule.breach);
  }
}

class RuleTally {
  keys = 0;
  private most = 0;
  private readonly name: Rule;
  private readonly rule: KeyRule;
  private readonly limit: number;
  private readonly worst = new WorstKeys();

  constructor(name: Rule, rule: KeyRule, limit: number) {
    this.name = name;
    this.rule = rule;
    this.limit = limit;
  }

  count(key: KeyAtHand): void {
    const figure = this.rule.figure(key);
    if (figure <= this.limit) return;
    this.keys++;
    if (figure > this.most) this.most = figure;
    this.worst.offer(figure, key);
  }

  get breach(): KeyBreach {
    return { rule: this.name, limit: this.limit, keys: this.keys, most: this.most, worst: this.worst.list() };
  }
}
