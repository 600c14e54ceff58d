/** Function libraries of two sides, by name. */
import type { FunctionLibrary } from '../model/sink.ts';
import type { FunctionChange } from './change.ts';

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
    changes.push({
      name,
      ...(before === undefined ? {} : { a: before }),
      ...(after === undefined ? {} : { b: after }),
    });
  }
  return changes;
}

function isSame(a: FunctionLibrary | undefined, b: FunctionLibrary | undefined): boolean {
  return a !== undefined && b !== undefined && a.engine === b.engine && Buffer.compare(a.code, b.code) === 0;
}
