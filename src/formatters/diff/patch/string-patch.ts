/** A string: SET, or, where that is much shorter, what is new of it by APPEND or SETRANGE. */
import { firstDifference } from '../../../bytes/first-difference.ts';
import type { ChangedKey, StringChange } from '../../../diff/change.ts';
import type { PatchWriter } from './patch-writer.ts';

/** What a command in the place of SET has to save. */
const WORTH_BYTES = 1024;
/** Half of what an argument may have, proto-max-bulk-len. */
const LONGEST_ARGUMENT = 256 * 1024 * 1024;

export function patchString(changed: ChangedKey, writer: PatchWriter): boolean {
  const { key, expireAtMs } = changed.a;
  const found: StringChange[] = [];
  changed.elements((change) => {
    if (change.kind === 'string') found.push(change);
  });
  const [change] = found;
  if (change === undefined || change.b.length > LONGEST_ARGUMENT) return false;
  if (writePart(key, change, writer)) return true;
  // Written anew it is one SET, with the expiry.
  if (changed.aspects.includes('expireAt')) return false;
  if (expireAtMs === undefined) writer.command('SET', key, change.b);
  else if (writer.knows('keepTtl')) writer.command('SET', key, change.b, 'KEEPTTL');
  else return false;
  return true;
}

/** Both leave the expiry. */
function writePart(key: Uint8Array, { a, b }: StringChange, writer: PatchWriter): boolean {
  if (b.length < a.length) return false;
  const shared = firstDifference(a, b);
  if (shared === a.length) {
    if (shared < WORTH_BYTES) return false;
    writer.command('APPEND', key, b.subarray(shared));
    return true;
  }
  if (b.length > a.length) return false;
  let end = b.length;
  while (a[end - 1] === b[end - 1]) end--;
  if (b.length - (end - shared) < WORTH_BYTES) return false;
  writer.command('SETRANGE', key, shared, b.subarray(shared, end));
  return true;
}
