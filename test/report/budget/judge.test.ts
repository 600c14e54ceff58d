/** What budgets count, what is over, and the line that shows it. */
import { describe, expect, test } from 'vitest';
import type { BudgetSink } from '../../../src/report/budget/budget-sink.ts';
import { BudgetSink as Sink } from '../../../src/report/budget/budget-sink.ts';
import { judge, type GateQuestion } from '../../../src/report/budget/judge.ts';
import type { Breach, GateOutcome } from '../../../src/report/budget/outcome.ts';
import { parseBudgets } from '../../../src/report/budget-file/parse-budgets.ts';
import type { MemoryReport } from '../../../src/report/report.ts';
import { counted, feed, feedRun, NOW_MS, type TestKey } from './counted.ts';
import { group, large, node, report } from './reports.ts';

const DAY = 86_400_000;

const KEYS: readonly TestKey[] = [
  { key: 'user:1', type: 'hash', bytes: 500, elements: 5 },
  { key: 'user:2', type: 'hash', bytes: 900, elements: 50, expireAtMs: NOW_MS + 10 * DAY },
  { key: 'user:3', type: 'hash', bytes: 700, elements: 7, expireAtMs: NOW_MS + 40 * DAY, db: 1 },
  { key: 'cart:1', type: 'list', bytes: 300, elements: 3 },
  { key: 'cart:2', type: 'list', bytes: 300, elements: 4, expireAtMs: NOW_MS - DAY },
  { key: 'session', bytes: 80 },
  { key: 'doc', type: 'ReJSON-RL', bytes: 220 },
];

function outcome(sink: BudgetSink | undefined, question: Partial<GateQuestion> = {}): GateOutcome {
  return judge({
    report: report({}),
    sink,
    baseline: undefined,
    maxGrowth: undefined,
    dump: { inputs: ['dump.rdb'], isLog: false, filters: {}, nowMs: NOW_MS },
    ...question,
  });
}

/** Of the one budget `limits`. */
function breaches(limits: object, question: Partial<GateQuestion> = {}): readonly Breach[] {
  return outcome(counted({ budgets: [{ name: 'x', ...limits }] }, KEYS), question).results[0]?.breaches ?? [];
}

