/** Logs and feeds that cannot be replayed whole, and why: what they hold beside those commands has to be right all the same. */

export interface LogException {
  /** Names of cases. */
  readonly cases: RegExp;
  /** How reading them ends. */
  readonly error: RegExp;
  /** Keys that are missing when those commands are passed over, or are otherwise. */
  readonly missing: RegExp;
}

const EXCEPTIONS: readonly LogException[] = [
  {
    // Up to 4.0 scripts stand in a log as they were called: what they do only Lua tells.
    cases: /^redis-(2\.[68]|3\.[02]|4\.0)\.\d+\/(aof-(live|rewritten|preamble|values)|psync-\w+)\//,
    error: /command "eval" cannot be replayed/,
    missing: /^db\d+ "(e:\w+|later:script)": missing$/,
  },
  {
    // Its RDB has seconds of 32 bits with a sign, which end in 2038: the feed's master itself knows better.
    cases: /^redis-2\.4\.\d+\/psync-sync\//,
    error: /^$/,
    missing: /: expireAt: ours -\d+, truth \d+$/,
  },
  {
    // Commands of Redis' example module.
    cases: /\/aof-modules\//,
    error: /command "hellotype\.insert" cannot be replayed/,
    missing: /^db\d+ "hello:\w+": missing$/,
  },
  {
    cases: /\/appendonly6\.aof$/,
    error: /command "eval" cannot be replayed/,
    missing: /^db\d+ "(foo|key)": missing$/,
  },
];

export function exceptionOf(name: string): LogException | undefined {
  return EXCEPTIONS.find(({ cases }) => cases.test(name));
}
