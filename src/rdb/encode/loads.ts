/** Which types a target loads as they stand, so that a value's bytes can be copied. Source: rdb-format.md 1.2, 1.3, 3.0. */
import { supports, type Target } from '../../model/target.ts';
import type { KeyHeader, ValueType } from '../../model/sink.ts';
import { FIRST_VALKEY } from '../dialect.ts';
import { TYPES, type TypeSpec } from '../types.ts';

/** What is written for: the server, and the RDB version, which may be lower than the newest it loads. */
export interface Format {
  readonly target: Target;
  readonly version: number;
  /** KeyDB: its members' expiries and its cron jobs are kept. */
  readonly keydb: boolean;
}

/** The newest version common to all families. */
const LAST_COMMON = 11;
/** Since RDB 6 ziplists hold integers of 4, 8 and 24 bits. */
export const NEW_ZIPLIST = 6;
const MODULES = 8;
const VECTOR_SET = 'vectorset';

/** Up to which version types that all families have are known. */
export function commonVersion({ version }: Format): number {
  return version >= FIRST_VALKEY ? LAST_COMMON : version;
}

export function loadsType(format: Format, spec: TypeSpec): boolean {
  const { target, version, keydb } = format;
  const { only, since, layout } = spec;
  if (layout.kind === 'cron') return keydb;
  if ('packed' in layout && layout.packed === 'ziplist' && version < NEW_ZIPLIST) return false;
  if (only === undefined) return since <= commonVersion(format);
  return only.includes(target.family) && since <= version;
}

/** Whether the target has values of this type at all, whatever they are written as. */
export function hasType(format: Format, type: ValueType): boolean {
  const { target, version, keydb } = format;
  switch (type) {
    case 'string':
    case 'list':
    case 'set':
    case 'zset':
    case 'hash':
      return true;
    case 'stream':
      return version >= 9;
    case 'module':
      return version >= MODULES;
    case 'array':
      return target.family === 'redis' && version >= 14;
    case 'path-hash':
      return target.family === 'valkey' && version >= 81;
    case 'cron':
      return keydb;
  }
}

/** What the target lacks for this key, in the user's words; undefined: nothing. */
export function whatLacks(format: Format, { type, module, encoding }: KeyHeader): string | undefined {
  // Dragonfly has bytes of its own for what Redis' module keeps as scalars.
  if (type === 'module' && SKETCHES.has(encoding)) return `Dragonfly's ${encoding}`;
  const vectorSet = module?.name === VECTOR_SET;
  if (vectorSet && !supports(format.target, 'vectorSets')) return 'vector sets';
  if (hasType(format, type)) return undefined;
  return type === 'module' ? 'modules' : PLURALS[type];
}

const SKETCHES: ReadonlySet<string> = new Set(
  Object.values<TypeSpec>(TYPES).flatMap(({ layout, encoding }) =>
    layout.kind === 'dragonfly-sketch' ? [encoding] : [],
  ),
);

const PLURALS: Readonly<Record<Exclude<ValueType, 'module'>, string>> = {
  string: 'strings',
  list: 'lists',
  set: 'sets',
  zset: 'sorted sets',
  hash: 'hashes',
  stream: 'streams',
  array: 'arrays',
  cron: 'cron jobs',
  'path-hash': 'path hashes',
};
