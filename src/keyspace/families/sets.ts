/** Sets. Source: aof-replication-resp.md 2.3; redis src/t_set.c. */
import type { Args } from '../args.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { SetValue } from '../values/set.ts';

export const SET_COMMANDS: CommandTable = {
  sadd: { arity: -3, run: add },
  srem: { arity: -3, run: remove },
};

function add(keyspace: Keyspace, args: Args): void {
  const set = keyspace.write<SetValue>(args.span(1), 'set', () => new SetValue());
  for (let i = 2; i < args.count; i++) set.add(args.span(i));
}

function remove(keyspace: Keyspace, args: Args): void {
  const set = keyspace.read<SetValue>(args.span(1), 'set');
  if (set === undefined) return;
  for (let i = 2; i < args.count; i++) set.remove(args.span(i));
  keyspace.settle(args.span(1), set);
}
