/** What the gate found, in words: the same in all its reports. */
import { TOTAL_GROWTH, UNMATCHED } from '../../report/budget-file/budget.ts';
import type { Breach, GateOutcome, GateResult, IgnoreResult, WorstKey } from '../../report/budget/outcome.ts';
import type { Change } from '../../report/growth.ts';
import { formatDuration } from '../duration.ts';
import { fromJsonBytes } from '../../report/json-bytes.ts';
import { escapeBytes, printBytes } from '../printable.ts';
import { countOf, formatCount, formatSize } from '../quantity.ts';

/** So that three keys stand on a line. */
const LONGEST_KEY = 80;

/** Any text of the user's, without what a terminal would obey. */
export function printText(text: string): string {
  return escapeBytes(Buffer.from(text)).replace(/\\(["\\])/g, '$1');
}

/** `budget carts`, `unmatched keys`, `growth in total`. */
export function resultName({ name }: GateResult): string {
  if (name === UNMATCHED) return 'unmatched keys';
  return name === TOTAL_GROWTH ? 'growth in total' : printText(name);
}

/** `takes 70.0 MiB, at most 64.0 MiB`. */
export function breachText({ rule, actual, limit, keys = 0 }: Breach): string {
  const [size, most] = sizePair(actual, limit);
  switch (rule) {
    case 'maxBytes':
      return `takes ${size}, at most ${most}`;
    case 'maxKeys':
      return `${countOf(actual, 'key')}, at most ${formatCount(limit)}`;
    case 'maxGrowth':
      return `grew by ${size}, at most ${most}`;
    case 'maxBytesPerKey':
      return `${countOf(keys, 'key')} of more than ${most}, the largest takes ${size}`;
    case 'maxElements':
      return `${countOf(keys, 'key')} of more than ${countOf(limit, 'element')}, the largest has ${formatCount(actual)}`;
    case 'requireTtl':
      return `${countOf(keys, 'key')} without expiry`;
    case 'maxTtl':
      return `${countOf(keys, 'key')} that ${keys === 1 ? 'lives' : 'live'} longer than ${formatDuration(limit)}, the longest ${formatDuration(actual)}`;
    case 'unmatched':
      return `${countOf(actual, 'key')} that no budget matches`;
  }
}

/** Two sizes that differ as texts, too. */
function sizePair(actual: number, limit: number): readonly [string, string] {
  const pair = [formatSize(actual), formatSize(limit)] as const;
  return pair[0] === pair[1] ? [`${formatCount(actual)} B`, `${formatCount(limit)} B`] : pair;
}

/** `db1 user:2 (900 B)`: with what the rule is about. */
export function worstText(key: WorstKey, { rule }: Breach): string {
  const source = key.source === undefined ? '' : `${printText(key.source)}: `;
  return `${source}${key.db === 0 ? '' : `db${key.db} `}${printBytes(fromJsonBytes(key.key), LONGEST_KEY)} (${figureText(key, rule)})`;
}

function figureText({ bytes, elements, leftMs }: WorstKey, rule: Breach['rule']): string {
  if (rule === 'maxElements' && elements !== undefined) return countOf(elements, 'element');
  if (rule === 'maxTtl' && leftMs !== undefined) return formatDuration(leftMs);
  return formatSize(bytes);
}

/** `match cart:test:*, until 2027-01-01 (load test): 12 keys, 3.0 KiB`. */
export function ignoreText({ what, until, reason, over, keys, bytes }: IgnoreResult): string {
  const why = reason === undefined ? '' : ` (${printText(reason)})`;
  const much = `${countOf(keys, 'key')}, ${formatSize(bytes)}`;
  return over
    ? `the ignore of ${printText(what)}${why} ended on ${until}: ${much} count again`
    : `ignored until ${until}: ${printText(what)}${why}: ${much}`;
}

/** `over: 2 of 5 budgets, 1 warning`. */
export function verdictText({ verdict, results }: GateOutcome): string {
  const failed = results.filter(isFailed).length;
  const warned = results.filter(isWarned).length;
  const over = `${failed} of ${formatCount(results.length)} over`;
  const warnings = warned > 0 ? `, ${countOf(warned, 'warning')}` : '';
  switch (verdict) {
    case 'pass':
      return `passed${results.length > 0 ? `: ${countOf(results.length, 'budget')}${warnings}` : ''}`;
    case 'over':
      return `failed: ${over}${warnings}`;
    case 'incomplete':
      return `failed: an input is damaged, and what could be read says nothing of the rest${failed > 0 ? `; ${over}` : ''}${warnings}`;
  }
}

export function isFailed({ level, breaches }: GateResult): boolean {
  return level === 'error' && breaches.length > 0;
}

export function isWarned({ level, breaches }: GateResult): boolean {
  return level === 'warn' && breaches.length > 0;
}

/** `+12.0 MiB`, `-512 B`, `0 B`. */
export function sizeChange({ before, now }: Change): string {
  return signed(now - before, formatSize);
}

export function countChange({ before, now }: Change): string {
  return signed(now - before, formatCount);
}

/** `+12.5%`; nothing can be said of what was not there. */
export function shareChange({ before, now }: Change): string {
  if (before === 0) return now === 0 ? '0.0%' : 'new';
  const tenths = Math.round((1000 * (now - before)) / before);
  return signed(tenths, (number) => `${(number / 10).toFixed(1)}%`);
}

function signed(number: number, format: (number: number) => string): string {
  const sign = number > 0 ? '+' : number < 0 ? '-' : '';
  return `${sign}${format(Math.abs(number))}`;
}
