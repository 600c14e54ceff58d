/** What differs of a stream: entries, groups, their consumers and pending entries, and what producers have sent. */
import { isSameBytes } from '../../../bytes/same-bytes.ts';
import type { ConsumerChange, EntryChange, GroupChange, PendingChange, ProducerChange } from '../../../diff/change.ts';
import { formatStreamId } from '../../../model/stream.ts';
import type { StreamField } from '../../../model/value.ts';
import type { Line } from '../../line.ts';
import { formatCount } from '../../quantity.ts';
import { formatTime } from '../../time-text.ts';
import { fateOf, type Fate } from '../fate.ts';
import { addFact, beginElement, DEPTH, GAP, type ChangeLines } from './change-lines.ts';
import { printValue } from './value-lines.ts';

/** Field by field where the names are the same, else whole. */
export function printEntry(lines: ChangeLines, change: EntryChange): void {
  const { id, a, b } = change;
  if (a !== undefined && b !== undefined && haveSameNames(a, b)) {
    for (const [i, { field, value }] of a.entries()) {
      const is = b[i]?.value ?? value;
      if (isSameBytes(value, is)) continue;
      const line = lines.begin('changed', DEPTH);
      line.add(`${formatStreamId(id)} `, 'dim');
      lines.name(line, field, 'field');
      printValue(lines, line, value, is);
    }
    return;
  }
  if (a !== undefined) printFields(lines, 'removed', formatStreamId(id), a);
  if (b !== undefined) printFields(lines, 'added', formatStreamId(id), b);
}

function haveSameNames(a: readonly StreamField[], b: readonly StreamField[]): boolean {
  return a.length === b.length && a.every(({ field }, i) => isSameBytes(field, b[i]?.field));
}

/** `- 1700000000000-0 a=1 b=2` */
function printFields(lines: ChangeLines, fate: Fate, id: string, fields: readonly StreamField[]): void {
  const line = lines.begin(fate, DEPTH);
  line.add(id, 'dim');
  for (const { field, value } of fields) {
    if (line.full) break;
    line.add(' ', 'plain');
    lines.name(line, field, 'field');
    line.add('=', 'dim');
    line.add(lines.bytes(value), fate);
  }
  lines.print(line);
}

/** Names of what is said, and it as text; in the same order for all. */
type Said = readonly (readonly [name: string, text: string | undefined])[];

interface Sides<State> {
  readonly a?: State;
  readonly b?: State;
}

/** All that there is of something that is gone or new; of something that has changed, what has. */
function addStates<State>(line: Line, change: Sides<State>, say: (state: State) => Said): void {
  const { a, b } = change;
  const fate = fateOf(change);
  const was = a === undefined ? [] : say(a);
  const is = b === undefined ? [] : say(b);
  let separator = GAP;
  for (const [i, [name]] of (a === undefined ? is : was).entries()) {
    const texts = [was[i]?.[1], is[i]?.[1]] as const;
    if (texts[0] === texts[1]) continue;
    line.add(separator, 'dim');
    addFact(line, name, texts[0], texts[1], fate);
    separator = ', ';
  }
}

function beginGroup(lines: ChangeLines, change: Sides<unknown> & { readonly group: Uint8Array }): Line {
  const line = beginElement(lines, change);
  line.add('group ', 'dim');
  lines.name(line, change.group, 'field');
  return line;
}

export function printGroup(lines: ChangeLines, change: GroupChange): void {
  const line = beginGroup(lines, change);
  addStates(line, change, ({ lastId, entriesRead, nacked }) => [
    ['last id', formatStreamId(lastId)],
    ['entries read', entriesRead === undefined ? undefined : formatCount(entriesRead)],
    ['nacked', nacked === undefined || nacked.length === 0 ? undefined : nacked.map(formatStreamId).join(' ')],
  ]);
  lines.print(line);
}

export function printConsumer(lines: ChangeLines, change: ConsumerChange): void {
  const line = beginGroup(lines, change);
  line.add(' consumer ', 'dim');
  lines.name(line, change.consumer, 'field');
  addStates(line, change, ({ seenAtMs, activeAtMs }) => [
    ['seen', formatTime(seenAtMs)],
    ['active', activeAtMs === undefined ? undefined : formatTime(activeAtMs)],
  ]);
  lines.print(line);
}

export function printPending(lines: ChangeLines, change: PendingChange): void {
  const line = beginGroup(lines, change);
  line.add(' pending ', 'dim');
  line.add(formatStreamId(change.id), 'field');
  addStates(line, change, ({ consumer, deliveredAtMs, deliveries }) => [
    ['of', consumer === undefined ? undefined : lines.bytes(consumer)],
    ['deliveries', formatCount(deliveries)],
    ['delivered', formatTime(deliveredAtMs)],
  ]);
  lines.print(line);
}

export function printProducer(lines: ChangeLines, change: ProducerChange): void {
  const line = beginElement(lines, change);
  line.add('producer ', 'dim');
  lines.name(line, change.producer, 'field');
  line.add(' ', 'plain');
  lines.name(line, change.iid, 'field');
  addStates(line, change, (id) => [['', formatStreamId(id)]]);
  lines.print(line);
}
