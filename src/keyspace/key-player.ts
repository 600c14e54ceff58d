/** A key with its value told to a sink, as a decoder tells one of a file. */
import type { Arena, Region } from '../bytes/arena.ts';
import { encodeModuleId } from '../model/module-id.ts';
import type { EntrySink, Interest, KeyHeader } from '../model/sink.ts';
import { TYPES } from '../rdb/types.ts';
import type { Collection } from './collection.ts';
import type { KeyInfo } from './database.ts';
import { copyInto, type Span } from './span.ts';
import { bringToWindow } from './window.ts';

/** Strings are handed on in pieces of at most this. */
const SLICE = 64 * 1024;
const NAME_ROOM = 64 * 1024;

export interface PlayedKey {
  readonly db: number;
  readonly name: Span;
  readonly info: KeyInfo;
  readonly value: Collection | Span;
  /** What the file that it is from calls the form of the value; absent: what the value would be stored as. */
  readonly encoding?: string;
}

export class KeyPlayer {
  private readonly arena: Arena;
  /** Where the key's name is while its value is told. */
  private readonly names: Region;

  /** @param arena - what the sinks are open with; no decoder has its window, which values of modules pass through */
  constructor(arena: Arena) {
    this.arena = arena;
    this.names = arena.allocate(NAME_ROOM);
  }

  /** From `key` to `endKey`, and again as often as the sink wants the value. @throws whatever the sink throws */
  play(sink: EntrySink, played: PlayedKey): void {
    const { value } = played;
    const name = this.bringName(played.name);
    let interest: Interest | undefined = sink.key(headerOf(played, name));
    while (interest !== undefined) {
      if (interest === 'raw') {
        if ('play' in value) this.playRaw(sink, value);
      } else if (interest !== 'skip') {
        if (!('play' in value)) this.playString(sink, value);
        else if (interest === 'sizes' && value.playSizes) value.playSizes(sink);
        else value.play(sink, this.arena);
      }
      interest = sink.endKey({ sizeBytes: 0, ...name });
    }
  }

  private bringName({ bytes, start, end }: Span): Region {
    const { arena, names } = this;
    const length = end - start;
    if (length > names.end - names.start) arena.grow(names, length);
    copyInto(bytes, start, end, arena.u8, names.start);
    return { start: names.start, end: names.start + length };
  }

  private playRaw(sink: EntrySink, value: Collection): void {
    const { arena } = this;
    const id = value.module && encodeModuleId(value.module);
    const payload = value.modulePayload?.(arena);
    if (id === undefined || payload === undefined) return;
    const start = bringToWindow(arena, Buffer.concat([id, payload]));
    sink.raw?.(start, start + id.length + payload.length);
  }

  private playString(sink: EntrySink, { bytes, start, end }: Span): void {
    const { arena } = this;
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

function headerOf({ db, info, value, encoding }: PlayedKey, name: Region): KeyHeader {
  const { expireAtMs, idleSeconds, freq, extras } = info;
  const collection = 'play' in value ? value : undefined;
  return {
    db,
    ...name,
    type: collection?.type ?? 'string',
    encoding: encoding ?? collection?.encoding ?? 'raw',
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
