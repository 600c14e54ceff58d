/** Function libraries of two sides, by name. */
import { isSameBytes } from '../bytes/same-bytes.ts';
import type { FunctionLibrary } from '../model/sink.ts';
import type { FunctionChange } from './change.ts';
import { sidesOf } from './sides-of.ts';

/** Those that differ, by name. */
export function diffFunctions(
  a: ReadonlyMap<string, FunctionLibrary>,
  b: ReadonlyMap<string, FunctionLibrary>,
): FunctionChange[] {
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  const changes: FunctionChange[] = [];
  for (const key of names) {
    const before = a.get(key);
    const after = b.get(key);
    const name = (before ?? after)?.name;
    if (name === undefined || isSame(before, after)) continue;
    changes.push({ name, ...sidesOf(before, after) });
  }
  return changes;
}

function isSame(a: FunctionLibrary | undefined, b: FunctionLibrary | undefined): boolean {
  return a !== undefined && b !== undefined && a.engine === b.engine && isSameBytes(a.code, b.code);
}
