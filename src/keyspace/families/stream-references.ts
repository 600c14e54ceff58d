/** Removal that looks at consumer groups: XDELEX, XACKDEL (Redis 8.2). Source: redis 8.6 src/t_stream.c. */
import type { StreamId } from '../../model/stream.ts';
import type { Args } from '../args.ts';
import { syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { readNumberedIds } from '../stream-id.ts';
import type { StreamValue } from '../values/stream.ts';

/** What becomes of the entries of PELs when their entry of the stream goes; `acked`: it stays while there are any. */
export type References = 'keepref' | 'delref' | 'acked';

export const STREAM_REFERENCE_COMMANDS: CommandTable = {
  xdelex: { arity: -5, run: removeFrom },
  xackdel: { arity: -6, run: acknowledge },
};

export function readReferences(word: string): References | undefined {
  return word === 'keepref' || word === 'delref' || word === 'acked' ? word : undefined;
}

/** [KEEPREF|DELREF|ACKED] IDS n id …, in either order. */
function readOptions(args: Args, from: number): { references: References; ids: StreamId[] } {
  let references: References | undefined;
  let ids: StreamId[] | undefined;
  for (let i = from; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'ids') {
      ids = readNumberedIds(args, i + 1);
      i += 1 + ids.length;
      continue;
    }
    const read = readReferences(word);
    if (read === undefined || references !== undefined) throw syntaxError();
    references = read;
  }
  if (ids === undefined) throw syntaxError();
  return { references: references ?? 'keepref', ids };
}

function removeFrom(keyspace: Keyspace, args: Args): void {
  const stream = keyspace.read<StreamValue>(args.span(1), 'stream');
  const { references, ids } = readOptions(args, 2);
  if (stream === undefined) return;
  for (const id of ids) removeEntry(stream, id, references);
}

function removeEntry(stream: StreamValue, id: StreamId, references: References): void {
  if (references === 'acked' && stream.isReferenced(id)) return;
  if (references === 'delref') stream.dropReferences(id);
  stream.remove(id);
}

function acknowledge(keyspace: Keyspace, args: Args): void {
  const stream = keyspace.read<StreamValue>(args.span(1), 'stream');
  const { references, ids } = readOptions(args, 3);
  const group = stream?.group(args.text(2));
  if (stream === undefined || group === undefined) return;
  for (const id of ids) if (group.release(id)) removeEntry(stream, id, references);
}
