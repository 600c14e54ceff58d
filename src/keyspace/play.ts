/** The keys of a keyspace told to a sink, as a decoder tells those of a file. */
import type { Arena } from '../bytes/arena.ts';
import type { EntrySink } from '../model/sink.ts';
import { NONE } from './byte-table.ts';
import type { Database } from './database.ts';
import { KeyPlayer } from './key-player.ts';
import type { Keyspace } from './keyspace.ts';
import { StringFeed } from './string-feed.ts';

/** Function libraries, then databases in order with their keys; the sink has its header. @throws whatever the sink throws */
export function playKeyspace(keyspace: Keyspace, sink: EntrySink, arena: Arena): void {
  for (const library of keyspace.functions.values()) sink.functionLibrary(library, 0);
  const player = new KeyPlayer(arena);
  for (const [index, db] of keyspace.filled()) {
    sink.selectDb(index, 0);
    sink.resizeDb(db.size, db.expires, 0);
    // For sinks that take many strings at once.
    const strings = sink.stringKeys && new StringFeed(index, arena, (keys) => sink.stringKeys?.(keys));
    playDatabase(index, db, sink, player, strings);
  }
}

function playDatabase(
  index: number,
  db: Database,
  sink: EntrySink,
  player: KeyPlayer,
  strings: StringFeed | undefined,
): void {
  const { table } = db;
  for (let record = db.next(0); record !== NONE; record = db.next(table.after(record))) {
    const string = db.stringAt();
    const info = db.infoAt();
    const name = table.key;
    if (string !== undefined && strings?.takes(name, string, info) === true) {
      strings.put(name, string, Number(info.expireAtMs ?? NaN));
      continue;
    }
    strings?.flush();
    const value = string ?? db.collectionAt();
    if (value !== undefined) player.play(sink, { db: index, name, info, value });
  }
  strings?.flush();
}
