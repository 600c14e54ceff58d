/** The keys of a keyspace told to a sink, as a decoder tells those of a file. */
import type { Arena } from '../bytes/arena.ts';
import type { EntrySink, Interest, KeyHeader } from '../model/sink.ts';
import { encodeModuleId } from '../model/module-id.ts';
import { TYPES } from '../rdb/types.ts';
import { NONE } from './byte-table.ts';
import type { Collection } from './collection.ts';
import type { Database, KeyInfo } from './database.ts';
import type { Keyspace } from './keyspace.ts';
import { copyInto, type Span } from './span.ts';
import { StringFeed } from './string-feed.ts';
import { bringToWindow } from './window.ts';

/** Strings are handed on in pieces of at most this. */
const SLICE = 64 * 1024;
const NAME_ROOM = 64 * 1024;

/** Function libraries, then databases in order with their keys; the sink has its header. @throws whatever the sink throws */
export function playKeyspace(keyspace: Keyspace, sink: EntrySink, arena: Arena): void {
  for (const library of keyspace.functions.values()) sink.functionLibrary(library, 0);
  const names = arena.allocate(NAME_ROOM);
  for (const [index, db] of keyspace.filled()) {
    sink.selectDb(index, 0);
    sink.resizeDb(db.size, db.expires, 0);
    new Player(index, db, sink, arena, names).play();
  }
}

class Player {
  private readonly index: number;
  private readonly db: Database;
  private readonly sink: EntrySink;
  private readonly arena: Arena;
  /** Where the key's name is while its value is told. */
  private readonly names: { start: number; end: number };
  /** For sinks that take many strings at once. */
  private readonly strings: StringFeed | undefined;

  constructor(index: number, db: Database, sink: EntrySink, arena: Arena, names: { start: number; end: number }) {
    this.index = index;
    this.db = db;
    this.sink = sink;
    this.arena = arena;
    this.names = names;
    this.strings = sink.stringKeys && new StringFeed(index, arena, (keys) => sink.stringKeys?.(keys));
  }

  play(): void {
    const { db, strings } = this;
    const { table } = db;
    for (let record = db.next(0); record !== NONE; record = db.next(table.after(record))) {
      const string = db.stringAt();
      const info = db.infoAt();
      const { key } = table;
      if (string !== undefined && strings?.takes(key, string, info) === true) {
        strings.put(key, string, Number(info.expireAtMs ?? NaN));
        continue;
      }
      strings?.flush();
      const value = string ?? db.collectionAt();
      if (value !== undefined) this.playKey(this.bringName(key), info, value);
    }
    strings?.flush();
  }

  private bringName({ bytes, start, end }: Span): { start: number; end: number } {
    const { arena, names } = this;
    const length = end - start;
    if (length > names.end - names.start) arena.grow(names, length);
    copyInto(bytes, start, end, arena.u8, names.start);
    return { start: names.start, end: names.start + length };
  }

  private playKey(key: { start: number; end: number }, info: KeyInfo, value: Collection | Span): void {
    const { sink, arena } = this;
    let interest: Interest | undefined = sink.key(this.headerOf(key, info, 'play' in value ? value : undefined));
    while (interest !== undefined) {
      if (interest === 'raw') {
        if ('play' in value) this.playRaw(value);
      } else if (interest !== 'skip') {
        if (!('play' in value)) this.playString(value);
        else if (interest === 'sizes' && value.playSizes) value.playSizes(sink);
        else value.play(sink, arena);
      }
      interest = sink.endKey({ sizeBytes: 0, ...key });
    }
  }

  private headerOf(
    key: { start: number; end: number },
    { expireAtMs, idleSeconds, freq, extras }: KeyInfo,
    collection: Collection | undefined,
  ): KeyHeader {
    return {
      db: this.index,
      ...key,
      type: collection?.type ?? 'string',
      encoding: collection?.encoding ?? 'raw',
      typeByte: collection?.typeByte ?? TYPES.STRING.byte,
      // Of modules there is nothing else.
      serialised: collection?.type === 'module',
      module: collection?.module,
      expireAtMs,
      idleSeconds,
      freq,
      meta: extras?.meta ?? [],
      noEvict: extras?.noEvict ?? false,
      mvcc: extras?.mvcc,
      offset: 0,
    };
  }

  private playRaw(value: Collection): void {
    const { arena, sink } = this;
    const id = value.module && encodeModuleId(value.module);
    const payload = value.modulePayload?.(arena);
    if (id === undefined || payload === undefined) return;
    const start = bringToWindow(arena, Buffer.concat([id, payload]));
    sink.raw?.(start, start + id.length + payload.length);
  }

  private playString({ bytes, start, end }: Span): void {
    const { sink, arena } = this;
    const { scratch } = arena;
    let from = start;
    do {
      const to = Math.min(end, from + SLICE);
      copyInto(bytes, from, to, arena.u8, scratch.start);
      sink.string(scratch.start, scratch.start + to - from, to === end);
      from = to;
    } while (from < end);
  }
}
