/** An outcome in which there is one of everything, with keys that mean harm. */
import type { GateOutcome } from '../../../src/report/budget/outcome.ts';

const MIB = 1024 * 1024;

export const HOSTILE = ']]></failure><script>alert("1")</script>\u0000\u001b[31m\n::error::x % | `a`';

export const OUTCOME: GateOutcome = {
  schema: 'rdb-tool/memory-gate/1',
  verdict: 'over',
  sources: ['dump.rdb'],
  totals: { keys: 1200, bytes: 90 * MIB },
  results: [
    { name: 'users', level: 'error', keys: 1000, bytes: 10 * MIB, breaches: [] },
    {
      name: 'carts & <baskets>',
      level: 'error',
      keys: 150,
      bytes: 70 * MIB,
      breaches: [
        {
          rule: 'maxBytes',
          unit: 'bytes',
          actual: 70 * MIB,
          limit: 64 * MIB,
          worst: [
            { db: 0, key: 'cart:1', type: 'list', bytes: 9 * MIB, elements: 1000 },
            { db: 3, key: HOSTILE, type: 'list', bytes: 4 * MIB, elements: 5 },
            { db: 0, key: { $base64: '/2E=' }, type: 'list', bytes: 512 },
          ],
          command: "rdb-tool dump --match 'cart:*' dump.rdb",
        },
        {
          rule: 'maxElements',
          unit: 'elements',
          actual: 1000,
          limit: 100,
          keys: 1,
          worst: [{ db: 0, key: 'cart:1', type: 'list', bytes: 9 * MIB, elements: 1000 }],
          command: "rdb-tool dump --match 'cart:*' --min-elements 101 dump.rdb",
        },
      ],
    },
    {
      name: 'sessions',
      level: 'warn',
      keys: 4,
      bytes: 400,
      breaches: [
        {
          rule: 'maxTtl',
          unit: 'ms',
          actual: 40 * 86_400_000,
          limit: 30 * 86_400_000,
          keys: 2,
          worst: [{ db: 0, key: 's', type: 'string', bytes: 100, expireAt: 1, leftMs: 40 * 86_400_000 }],
          command: 'rdb-tool dump --ttl 2592000001ms.. --now 0 dump.rdb',
        },
      ],
    },
  ],
  ignores: [
    { what: 'match a:*', until: '2027-01-01', reason: 'load test', over: false, keys: 1, bytes: 100 },
    { what: 'match b:*', until: '2025-01-01', over: true, keys: 2, bytes: 2048 },
  ],
  notes: ['sessions: maxGrowth is not checked, since there is no baseline: give --baseline or --against'],
  growth: {
    totals: {
      keys: { before: 1000, now: 1200 },
      bytes: { before: 80 * MIB, now: 90 * MIB },
      allocated: { before: 100 * MIB, now: 100 * MIB },
    },
    types: [{ name: 'list', keys: { before: 0, now: 150 }, bytes: { before: 0, now: 70 * MIB } }],
    dbs: [],
    prefixes: [{ prefix: 'cart:', now: { keys: 150, bytes: 70 * MIB } }],
    keys: [{ db: 0, key: 'cart:1', type: 'list', before: MIB, now: 9 * MIB }],
  },
};
