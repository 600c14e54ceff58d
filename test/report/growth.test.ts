/** Two reports held against each other. */
import { describe, expect, test } from 'vitest';
import { compareReports } from '../../src/report/growth.ts';
import type { LargeKey, MemoryReport, PrefixNode } from '../../src/report/report.ts';
import { large, node, report } from './budget/reports.ts';

type Bounds = Partial<Pick<MemoryReport['prefixes'], 'errorBytes' | 'hiddenBytes'>>;

function withPrefixes(children: readonly PrefixNode[], bounds: Bounds = {}): MemoryReport {
  const { prefixes } = report({});
  return report({ prefixes: { ...prefixes, ...bounds, root: node('', 0, children) } });
}

/** `before>now` of each prefix, in order; `-` where the baseline does not show it. */
function prefixes(old: readonly PrefixNode[], now: readonly PrefixNode[], bounds?: Bounds): readonly string[] {
  return compareReports(withPrefixes(old, bounds), withPrefixes(now)).prefixes.map(
    (change) => `${String(change.prefix)} ${change.before?.bytes ?? '-'}>${change.now.bytes}`,
  );
}

describe('prefixes', () => {
  test.each<[what: string, old: PrefixNode[], now: PrefixNode[], bounds: Bounds, grown: string[]]>([
    ['one that grew', [node('a:', 10)], [node('a:', 15)], {}, ['a: 10>15']],
    ['one that did not', [node('a:', 10)], [node('a:', 10)], {}, []],
    ['one that shrank', [node('a:', 10)], [node('a:', 9)], {}, []],
    ['one that is gone', [node('a:', 10)], [], {}, []],
    [
      'the largest growth first',
      [node('a:', 10), node('b:', 10)],
      [node('a:', 15), node('b:', 90)],
      {},
      ['b: 10>90', 'a: 10>15'],
    ],
    ['a new one', [], [node('a:', 15)], {}, ['a: ->15']],
    ['perhaps new: larger than what the baseline may hide', [], [node('a:', 15)], { hiddenBytes: 14 }, ['a: ->15']],
    ['perhaps as it was: the baseline may hide it', [], [node('a:', 15)], { hiddenBytes: 15 }, []],
    ['perhaps as it was: the baseline may have dropped it', [], [node('a:', 15)], { errorBytes: 15 }, []],
    [
      'nearly all of it in one below',
      [node('a:', 100, [node('a:<n>', 10)])],
      [node('a:', 200, [node('a:<n>', 105)])],
      {},
      ['a:<n> 10>105'],
    ],
    [
      'spread over those below',
      [node('a:', 100, [node('a:x', 10), node('a:y', 10)])],
      [node('a:', 200, [node('a:x', 60), node('a:y', 50)])],
      {},
      ['a: 100>200', 'a:x 10>60', 'a:y 10>50'],
    ],
  ])('%s', (_what, old, now, bounds, grown) => expect(prefixes(old, now, bounds)).toEqual(grown));
});

describe('keys', () => {
  const withKeys = (keys: readonly LargeKey[], count = keys.length): MemoryReport =>
    report({ keys: count, largest: keys });

  test.each<[what: string, old: MemoryReport, now: LargeKey[], grown: object[]]>([
    ['one that grew', withKeys([large('a', 5)]), [large('a', 9)], [{ key: 'a', before: 5, now: 9 }]],
    ['one that did not', withKeys([large('a', 5)]), [large('a', 5)], []],
    ['a new one', withKeys([large('a', 5)]), [large('b', 1)], [{ key: 'b', now: 1 }]],
    [
      'perhaps new: larger than all that the baseline does not show',
      withKeys([large('a', 5)], 9),
      [large('b', 6)],
      [{ key: 'b', now: 6 }],
    ],
    ['perhaps as it was: the baseline shows larger ones only', withKeys([large('a', 5)], 9), [large('b', 5)], []],
    [
      'the same name in another database',
      withKeys([large('a', 5)]),
      [{ ...large('a', 5), db: 1 }],
      [{ db: 1, key: 'a', now: 5 }],
    ],
  ])('%s', (_what, old, now, grown) => {
    const found = compareReports(old, withKeys(now)).keys;
    expect(found).toHaveLength(grown.length);
    expect(found).toMatchObject(grown);
  });
});
