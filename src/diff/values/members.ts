/** Members of sets and sorted sets. */
import type { SetValue } from '../../keyspace/values/set.ts';
import type { ZsetValue } from '../../keyspace/values/zset.ts';
import { viewOf, type Span } from '../../keyspace/span.ts';
import type { MemberChange, MemberState } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { isSameTime, type Expiry } from './same-time.ts';

type Tell = (change: MemberChange) => void;

export function diffSets(a: SetValue, b: SetValue, options: DiffOptions, tell: Tell): void {
  let common = 0;
  for (const member of a) {
    const before = a.memberExpireAt(member);
    if (!b.has(member)) tell({ kind: 'member', member: viewOf(member), a: stateOf(before) });
    else {
      common++;
      const after = b.memberExpireAt(member);
      if (isSameTime(before, after, options)) continue;
      tell({ kind: 'member', member: viewOf(member), a: stateOf(before), b: stateOf(after) });
    }
  }
  if (common === b.size) return;
  for (const member of b) {
    if (!a.has(member)) tell({ kind: 'member', member: viewOf(member), b: stateOf(b.memberExpireAt(member)) });
  }
}

/** By score. Zeros of different signs are different scores, and NaN is one. */
export function diffSortedSets(a: ZsetValue, b: ZsetValue, options: DiffOptions, tell: Tell): void {
  let common = 0;
  // Few differ, and putting all in order costs more than to compare them.
  const differs = (member: Span, score: number): boolean => {
    const other = b.score(member);
    if (other !== undefined) common++;
    return (
      other === undefined ||
      !Object.is(score, other) ||
      !isSameTime(a.memberExpireAt(member), b.memberExpireAt(member), options)
    );
  };
  a.eachByScore(differs, (member, score) => {
    const other = b.score(member);
    tell({
      kind: 'member',
      member: viewOf(member),
      a: stateOf(a.memberExpireAt(member), score),
      ...(other === undefined ? {} : { b: stateOf(b.memberExpireAt(member), other) }),
    });
  });
  if (common === b.size) return;
  b.eachByScore(
    (member) => !a.has(member),
    (member, score) => tell({ kind: 'member', member: viewOf(member), b: stateOf(b.memberExpireAt(member), score) }),
  );
}

function stateOf(expireAtMs: Expiry, score?: number): MemberState {
  return { ...(score === undefined ? {} : { score }), ...(expireAtMs === undefined ? {} : { expireAtMs }) };
}