describe('rules', () => {
  test.each<[limits: object, rule: string, actual: number, limit: number, keys: number | undefined, worst: string[]]>([
    [{ maxBytes: 2999 }, 'maxBytes', 3000, 2999, undefined, ['user:2', 'user:3', 'user:1']],
    [{ match: 'cart:*', maxBytes: 500 }, 'maxBytes', 600, 500, undefined, ['cart:1', 'cart:2']],
    [{ type: ['list', 'hash'], maxKeys: 4 }, 'maxKeys', 5, 4, undefined, ['user:2', 'user:3', 'user:1']],
    [{ maxBytesPerKey: 600 }, 'maxBytesPerKey', 900, 600, 2, ['user:2', 'user:3']],
    [{ maxElements: 5 }, 'maxElements', 50, 5, 2, ['user:2', 'user:3']],
    [{ requireTtl: true, db: 0 }, 'requireTtl', 4, 0, 4, ['user:1', 'cart:1', 'doc']],
    [{ maxTtl: '30d' }, 'maxTtl', 40 * DAY, 30 * DAY, 1, ['user:3']],
    [{ match: 'user:*', notMatch: 'user:2', maxBytes: 1 }, 'maxBytes', 1200, 1, undefined, ['user:3', 'user:1']],
    [{ regex: '^[a-z]+$', maxKeys: 1 }, 'maxKeys', 2, 1, undefined, ['doc', 'session']],
    [{ type: 'module', maxKeys: 0 }, 'maxKeys', 1, 0, undefined, ['doc']],
    [{ type: 'rejson-rl', maxKeys: 0 }, 'maxKeys', 1, 0, undefined, ['doc']],
    [{ db: 1, maxKeys: 0 }, 'maxKeys', 1, 0, undefined, ['user:3']],
  ])('%j', (limits, rule, actual, limit, keys, worst) => {
    const [first, ...others] = breaches(limits);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ rule, actual, limit });
    expect(first?.keys).toBe(keys);
    expect(first?.worst.map(({ key }) => key)).toEqual(worst);
  });

  test.each([
    [{ maxBytes: 3000 }],
    [{ maxKeys: 7 }],
    [{ maxBytesPerKey: 900 }],
    [{ maxElements: 50 }],
    [{ maxTtl: '40d' }],
    [{ match: 'cart:2', requireTtl: true }],
    [{ type: 'zset', maxKeys: 0 }],
  ])('%j is kept', (limits) => expect(breaches(limits)).toEqual([]));

  test('a run of strings counts as its keys do', () => {
    const keys = ['a:1', 'a:2', 'b:1'].map((key, i) => ({
      key,
      bytes: 100 + i,
      expireAtMs: i === 1 ? NOW_MS + DAY : NaN,
    }));
    const file = {
      budgets: [{ name: 'a', match: 'a:*', requireTtl: true, maxTtl: '1h', maxBytes: 1 }],
      unmatched: { maxKeys: 0 },
    };
    const sink = new Sink(parseBudgets(JSON.stringify(file), 'b.json'), { nowMs: NOW_MS, todayMs: NOW_MS });
    feedRun(sink, keys);
    const one = counted(
      file,
      keys.map(({ key, bytes, expireAtMs }) => ({
        key,
        bytes,
        expireAtMs: Number.isNaN(expireAtMs) ? undefined : expireAtMs,
      })),
    );
    expect(outcome(sink)).toEqual(outcome(one));
    expect(outcome(sink).results.map(({ keys, bytes }) => [keys, bytes])).toEqual([
      [2, 201],
      [1, 102],
    ]);
  });

  test('remaining time counts from when the file was written, where nothing else is said', () => {
    const file = parseBudgets(JSON.stringify({ budgets: [{ name: 'x', maxTtl: '1d' }] }), 'b.json');
    const sink = new Sink(file, { todayMs: NOW_MS + 100 * DAY });
    const written = { ctime: String(NOW_MS / 1000) };
    const keys = [{ key: 'a', expireAtMs: NOW_MS + 2 * DAY }];
    feed(sink, keys, written);
    expect(outcome(sink).results[0]?.breaches[0]?.actual).toBe(2 * DAY);
  });
});

describe('budgets side by side', () => {
  test('a key counts in every budget that matches it, and is unmatched if only totals do', () => {
    const file = {
      budgets: [
        { name: 'all', maxBytes: '1mb' },
        { name: 'users', match: 'user:*', maxBytes: '1mb' },
        { name: 'hashes', type: 'hash', maxBytes: '1mb' },
      ],
      unmatched: 'error',
    };
    const { results, verdict } = outcome(counted(file, KEYS));
    expect(results.map(({ name, keys }) => [name, keys])).toEqual([
      ['all', 7],
      ['users', 3],
      ['hashes', 3],
      ['unmatched', 4],
    ]);
    expect(verdict).toBe('over');
    expect(results[3]?.breaches).toMatchObject([{ rule: 'unmatched', actual: 4, limit: 0 }]);
  });

  test('a warning does not fail the gate', () => {
    const { verdict, results } = outcome(counted({ budgets: [{ name: 'x', maxKeys: 0, level: 'warn' }] }, KEYS));
    expect(verdict).toBe('pass');
    expect(results[0]?.breaches).toHaveLength(1);
  });

  test('of a damaged input nobody can say that it is within its budgets', () => {
    const sink = counted({ budgets: [{ name: 'x', maxKeys: 100 }] }, KEYS);
    expect(outcome(sink, { report: report({ complete: false }) }).verdict).toBe('incomplete');
  });
});

describe('ignores', () => {
  const ignore = (until: string): object => ({
    budgets: [{ name: 'x', maxKeys: 5 }],
    unmatched: 'error',
    ignore: [{ match: 'cart:*', type: 'list', until, reason: 'load test' }],
  });

  test.each([
    ['2026-01-15', false, 5],
    ['2026-01-14', true, 7],
  ])('up to and with %s, on 15 January', (until, over, keys) => {
    const { ignores, results } = outcome(counted(ignore(until), KEYS));
    expect(ignores).toEqual([
      { what: 'match cart:*, type list', until, reason: 'load test', over, keys: 2, bytes: 600 },
    ]);
    expect(results.map((result) => result.keys)).toEqual([keys, keys]);
  });
});

