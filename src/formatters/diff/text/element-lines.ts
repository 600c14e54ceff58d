/** A line for each element that differs, or a few where a value is long. */
import { isSameBytes } from '../../../bytes/same-bytes.ts';
import type { ElementChange, Fact, FactChange, FieldChange, ItemsChange, MemberChange } from '../../../diff/change.ts';
import { formatScore } from '../../score-text.ts';
import { Line } from '../../line.ts';
import { formatTime } from '../../time-text.ts';
import { fateOf, type Fate } from '../fate.ts';
import { addFact, beginElement, DEPTH, GAP, NONE, type ChangeLines } from './change-lines.ts';
import { printConsumer, printEntry, printGroup, printPending, printProducer } from './stream-lines.ts';
import { EQUALS, printValue, printValueChange } from './value-lines.ts';
import { printVector } from './vector-lines.ts';

export function printElement(lines: ChangeLines, change: ElementChange): void {
  switch (change.kind) {
    case 'string':
    case 'opaque':
      printValueChange(lines, lines.begin('changed', DEPTH), change.a, change.b, { named: false, depth: DEPTH });
      return;
    case 'items':
      printItems(lines, change);
      return;
    case 'member':
      printMember(lines, change);
      return;
    case 'field':
      printField(lines, change);
      return;
    case 'entry':
      printEntry(lines, change);
      return;
    case 'group':
      printGroup(lines, change);
      return;
    case 'consumer':
      printConsumer(lines, change);
      return;
    case 'pending':
      printPending(lines, change);
      return;
    case 'producer':
      printProducer(lines, change);
      return;
    case 'array-item': {
      const line = beginElement(lines, change);
      line.add(`[${change.index}]`, 'field');
      printValue(lines, line, change.a, change.b);
      return;
    }
    case 'vector':
      printVector(lines, change);
      return;
    case 'fact':
      printFact(lines, change);
      return;
  }
}

function printItems(lines: ChangeLines, { aIndex, a, bIndex, b }: ItemsChange): void {
  const [was, is] = [a[0], b[0]];
  if (a.length === 1 && b.length === 1 && was !== undefined && is !== undefined) {
    const line = lines.begin('changed', DEPTH);
    line.add(aIndex === bIndex ? `[${aIndex}]` : `[${aIndex} → ${bIndex}]`, 'field');
    printValue(lines, line, was, is);
    return;
  }
  printRun(lines, 'removed', aIndex, a);
  printRun(lines, 'added', bIndex, b);
}

function printRun(lines: ChangeLines, fate: Fate, first: number, items: readonly Uint8Array[]): void {
  for (const [i, item] of items.entries()) {
    const line = lines.begin(fate, DEPTH);
    line.add(`[${first + i}]`, 'field');
    line.add(EQUALS, 'dim');
    line.add(lines.bytes(item), fate);
    lines.print(line);
  }
}

/** `~ ada = 1 → 2  expires none → 2030-01-01T00:00:00Z` */
function printMember(lines: ChangeLines, change: MemberChange): void {
  const { a, b } = change;
  const fate = fateOf(change);
  const line = lines.begin(fate, DEPTH);
  const [was, is] = [a?.score, b?.score];
  const isScored = was !== undefined || is !== undefined;
  lines.name(line, change.member, isScored || fate === 'changed' ? 'field' : fate);
  if (isScored && !Object.is(was, is)) {
    line.add(EQUALS, 'dim');
    addFact(line, '', score(was), score(is), fate);
  }
  line.addAll(expiryOf(change));
  lines.print(line);
}

function score(number: number | undefined): string | undefined {
  return number === undefined ? undefined : formatScore(number);
}

function printField(lines: ChangeLines, change: FieldChange): void {
  const { a, b, path, field } = change;
  const line = beginElement(lines, change);
  if (path !== undefined) {
    lines.name(line, path, 'count');
    line.add(' ', 'plain');
  }
  lines.name(line, field, 'field');
  const expiry = expiryOf(change);
  if (a !== undefined && b !== undefined && isSameBytes(a.value, b.value)) {
    line.addAll(expiry);
    lines.print(line);
  } else printValue(lines, line, a?.value, b?.value, expiry);
}

interface Expiring {
  readonly a?: { readonly expireAtMs?: number | bigint };
  readonly b?: { readonly expireAtMs?: number | bigint };
}

/** What is said of the expiry of a field or member: nothing where it has not changed. */
function expiryOf(change: Expiring): Line {
  const line = new Line();
  const a = change.a?.expireAtMs;
  const b = change.b?.expireAtMs;
  if (a === b) return line;
  line.add(GAP, 'plain');
  addFact(line, 'expires', time(a), time(b), fateOf(change));
  return line;
}

function time(timeMs: number | bigint | undefined): string | undefined {
  return timeMs === undefined ? undefined : formatTime(timeMs);
}

function printFact(lines: ChangeLines, { name, a, b }: FactChange): void {
  const line = lines.begin('changed', DEPTH);
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    line.add(`${name} `, 'dim');
    printValueChange(lines, line, a, b, { named: false, depth: DEPTH });
    return;
  }
  addFact(line, name, factText(lines, a) ?? NONE, factText(lines, b) ?? NONE, 'changed');
  lines.print(line);
}

function factText(lines: ChangeLines, fact: Fact | undefined): string | undefined {
  if (fact === undefined) return undefined;
  if (typeof fact === 'number') return formatScore(fact);
  if (typeof fact === 'bigint') return String(fact);
  return lines.bytes(typeof fact === 'string' ? Buffer.from(fact) : fact);
}
