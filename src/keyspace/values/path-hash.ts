/** A hash of hashes by path (Valkey 9.2). */
import type { Arena } from '../../bytes/arena.ts';
import type { EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import type { Collection } from '../collection.ts';
import { copyInto } from '../span.ts';
import { HashValue } from './hash.ts';

/** One path. */
export interface HashAtPath {
  readonly path: Uint8Array;
  readonly fields: HashValue;
}

export class PathHashValue implements Collection {
  readonly type = 'path-hash';
  readonly encoding = TYPES.PATH_HASH.encoding;
  readonly typeByte = TYPES.PATH_HASH.byte;
  /** By path, each byte as the character of the same number; in the order in which they came. */
  private readonly paths = new Map<string, HashAtPath>();
  /** What fields are loaded into. */
  private loading: HashValue | undefined;

  get size(): number {
    return this.paths.size;
  }

  [Symbol.iterator](): Iterator<HashAtPath> {
    return this.paths.values();
  }

  /** The fields at a path; undefined: there is no such path. */
  at(path: Uint8Array): HashValue | undefined {
    return this.paths.get(textOf(path))?.fields;
  }

  copy(): PathHashValue {
    const copy = new PathHashValue();
    for (const [text, { path, fields }] of this.paths) copy.paths.set(text, { path, fields: fields.copy() });
    return copy;
  }

  loadPath(arena: Arena, start: number, end: number): void {
    const path = arena.u8.slice(start, end);
    this.loading = this.at(path) ?? new HashValue();
    this.paths.set(textOf(path), { path, fields: this.loading });
  }

  loadFields(arena: Arena, rows: number, count: number): void {
    this.loading?.loadFields(arena, rows, count);
  }

  play(sink: EntrySink, arena: Arena): void {
    const { scratch } = arena;
    for (const { path, fields } of this) {
      if (path.length > scratch.end - scratch.start) arena.grow(scratch, path.length);
      copyInto(path, 0, path.length, arena.u8, scratch.start);
      sink.path(scratch.start, scratch.start + path.length);
      fields.play(sink, arena);
    }
  }
}

function textOf(path: Uint8Array): string {
  return Buffer.from(path.buffer, path.byteOffset, path.length).toString('latin1');
}
