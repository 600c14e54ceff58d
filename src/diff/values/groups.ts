/** Consumer groups of streams, with their consumers and pending entries. */
import { comparableEntriesRead } from '../../model/entries-read.ts';
import { compareIds, type PendingEntries, type StreamConsumer, type StreamGroup } from '../../model/stream.ts';
import type { StreamValue } from '../../keyspace/values/stream.ts';
import type { ElementChange, GroupState } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { sidesOf } from '../sides-of.ts';
import { diffConsumers } from './consumers.ts';
import { diffPending } from './pending.ts';

/** A group as a file has it. */
export interface ToldGroup {
  readonly group: StreamGroup;
  readonly pending: PendingEntries;
  readonly consumers: readonly StreamConsumer[];
}

type Tell = (change: ElementChange) => void;

/** Group by group, by name: the group, its consumers, its pending entries. */
export function diffGroups(a: StreamValue, b: StreamValue, options: DiffOptions, tell: Tell): void {
  const groupsOfB = groupsOf(b);
  const groupsOfA = groupsOf(a);
  for (const [name, before] of groupsOfA) diffGroup(before, groupsOfB.get(name), options, tell);
  for (const [name, after] of groupsOfB) if (!groupsOfA.has(name)) diffGroup(undefined, after, options, tell);
}

/** By name, each byte as the character of the same number. */
function groupsOf(stream: StreamValue): Map<string, ToldGroup> {
  const groups = new Map<string, ToldGroup>();
  stream.eachGroup((group, pending, consumers) => {
    const entriesRead = entriesReadOf(group, stream);
    const told = entriesRead === undefined ? group : { ...group, entriesRead };
    groups.set(Buffer.from(group.name).toString('latin1'), { group: told, pending, consumers });
  });
  return groups;
}

function entriesReadOf(group: StreamGroup, stream: StreamValue): bigint | undefined {
  const { entries, lastId, entriesAdded, isCounted } = stream;
  const totals = { length: BigInt(entries.length), lastId, ...(isCounted ? { entriesAdded } : {}) };
  return comparableEntriesRead(group, totals, entries.firstId);
}

/** One of them is there. */
function diffGroup(a: ToldGroup | undefined, b: ToldGroup | undefined, options: DiffOptions, tell: Tell): void {
  const name = (a ?? b)?.group.name ?? new Uint8Array();
  if (a === undefined || b === undefined || !isSameGroup(a.group, b.group)) {
    tell({ kind: 'group', group: name, ...sidesOf(a && stateOf(a.group), b && stateOf(b.group)) });
  }
  diffConsumers(name, a?.consumers ?? [], b?.consumers ?? [], options, tell);
  diffPending(name, a, b, tell);
}

/** A zone of entries that nobody owns is only told of if it holds any. */
function stateOf({ lastId, entriesRead, nacked = [] }: StreamGroup): GroupState {
  return { lastId, ...(entriesRead === undefined ? {} : { entriesRead }), ...(nacked.length === 0 ? {} : { nacked }) };
}

/** A zone that the file does not have is an empty one. */
function isSameGroup(a: StreamGroup, b: StreamGroup): boolean {
  const { nacked = [] } = a;
  const { nacked: others = [] } = b;
  return (
    compareIds(a.lastId, b.lastId) === 0 &&
    a.entriesRead === b.entriesRead &&
    nacked.length === others.length &&
    nacked.every((id, i) => {
      const other = others[i];
      return other !== undefined && compareIds(id, other) === 0;
    })
  );
}
