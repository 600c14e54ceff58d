/** The keys of a keyspace told to a sink, as a decoder tells those of a file. */
import type { Arena } from '../bytes/arena.ts';
import type { EntrySink, Interest, KeyHeader } from '../model/sink.ts';
import { TYPES } from '../rdb/types.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Keyspace } from './keyspace.ts';
import { NONE } from './byte-table.ts';
import { copyInto, type Span } from './span.ts';

/** Strings are handed on in pieces of at most this. */
const SLICE = 256 * 1024;

/** Databases in order with their keys; the sink is open and has its header. @throws whatever the sink throws */
export function playKeyspace(keyspace: Keyspace, sink: EntrySink, arena: Arena): void {
  for (const library of keyspace.functions.values()) sink.functionLibrary(library, 0);
  for (const [index, db] of keyspace.filled()) {
    sink.selectDb(index, 0);
    sink.resizeDb(db.size, db.expires, 0);
    playDatabase(index, db, sink, arena);
  }
}

function playDatabase(index: number, db: Database, sink: EntrySink, arena: Arena): void {
  const { table } = db;
  const names = arena.allocate(NAME_ROOM);
  for (let record = db.next(0); record !== NONE; record = db.next(table.after(record))) {
    const name = table.key;
    const length = name.end - name.start;
    if (length > names.end - names.start) arena.grow(names, length);
    copyInto(name.bytes, name.start, name.end, arena.u8, names.start);
    const key = { start: names.start, end: names.start + length };
    const value = db.collectionAt() ?? db.stringAt();
    if (value !== undefined) playKey(index, db, key, value, sink, arena);
  }
}

const NAME_ROOM = 64 * 1024;

function playKey(
  index: number,
  db: Database,
  key: { start: number; end: number },
  value: Collection | Span,
  sink: EntrySink,
  arena: Arena,
): void {
  const collection = 'play' in value ? value : undefined;
  const header: KeyHeader = {
    db: index,
    ...key,
    type: collection?.type ?? 'string',
    encoding: collection?.encoding ?? 'raw',
    typeByte: collection?.typeByte ?? TYPES.STRING.byte,
    serialised: false,
    module: collection?.module,
    expireAtMs: undefined,
    idleSeconds: undefined,
    freq: undefined,
    ...db.infoAt(),
    meta: [],
    noEvict: false,
    mvcc: undefined,
    offset: 0,
  };
  let interest: Interest | undefined = sink.key(header);
  while (interest !== undefined) {
    if (interest !== 'skip') {
      if ('play' in value) value.play(sink, arena);
      else playString(value, sink, arena);
    }
    interest = sink.endKey({ sizeBytes: 0, ...key });
  }
}

function playString({ bytes, start, end }: Span, sink: EntrySink, arena: Arena): void {
  const { scratch } = arena;
  if (scratch.end - scratch.start < SLICE) arena.grow(scratch, SLICE);
  let from = start;
  do {
    const to = Math.min(end, from + SLICE);
    copyInto(bytes, from, to, arena.u8, scratch.start);
    sink.string(scratch.start, scratch.start + to - from, to === end);
    from = to;
  } while (from < end);
}