describe('growth', () => {
  const old = report({ bytes: 1000, keys: 10, budgets: [{ name: 'users', keys: 2, bytes: 2000 }] });
  const now = report({ bytes: 1100, keys: 12 });

  test.each([
    [{ percent: 10 }, 'pass'],
    [{ percent: 9.9 }, 'over'],
    [{ bytes: 100 }, 'pass'],
    [{ bytes: 99 }, 'over'],
  ])('in total, limited by %j', (maxGrowth, verdict) => {
    expect(outcome(undefined, { report: now, baseline: old, maxGrowth }).verdict).toBe(verdict);
  });

  test('less than before is within any limit', () => {
    expect(outcome(undefined, { report: old, baseline: now, maxGrowth: { bytes: 0 } }).verdict).toBe('pass');
  });

  test('its line shows the prefix that grew most, its keys are those that did', () => {
    const baseline = report({
      ...old,
      largest: [large('a', 10)],
      prefixes: { ...old.prefixes, root: node('', 1000, [node('user:', 900)]) },
    });
    const grown = report({
      ...now,
      largest: [large('user:7', 90)],
      prefixes: { ...now.prefixes, root: node('', 1100, [node('user:', 1000, [node('user:<n>:cart', 1000)])]) },
    });
    expect(outcome(undefined, { report: grown, baseline, maxGrowth: { percent: 1 } }).results).toEqual([
      {
        name: 'growth',
        level: 'error',
        keys: 12,
        bytes: 1100,
        bytesBefore: 1000,
        breaches: [
          {
            rule: 'maxGrowth',
            unit: 'bytes',
            actual: 100,
            limit: 10,
            worst: [{ db: 0, key: 'user:7', type: 'string', bytes: 90 }],
            command: "rdb-tool dump --match 'user:*:cart*' dump.rdb",
          },
        ],
      },
    ]);
  });

  test('of a budget, by the figures that the baseline has of it', () => {
    const sink = counted({ budgets: [{ name: 'users', match: 'user:*', maxGrowth: '4%' }] }, KEYS);
    const { results, notes } = outcome(sink, { report: now, baseline: old });
    expect(results[0]).toMatchObject({
      bytes: 2100,
      bytesBefore: 2000,
      breaches: [{ rule: 'maxGrowth', actual: 100, limit: 80 }],
    });
    expect(notes).toEqual([]);
  });

  test.each<[string, MemoryReport | undefined, string]>([
    ['no baseline', undefined, 'x: maxGrowth is not checked, since there is no baseline: give --baseline or --against'],
    [
      'a baseline without it',
      old,
      'x: maxGrowth is not checked, since the baseline does not know this budget: make it again with --budget',
    ],
  ])('%s is told', (_name, baseline, note) => {
    const sink = counted({ budgets: [{ name: 'x', maxGrowth: '4%' }] }, KEYS);
    expect(outcome(sink, { report: now, baseline }).notes).toEqual([note]);
  });
});

