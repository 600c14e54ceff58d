/** Which serialised values a server takes by RESTORE. */
import type { DialectName } from '../../model/sink.ts';
import { supports, type Target } from '../../model/target.ts';
import { FIRST_VALKEY, makeDialect } from '../../rdb/dialect.ts';
import type { TypeSpec } from '../../rdb/types.ts';

/** The newest version whose types both families read alike. */
const LAST_COMMON = 11;

/** The types of a source by first byte. */
export function typesOf(dialect: DialectName, version: number): readonly (TypeSpec | undefined)[] {
  return makeDialect(dialect, version, version >= FIRST_VALKEY).types;
}

/** @param module - the type name, of a module's value */
export function canRestore(target: Target, spec: TypeSpec | undefined, module: string | undefined): boolean {
  if (spec === undefined || !supports(target, 'restore') || !isPortable(spec)) return false;
  if (spec.only !== undefined && !spec.only.includes(target.family)) return false;
  if (module === 'vectorset') return supports(target, 'vectorSets');
  if (target.family === 'valkey' && spec.since > LAST_COMMON && spec.since < FIRST_VALKEY) return false;
  return spec.since <= target.rdbVersion;
}

/** Whether the value's bytes say all of it, to the server whose type it is. */
function isPortable({ layout }: TypeSpec): boolean {
  if (layout.kind === 'cron' || layout.kind === 'unreadable') return false;
  // The names of the fields stand elsewhere in the file.
  return !(layout.kind === 'template' && layout.reference);
}
