/** Cron jobs of KeyDB. */
import type { CronJob } from '../../model/sink.ts';
import { viewOf } from '../../keyspace/span.ts';
import type { CronValue } from '../../keyspace/values/cron.ts';
import type { Fact, FactChange, MemberChange, MemberState } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { sidesOf } from '../sides-of.ts';
import { diffFact } from './facts.ts';
import { isSameTime, type Expiry } from './same-time.ts';

type Tell = (change: FactChange | MemberChange) => void;

export function diffJobs(a: CronValue, b: CronValue, options: DiffOptions, tell: Tell): void {
  const { job: before } = a;
  const { job: after } = b;
  if (before === undefined || after === undefined) return;
  const factsOfB = factsOf(after);
  const factsOfA = factsOf(before);
  for (const [name, fact] of factsOfA) diffFact(name, fact, factsOfB.get(name), tell);
  for (const [name, fact] of factsOfB) if (!factsOfA.has(name)) diffFact(name, undefined, fact, tell);
  diffNextRuns(a, b, options, tell);
}

/** When a job is run next is kept as the expiry of a member. */
function diffNextRuns(a: CronValue, b: CronValue, options: DiffOptions, tell: Tell): void {
  for (const member of a.expiringMembers()) {
    const before = a.memberExpireAt(member);
    const after = b.memberExpireAt(member);
    if (isSameTime(before, after, options)) continue;
    const is = after === undefined ? undefined : stateOf(after);
    tell({ kind: 'member', member: viewOf(member), ...sidesOf(stateOf(before), is) });
  }
  for (const member of b.expiringMembers()) {
    const after = b.memberExpireAt(member);
    if (a.memberExpireAt(member) !== undefined || isSameTime(undefined, after, options)) continue;
    tell({ kind: 'member', member: viewOf(member), b: stateOf(after) });
  }
}

function stateOf(expireAtMs: Expiry): MemberState {
  return expireAtMs === undefined ? {} : { expireAtMs };
}

function factsOf({ script, startMs, intervalMs, keys, args }: CronJob): Map<string, Fact> {
  return new Map<string, Fact>([
    ['script', script],
    ['start', startMs],
    ['interval', intervalMs],
    ...keys.map((key, i): [string, Fact] => [`keys[${i}]`, key]),
    ...args.map((arg, i): [string, Fact] => [`args[${i}]`, arg]),
  ]);
}
