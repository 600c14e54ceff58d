/**
 * Vector sets: VREM and VSETATTR. A set with a new vector is written anew: VADD normalises what it is given, and quantizes it,
 * so that the vector which is there afterwards differs in its last digits from the one that was read.
 */
import { isSameBytes } from '../../../bytes/same-bytes.ts';
import type { ChangedKey, VectorChange } from '../../../diff/change.ts';
import type { PatchWriter } from './patch-writer.ts';

const NONE = new Uint8Array();

export function patchVectors(changed: ChangedKey, writer: PatchWriter): boolean {
  const { key } = changed.a;
  const changes: VectorChange[] = [];
  let isPossible = writer.knows('vectorSets');
  changed.elements((change) => {
    if (change.kind === 'vector' && !isNewVector(change)) changes.push(change);
    else isPossible = false;
  });
  if (!isPossible || changes.length === 0) return false;
  for (const { element, b } of changes) {
    if (b !== undefined) writer.command('VSETATTR', key, element, b.attributes ?? NONE);
  }
  for (const { element, b } of changes) if (b === undefined) writer.command('VREM', key, element);
  return true;
}

/** Where nothing that is told of an element differs, it is what is stored beside its vector. */
function isNewVector({ a, b }: VectorChange): boolean {
  if (b === undefined) return false;
  if (a?.vector.length !== b.vector.length || b.vector.some((number, i) => !Object.is(number, a.vector[i])))
    return true;
  return isSameBytes(a.attributes ?? NONE, b.attributes ?? NONE);
}
