/**
 * Atomic slot migration in a feed: a shard that imports slots tells its replicas when it begins and how it ends. What it executes on
 * these slots in between repeats what the shard still does that has them.
 *
 *   CLUSTER SYNCSLOTS ESTABLISH SOURCE node NAME job SLOTSRANGE first last …       Valkey 9
 *   CLUSTER SYNCSLOTS FINISH STATE SUCCESS|FAILED NAME job …
 *   CLUSTER SYNCSLOTS CONF ASM-TASK job:source:destination:import:state:ranges     Redis 8.4; state: connecting … completed
 *
 * Source: valkey 9.1 src/cluster_migrateslots.c; redis 8.6 src/cluster_asm.c, asmTaskSerialize(); feeds of Valkey 9.1.2 and Redis 8.6.3.
 */
import type { SlotRange } from '../../connection/cluster-topology.ts';

/** `source`: the name of the node that had the slots. */
export type MigrationMark =
  | { readonly kind: 'begun'; readonly job: string; readonly source: string; readonly ranges: readonly SlotRange[] }
  | { readonly kind: 'done' | 'failed'; readonly job: string };

/** @param words - the arguments, as text. Undefined: it says nothing of an import */
export function migrationMark(words: readonly string[]): MigrationMark | undefined {
  const [name = '', syncslots = '', what = ''] = words.slice(0, 3).map((word) => word.toUpperCase());
  if (name !== 'CLUSTER' || syncslots !== 'SYNCSLOTS') return undefined;
  if (what === 'ESTABLISH') return begun(words);
  if (what === 'FINISH') {
    return { kind: behind(words, 'STATE').toUpperCase() === 'SUCCESS' ? 'done' : 'failed', job: behind(words, 'NAME') };
  }
  return what === 'CONF' && words[3]?.toUpperCase() === 'ASM-TASK' ? taskMark(words[4] ?? '') : undefined;
}

function begun(words: readonly string[]): MigrationMark {
  const first = words.findIndex((word) => word.toUpperCase() === 'SLOTSRANGE') + 1;
  const numbers = words.slice(first).map(Number);
  const ranges: SlotRange[] = [];
  for (let index = 0; index + 1 < numbers.length; index += 2)
    ranges.push([numbers[index] ?? 0, numbers[index + 1] ?? 0]);
  return { kind: 'begun', job: behind(words, 'NAME'), source: behind(words, 'SOURCE'), ranges };
}

/** States that end a task of Redis; all others are on the way to them. */
const ENDS: ReadonlyMap<string, 'done' | 'failed'> = new Map([
  ['completed', 'done'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

function taskMark(task: string): MigrationMark | undefined {
  const [job = '', source = '', , operation, state = '', ranges = ''] = task.split(':');
  if (operation !== 'import') return undefined;
  const end = ENDS.get(state);
  if (end !== undefined) return { kind: end, job };
  const all = [...ranges.matchAll(/(\d+)-(\d+)/g)];
  return { kind: 'begun', job, source, ranges: all.map(([, first, last]) => [Number(first), Number(last)]) };
}

function behind(words: readonly string[], name: string): string {
  return words[words.findIndex((word) => word.toUpperCase() === name) + 1] ?? '';
}
