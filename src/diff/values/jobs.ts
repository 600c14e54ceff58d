/** Cron jobs of KeyDB. */
import type { CronJob } from '../../model/sink.ts';
import { viewOf } from '../../keyspace/span.ts';
import type { CronValue } from '../../keyspace/values/cron.ts';
import type { Fact, FactChange, MemberChange, MemberState } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { isSameBytes } from './same-bytes.ts';
import { isSameTime, type Expiry } from './same-time.ts';

type Tell = (change: FactChange | MemberChange) => void;

export function diffJobs(a: CronValue, b: CronValue, options: DiffOptions, tell: Tell): void {
  const { job: before } = a;
  const { job: after } = b;
  if (before === undefined || after === undefined) return;
  const factsOfB = factsOf(after);
  const factsOfA = factsOf(before);
  for (const [name, fact] of factsOfA) {
    const other = factsOfB.get(name);
    if (isSame(fact, other)) continue;
    tell({ kind: 'fact', name, a: fact, ...(other === undefined ? {} : { b: other }) });
  }
  for (const [name, fact] of factsOfB) if (!factsOfA.has(name)) tell({ kind: 'fact', name, b: fact });
  diffNextRuns(a, b, options, tell);
}

/** When a job is run next is kept as the expiry of a member. */
function diffNextRuns(a: CronValue, b: CronValue, options: DiffOptions, tell: Tell): void {
  for (const member of a.expiringMembers()) {
    const before = a.memberExpireAt(member);
    const after = b.memberExpireAt(member);
    if (isSameTime(before, after, options)) continue;
    tell({
      kind: 'member',
      member: viewOf(member),
      a: stateOf(before),
      ...(after === undefined ? {} : { b: stateOf(after) }),
    });
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

function isSame(a: Fact, b: Fact | undefined): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array ? isSameBytes(a, b) : a === b;
}
