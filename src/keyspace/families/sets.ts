/** Sets. Source: aof-replication-resp.md 2.3; redis src/t_set.c. */
import type { Args } from '../args.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import type { Span } from '../span.ts';
import { SetValue } from '../values/set.ts';

export const SET_COMMANDS: CommandTable = {
  sadd: { arity: -3, run: add },
  srem: { arity: -3, run: remove },
  smove: { arity: 4, run: move },
  sinterstore: { arity: -3, run: storeIntersection },
  sunionstore: { arity: -3, run: (keyspace, args) => store(keyspace, args, uniteSets) },
  sdiffstore: { arity: -3, run: (keyspace, args) => store(keyspace, args, subtractSets) },
};

/** Of the keys of a STORE command; undefined: there is none. */
type Source = SetValue | undefined;

function read(keyspace: Keyspace, key: Span): Source {
  return keyspace.read<SetValue>(key, 'set');
}

function write(keyspace: Keyspace, key: Span): SetValue {
  return keyspace.write<SetValue>(key, 'set', () => new SetValue());
}

function add(keyspace: Keyspace, args: Args): void {
  const set = write(keyspace, args.span(1));
  for (let i = 2; i < args.count; i++) set.add(args.span(i));
}

function remove(keyspace: Keyspace, args: Args): void {
  const set = read(keyspace, args.span(1));
  if (set === undefined) return;
  for (let i = 2; i < args.count; i++) set.remove(args.span(i));
  keyspace.settle(args.span(1), set);
}

/** SMOVE source destination member. */
function move(keyspace: Keyspace, args: Args): void {
  const member = args.span(3);
  const source = read(keyspace, args.span(1));
  if (source === undefined) return;
  const target = read(keyspace, args.span(2));
  if (source === target || !source.remove(member)) return;
  keyspace.settle(args.span(1), source);
  write(keyspace, args.span(2)).add(member);
}

/** The sets of all keys behind the destination. @throws CommandError WRONGTYPE */
function readSources(keyspace: Keyspace, args: Args): Source[] {
  const sources: Source[] = [];
  for (let i = 2; i < args.count; i++) sources.push(read(keyspace, args.span(i)));
  return sources;
}

function store(keyspace: Keyspace, args: Args, combine: (sources: readonly Source[]) => SetValue): void {
  keyspace.store(args.span(1), combine(readSources(keyspace, args)));
}

function storeIntersection(keyspace: Keyspace, args: Args): void {
  // Up to 5.0 the first key that is not there decides, whatever those behind it are.
  if (!keyspace.semantics.since(6, 0)) {
    for (let i = 2; i < args.count; i++) {
      if (read(keyspace, args.span(i)) !== undefined) continue;
      keyspace.store(args.span(1), new SetValue());
      return;
    }
  }
  store(keyspace, args, intersectSets);
}

function intersectSets(sources: readonly Source[]): SetValue {
  const result = new SetValue();
  const sets = sources.filter((set) => set !== undefined).sort((a, b) => a.size - b.size);
  const [smallest, ...others] = sets;
  if (smallest === undefined || sets.length < sources.length) return result;
  for (const member of smallest) if (others.every((set) => set.has(member))) result.add(member);
  return result;
}

function uniteSets(sources: readonly Source[]): SetValue {
  const result = new SetValue();
  for (const set of sources) for (const member of set ?? []) result.add(member);
  return result;
}

function subtractSets([first, ...others]: readonly Source[]): SetValue {
  const result = new SetValue();
  for (const member of first ?? []) if (!others.some((set) => set?.has(member))) result.add(member);
  return result;
}
