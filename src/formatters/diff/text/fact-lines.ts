/** What stands beside the value of a key that has changed. */
import { isSameBytes } from '../../../bytes/same-bytes.ts';
import type { Aspect, ChangedKey, KeyFacts } from '../../../diff/change.ts';
import type { KeyMeta } from '../../../model/sink.ts';
import type { Line } from '../../line.ts';
import { formatTime } from '../../time-text.ts';
import { addFact, beginElement, DEPTH, type ChangeLines } from './change-lines.ts';
import { beginKey, dbText } from './key-lines.ts';
import { printValue } from './value-lines.ts';

/** `~ user:1001  hash`, or `set → hash`. */
export function beginChangedKey(lines: ChangeLines, { a, b, aspects }: ChangedKey): Line {
  const dbs = a.db === b.db ? dbText(a.db) : `db${a.db} → db${b.db}`;
  const line = beginKey(lines, 'changed', dbs, a.key);
  if (aspects.includes('type')) addFact(line, '', typeText(a), typeText(b), 'changed');
  else line.add(a.module?.name ?? a.type, 'type');
  return line;
}

function typeText({ type, module }: KeyFacts): string {
  return module === undefined ? type : `${module.name} version ${module.version}`;
}

/** A line for each of them that differs; type and value have lines of their own. */
export function printFacts(lines: ChangeLines, { a, b, aspects }: ChangedKey): void {
  for (const aspect of aspects) {
    if (aspect === 'meta') printMeta(lines, a.meta, b.meta);
    else if (aspect !== 'type' && aspect !== 'value') {
      const line = lines.begin('changed', DEPTH);
      const { name, say } = FACTS[aspect];
      addFact(line, name, say(a), say(b), 'changed');
      lines.print(line);
    }
  }
}

interface FactWords {
  readonly name: string;
  readonly say: (facts: KeyFacts) => string | undefined;
}

const FACTS: Readonly<Record<Exclude<Aspect, 'type' | 'value' | 'meta'>, FactWords>> = {
  expireAt: {
    name: 'expires',
    say: ({ expireAtMs }) => (expireAtMs === undefined ? undefined : formatTime(expireAtMs)),
  },
  encoding: { name: 'encoding', say: ({ encoding }) => encoding },
  idle: { name: 'idle', say: ({ idleSeconds }) => (idleSeconds === undefined ? undefined : `${idleSeconds} s`) },
  freq: { name: 'freq', say: ({ freq }) => (freq === undefined ? undefined : String(freq)) },
  noEvict: { name: 'no-evict', say: ({ noEvict }) => (noEvict ? 'yes' : 'no') },
  mvcc: { name: 'mvcc', say: ({ mvcc }) => mvcc },
};

/** Class by class. */
function printMeta(lines: ChangeLines, a: readonly KeyMeta[], b: readonly KeyMeta[]): void {
  const names = new Set([...a, ...b].map(({ name }) => name));
  for (const name of names) {
    const [was, is] = [a, b].map((meta) => meta.find((one) => one.name === name));
    if (was !== undefined && is !== undefined && sameClass(was, is) && isSameBytes(was.payload, is.payload)) continue;
    const line = beginElement(lines, { a: was, b: is });
    line.add('meta ', 'dim');
    line.add(name, 'field');
    if (was !== undefined && is !== undefined && !sameClass(was, is)) {
      line.add(' ', 'plain');
      addFact(line, '', classText(was), classText(is), 'changed');
      lines.print(line);
    } else printValue(lines, line, was?.payload, is?.payload);
  }
}

function sameClass(a: KeyMeta, b: KeyMeta): boolean {
  return a.version === b.version && a.flags === b.flags;
}

function classText({ version, flags }: KeyMeta): string {
  return `version ${version}, flags ${flags}`;
}
