/** Sets and sorted sets: SADD and SREM, ZADD and ZREM. */
import type { ChangedKey, MemberChange } from '../../../diff/change.ts';
import { scoreText } from '../../score-text.ts';
import { isShorterAnew } from './element-count.ts';
import { LongCommand, writeAll } from './long-command.ts';
import type { PatchWriter } from './patch-writer.ts';

/** To ZADD, 0 is the score that -0 is, and it changes nothing: another score has to come between. */
const BETWEEN = 1;

export function patchMembers(key: ChangedKey, writer: PatchWriter): boolean {
  const { a } = key;
  const isSorted = a.type === 'zset';
  const added = new LongCommand(writer, isSorted ? 'ZADD' : 'SADD', a.key);
  const removed: Uint8Array[] = [];
  // Small sets keep no sign of a zero, and large ones do: so those come when the set is as large as it will be.
  const negativeZeros: MemberChange[] = [];
  let losesTimes = false;
  let told = 0;
  key.elements((change) => {
    if (change.kind !== 'member') return;
    told++;
    if (change.b === undefined) removed.push(change.member);
    else if (Object.is(change.b.score, -0)) negativeZeros.push(change);
    else if (isSorted) addScore(added, change);
    else if (change.a === undefined) added.add(change.member);
    if (change.b !== undefined && change.a?.expireAtMs !== change.b.expireAtMs) losesTimes = true;
  });
  for (const change of negativeZeros) addScore(added, change);
  added.close();
  if (isShorterAnew(key, removed.length)) return false;
  writeAll(writer, [isSorted ? 'ZREM' : 'SREM', a.key], removed);
  if (losesTimes) writer.lose('expiries of members', a);
  return told > 0;
}

function addScore(added: LongCommand, { member, a, b }: MemberChange): void {
  const score = b?.score ?? 0;
  if (Object.is(a?.score, score)) return;
  if (a?.score === score) added.add(scoreText(BETWEEN), member);
  added.add(scoreText(score), member);
}
