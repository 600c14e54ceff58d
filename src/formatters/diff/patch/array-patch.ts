/** Arrays: ARMSET, ARDEL, ARSEEK. Source: redis 8.8 src/t_array.c. */
import type { ChangedKey } from '../../../diff/change.ts';
import { LongCommand, writeAll } from './long-command.ts';
import type { PatchWriter } from './patch-writer.ts';

const INSERT_INDEX = 'insertIndex';

export function patchArray(changed: ChangedKey, writer: PatchWriter): boolean {
  const { key } = changed.a;
  const set: { index: bigint; value: Uint8Array }[] = [];
  const removed: bigint[] = [];
  let insertIndex: bigint | undefined;
  let isLost = !writer.knows('arrays');
  changed.elements((change) => {
    if (change.kind === 'array-item') {
      if (change.b === undefined) removed.push(change.index);
      else set.push({ index: change.index, value: change.b });
    } else if (change.kind === 'fact' && change.name === INSERT_INDEX) {
      // Once there is one, nothing takes it away.
      if (change.b === undefined) isLost = true;
      else insertIndex = BigInt(String(change.b));
    }
  });
  if (isLost || set.length + removed.length + (insertIndex === undefined ? 0 : 1) === 0) return false;
  const command = new LongCommand(writer, 'ARMSET', key);
  for (const { index, value } of set) command.add(index, value);
  command.close();
  writeAll(writer, ['ARDEL', key], removed);
  if (insertIndex !== undefined) writer.command('ARSEEK', key, insertIndex);
  return true;
}
