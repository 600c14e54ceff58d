/** Values as objects, made into what the comparison takes, and what it tells made readable. */
import { Arena } from '../../../src/bytes/arena.ts';
import { playValue } from '../../../src/collect/play-value.ts';
import type { ElementChange } from '../../../src/diff/change.ts';
import { DEFAULT_DIFF_OPTIONS, type DiffOptions } from '../../../src/diff/diff-options.ts';
import { diffValues } from '../../../src/diff/values/diff-values.ts';
import { ModuleReader } from '../../../src/diff/values/module-reader.ts';
import { StoredKeyLoader, type StoredKey, type StoredValue } from '../../../src/diff/values/stored-key.ts';
import type { KeyHeader } from '../../../src/model/sink.ts';
import type { Value } from '../../../src/model/value.ts';
import { TYPES, type TypeSpec } from '../../../src/rdb/types.ts';
import { PLAIN_HEADER } from '../../tools/plain-header.ts';

const ARENA = new Arena();
const ROOM = ARENA.allocate(1 << 16);
const READER = new ModuleReader();

export function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function put(text: string): { start: number; end: number } {
  const { start } = ROOM;
  ARENA.putLatin1(text, start);
  return { start, end: start + text.length };
}

export interface Beside {
  readonly header?: Partial<KeyHeader>;
  /** Unix ms by member. */
  readonly memberExpireAt?: Readonly<Record<string, number>>;
  readonly what?: 'facts' | 'values';
}

/** Undefined: it is no key. */
export function load(
  value: Value,
  { header, memberExpireAt = {}, what = 'values' }: Beside = {},
): StoredKey | undefined {
  let stored: StoredKey | undefined;
  const loader = new StoredKeyLoader((key) => {
    stored = key;
  });
  loader.open(ARENA);
  const spec = Object.values<TypeSpec>(TYPES).find(({ type }) => type === value.type) ?? TYPES.STRING;
  const name = put('key');
  const interest = loader.key({
    ...PLAIN_HEADER,
    ...name,
    type: value.type,
    encoding: spec.encoding,
    typeByte: spec.byte,
    module: value.type === 'module' ? value.module : undefined,
    ...header,
  });
  if (interest === 'elements' && what === 'values') {
    playValue(ARENA, value, loader);
    for (const [member, ms] of Object.entries(memberExpireAt)) {
      const { start, end } = put(member);
      loader.memberExpire(start, end, ms);
    }
  }
  loader.endKey({ sizeBytes: 0, ...name });
  return stored;
}

export function stored(value: Value, beside?: Beside): StoredValue {
  const held = load(value, beside)?.value;
  if (held === undefined) throw new Error('there is no such key');
  return held;
}

export function changesOf(a: StoredValue, b: StoredValue, options: Partial<DiffOptions> = {}): ElementChange[] {
  const changes: ElementChange[] = [];
  diffValues(a, b, { ...DEFAULT_DIFF_OPTIONS, ...options }, (change) => changes.push(change), READER);
  return changes;
}

/** Bytes as text, ids as `ms-seq`, bigints as numbers. */
export function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  if ('ms' in value && 'seq' in value) return `${String(value.ms)}-${String(value.seq)}`;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, readable(inner)]));
}

export function told(a: Value, b: Value, options?: Partial<DiffOptions>, besideA?: Beside, besideB?: Beside): unknown {
  return readable(changesOf(stored(a, besideA), stored(b, besideB), options));
}
