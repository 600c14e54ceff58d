/** Which command makes a value of a type. Source: aof-replication-resp.md 6.2, 6.4. */
import { ARGUMENTS, type Arguments } from '../../kernels/kernels.ts';
import type { ValueType } from '../../model/sink.ts';
import type { Feature } from '../../model/target.ts';

/** What makes a value, and how its rows become arguments. Types without have no commands. */
export const VALUE_COMMANDS = {
  string: { name: 'SET', layout: ARGUMENTS.ITEMS, needs: undefined },
  list: { name: 'RPUSH', layout: ARGUMENTS.ITEMS, needs: undefined },
  set: { name: 'SADD', layout: ARGUMENTS.ITEMS, needs: undefined },
  zset: { name: 'ZADD', layout: ARGUMENTS.SCORES, needs: undefined },
  hash: { name: 'HSET', layout: ARGUMENTS.PAIRS, needs: undefined },
  stream: { name: 'XADD', layout: ARGUMENTS.ITEMS, needs: 'streams' },
  array: { name: 'ARMSET', layout: ARGUMENTS.ITEMS, needs: 'arrays' },
  module: undefined,
  cron: undefined,
  'path-hash': undefined,
} as const satisfies Record<ValueType, { name: string; layout: Arguments; needs: Feature | undefined } | undefined>;
