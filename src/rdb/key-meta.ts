/** KEY_META (243, Redis 8.6): what modules keep beside a key. Source: rdb-format.md 1.5; redis 8.6 src/keymeta.c. */
import { DecodeError } from '../errors.ts';
import { parseClassSpec } from '../model/module-id.ts';
import type { KeyMeta } from '../model/sink.ts';
import type { Cursor } from './cursor.ts';
import { skipModule } from './module-opcodes.ts';

const MOST_CLASSES = 7;

/** @throws DecodeError KEY_META: more than seven classes */
export function readKeyMeta(cursor: Cursor): KeyMeta[] {
  const { offset } = cursor;
  const count = cursor.length('a count of metadata classes');
  if (count > MOST_CLASSES)
    throw new DecodeError('KEY_META', `${count} metadata classes, at most 7 are allowed`, offset);
  const meta: KeyMeta[] = [];
  for (let i = 0; i < count; i++) {
    const spec = parseClassSpec(cursor.u32le());
    const start = cursor.at;
    skipModule(cursor);
    meta.push({ ...spec, payload: cursor.arena.u8.slice(start, cursor.at) });
  }
  return meta;
}
