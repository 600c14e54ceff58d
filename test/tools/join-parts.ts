/** The parts of long entries put together again. */
import type { Entry, HashPath, Value } from '../../src/index.ts';

export function joinParts(parts: readonly Entry[]): Entry[] {
  const whole: Entry[] = [];
  for (const part of parts) {
    const before = part.part === 0 ? undefined : whole.pop();
    whole.push(before === undefined ? part : join(before, part));
  }
  return whole;
}

function join(one: Entry, next: Entry): Entry {
  const memberExpiries = [...(one.memberExpiries ?? []), ...(next.memberExpiries ?? [])];
  const value = joinValues(one.value, next.value);
  return { ...one, value, last: next.last, ...(memberExpiries.length === 0 ? {} : { memberExpiries }) };
}

function joinValues(one: Value, next: Value): Value {
  if (one.type === 'string' && next.type === 'string') {
    return { type: 'string', value: new Uint8Array(Buffer.concat([one.value, next.value])) };
  }
  if (one.type === 'list' && next.type === 'list') return { ...one, items: [...one.items, ...next.items] };
  if (one.type === 'set' && next.type === 'set') return { ...one, members: [...one.members, ...next.members] };
  if (one.type === 'zset' && next.type === 'zset') return { ...one, members: [...one.members, ...next.members] };
  if (one.type === 'hash' && next.type === 'hash') return { ...one, fields: [...one.fields, ...next.fields] };
  if (one.type === 'array' && next.type === 'array') return { ...one, items: [...one.items, ...next.items] };
  if (one.type === 'path-hash' && next.type === 'path-hash') return { ...one, paths: joinPaths(one.paths, next.paths) };
  if (one.type === 'stream' && next.type === 'stream') {
    const entries = [...one.entries, ...next.entries];
    return { ...next, entries, groups: [...one.groups, ...next.groups] };
  }
  throw new Error(`a ${one.type} in parts`);
}

function joinPaths(one: readonly HashPath[], next: readonly HashPath[]): HashPath[] {
  const last = one.at(-1);
  const first = next[0];
  if (last === undefined || first === undefined || Buffer.compare(last.path, first.path) !== 0)
    return [...one, ...next];
  return [...one.slice(0, -1), { path: last.path, fields: [...last.fields, ...first.fields] }, ...next.slice(1)];
}
