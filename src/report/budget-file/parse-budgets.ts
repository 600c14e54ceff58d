/** A budget file, read with every mistake told by its line. */
import type { Budget, BudgetFile, Limits, Unmatched } from './budget.ts';
import { TOTAL_GROWTH, UNMATCHED } from './budget.ts';
import { BudgetText } from './budget-text.ts';
import { FILE, type Placed } from './file-properties.ts';
import {
  LIMITS,
  readProperties,
  SELECTION,
  type BUDGET,
  type Properties,
  type Read,
  type UNMATCHED_LIMITS,
} from './properties.ts';

/**
 * @param name - of the file, for messages
 * @throws BudgetError: `rdb-budgets.json:7: no such property "maxByte": did you mean "maxBytes"?`
 */
export function parseBudgets(source: string, name: string): BudgetFile {
  const text = new BudgetText(source, name);
  const file = readProperties(text.root, FILE, 'the file', text);
  const budgets = file.budgets ?? [];
  checkNames(budgets, text);
  if (budgets.length === 0 && file.unmatched === undefined) {
    throw text.errorAt(text.root.offset, 'there is no budget in this file');
  }
  return {
    budgets: budgets.map((budget) => readBudget(budget, text)),
    unmatched: file.unmatched === undefined ? undefined : readUnmatched(file.unmatched, text),
    ignores: (file.ignore ?? []).map(({ value: { until = '', ...ignore } }) => ({ ...ignore, until })),
  };
}

function checkNames(budgets: readonly Placed<typeof BUDGET>[], text: BudgetText): void {
  const seen = new Set<string>([UNMATCHED, TOTAL_GROWTH]);
  for (const { value, offset } of budgets) {
    const { name = '' } = value;
    if (name === UNMATCHED || name === TOTAL_GROWTH) {
      throw text.errorAt(
        offset,
        `no budget can be called ${JSON.stringify(name)}: reports have that name for something else`,
      );
    }
    if (seen.has(name)) throw text.errorAt(offset, `there is a budget ${JSON.stringify(name)} already`);
    seen.add(name);
  }
}

function readBudget({ value, offset }: Placed<typeof BUDGET>, text: BudgetText): Budget {
  const { name = '', level = 'error' } = value;
  const limits = readLimits(value, `budget ${JSON.stringify(name)}`, offset, text);
  return { name, level, limits, ...pick(value, SELECTION) };
}

function readUnmatched(unmatched: Placed<typeof UNMATCHED_LIMITS> | 'error', text: BudgetText): Unmatched {
  if (unmatched === 'error') return { level: 'error', limits: {}, forbidden: true };
  const { value, offset } = unmatched;
  return { level: value.level ?? 'error', limits: readLimits(value, 'unmatched', offset, text), forbidden: false };
}

/** @throws BudgetError: there are none, and `requireTtl: false` is none */
function readLimits(value: Read<typeof LIMITS>, what: string, offset: number, text: BudgetText): Limits {
  const limits = pick(value, LIMITS);
  if (Object.values(limits).some((limit) => limit !== false)) return limits;
  throw text.errorAt(offset, `${what} has no limit (${Object.keys(LIMITS).join(', ')})`);
}

/** Those properties of an object that a table has. */
function pick<Table extends Properties>(value: Read<Table>, table: Table): Read<Table> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(table, name))) as Read<Table>;
}