describe('the line that shows the keys', () => {
  test.each([
    [{ maxBytes: 1 }, 'rdb-tool dump dump.rdb'],
    [{ match: 'user:*', maxBytes: 1 }, "rdb-tool dump --match 'user:*' dump.rdb"],
    [
      { match: ['user:*', 'cart:*'], type: 'hash', db: [0, 1], maxKeys: 1 },
      "rdb-tool dump --match 'user:*' --match 'cart:*' --type hash --db 0 --db 1 dump.rdb",
    ],
    [
      { notMatch: 'user:*', regex: "^[^']*$", maxKeys: 1 },
      "rdb-tool dump --not-match 'user:*' --regex '^[^'\\'']*$' dump.rdb",
    ],
    [{ match: 'cart:*', requireTtl: true }, "rdb-tool dump --match 'cart:*' --no-expires dump.rdb"],
    [{ maxTtl: '30d' }, `rdb-tool dump --ttl 2592000001ms.. --now ${NOW_MS} dump.rdb`],
    [{ maxElements: 5 }, 'rdb-tool dump --min-elements 6 dump.rdb'],
    [{ match: 'user:*', maxBytesPerKey: 600 }, 'rdb-tool dump --db 0 --db 1 --match user:2 --match user:3 dump.rdb'],
  ])('%j: %s', (limits, line) => {
    expect(breaches(limits)[0]?.command).toBe(line);
  });

  test.each([
    ['a filter beside', { type: ['hash'] }, "rdb-tool dump --type hash --match 'user:*' dump.rdb"],
    [
      'of the same kind',
      { match: ['*:1'] },
      'rdb-tool dump --db 0 --db 1 --match user:2 --match user:3 --match user:1 dump.rdb',
    ],
    ['of what is not wanted', { 'not-match': ['*:9'] }, "rdb-tool dump --not-match '*:9' --match 'user:*' dump.rdb"],
    ['that counts keys', { limit: ['5'] }, "rdb-tool dump --match 'user:*' dump.rdb"],
  ])('with filters of the report: %s', (_name, filters, line) => {
    const dump = { inputs: ['dump.rdb'], isLog: false, filters, nowMs: NOW_MS };
    expect(breaches({ match: 'user:*', maxBytes: 1 }, { dump })[0]?.command).toBe(line);
  });

  test.each([
    [['a b.rdb', "it's.rdb"], false, "rdb-tool dump 'a b.rdb' 'it'\\''s.rdb'"],
    [['-x.rdb'], false, 'rdb-tool dump -- -x.rdb'],
    [['-'], false, 'rdb-tool dump -'],
    [['appendonlydir'], true, 'rdb-tool dump --replay appendonlydir'],
    [['x\u001b[31m.rdb'], false, "rdb-tool dump $'x\\x1b[31m.rdb'"],
  ])('of inputs %j', (inputs, isLog, line) => {
    const dump = { inputs, isLog, filters: {}, nowMs: NOW_MS };
    expect(breaches({ maxBytes: 1 }, { dump })[0]?.command).toBe(line);
  });

  test('of keys that no budget matches', () => {
    const line = (budgets: object): string | undefined =>
      outcome(counted({ budgets, unmatched: 'error' }, KEYS)).results.at(-1)?.breaches[0]?.command;
    expect(
      line([
        { name: 'a', match: 'user:*', maxKeys: 9 },
        { name: 'b', type: 'list', maxKeys: 9 },
      ]),
    ).toBe("rdb-tool dump --not-match 'user:*' --not-type list dump.rdb");
    expect(line([{ name: 'a', match: 'user:*', db: 0, maxKeys: 9 }])).toBe(
      'rdb-tool dump --db 1 --db 0 --match user:3 --match cart:1 --match cart:2 dump.rdb',
    );
  });

  test('keys stand in it as globs of their own', () => {
    const keys = ['a*b', 'tab\there', Buffer.from([0xff, 0x61])].map((key, i) => ({ key, bytes: 900 - i }));
    const sink = counted({ budgets: [{ name: 'x', maxBytesPerKey: 1 }] }, keys);
    expect(outcome(sink).results[0]?.breaches[0]?.command).toBe(
      "rdb-tool dump --db 0 --match 'a\\*b' --match 'tab?here' --match '?a' dump.rdb",
    );
  });

  test('without those that are ignored', () => {
    const file = {
      budgets: [{ name: 'x', match: 'c*', notMatch: 'd*', maxKeys: 0 }],
      ignore: [
        { match: 'cart:1', until: '2027-01-01' },
        { match: 'x', db: 0, until: '2027-01-01' },
      ],
    };
    expect(outcome(counted(file, KEYS)).results[0]?.breaches[0]?.command).toBe(
      "rdb-tool dump --match 'c*' --not-match 'd*' --not-match cart:1 dump.rdb",
    );
  });
});

test('groups that did not change are no growth', () => {
  const groups = (bytes: number): MemoryReport['groups'] => ({
    type: [group('hash', 1, bytes), group('list', 1, 5)],
    encoding: [],
    db: [group('0', 2, bytes + 5)],
    ttl: [],
  });
  const { growth } = outcome(undefined, {
    report: report({ groups: groups(7) }),
    baseline: report({ groups: groups(6) }),
  });
  expect(growth?.types).toEqual([{ name: 'hash', keys: { before: 1, now: 1 }, bytes: { before: 6, now: 7 } }]);
});
