/** What an RDB formatter is told, from flags. */
import { quoteBytes } from '../src/bytes/text.ts';
import { ConflictError } from '../src/errors.ts';
import { KeySet } from '../src/filter/key-set.ts';
import type { RdbOptions, Router } from '../src/formatters/rdb/options.ts';
import type { RenderOptions } from './render.ts';
import type { OnConflict, RdbFlags } from './shared/rdb-flags.ts';
import type { TargetOptions } from './shared/target-flags.ts';

type Told = Pick<RenderOptions, 'inputs' | 'filters' | 'maps'> &
  Pick<TargetOptions, 'target'> &
  Pick<RdbFlags, 'rdbVersion' | 'compress' | 'onConflict'>;

export function rdbOptions(options: Told, router?: Router): Omit<RdbOptions, 'onLoss'> {
  const { target, rdbVersion, compress, inputs, filters, maps, onConflict } = options;
  const merged = inputs.length > 1;
  // Two keys, or two databases, may become one.
  const renamed = maps !== undefined && (maps.dbs.size > 0 || maps.prefixes.length > 0);
  return {
    target,
    rdbVersion,
    compress,
    whole: !merged && filters === undefined && maps === undefined && router === undefined,
    changed: maps !== undefined && maps.ttl !== 0,
    ...(router === undefined ? {} : { router }),
    ...(merged || renamed ? { admit: admitOnce(onConflict) } : {}),
  };
}

/** Let each key pass once. @throws ConflictError, if that is what was asked for */
function admitOnce(onConflict: OnConflict): (db: number, key: Uint8Array) => boolean {
  const seen = new KeySet();
  return (db, key) => {
    if (seen.add(db, key)) return true;
    if (onConflict !== 'error') return false;
    throw new ConflictError(`db${db} / key ${quoteBytes(key)} comes twice: --on-conflict first or last chooses`);
  };
}
