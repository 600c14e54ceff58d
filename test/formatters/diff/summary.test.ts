import { expect, test } from 'vitest';
import { SummaryChanges } from '../../../src/formatters/diff/summary/summary-changes.ts';
import { PLAIN_STYLE } from '../../../src/formatters/style.ts';
import { ChangeFeed } from './change-feed.ts';

function feedTo(columns = 100): ChangeFeed {
  return new ChangeFeed((out) => new SummaryChanges(out, { columns, style: PLAIN_STYLE }));
}

test('counts by type, database, aspect and prefix', () => {
  const feed = feedTo();
  expect(feed.sink.detail).toBe('keys');
  for (let i = 0; i < 1200; i++) feed.removed.string(`user:${i}`, 'x');
  for (let i = 0; i < 3; i++) feed.removed.string(`user:${i}:cart`, 'x');
  feed.changed({ key: 'user:5:cart', aspects: ['value', 'expireAt'] });
  feed.changed({ key: 'plain', aspects: ['value'], db: 7, type: 'zset' });
  for (const name of ['a', 'b']) {
    feed.added.entry({ key: `\u001b[2J:${name}`, type: 'module', module: { name: 'ReJSON-RL', version: 3 } });
  }
  const totals = { same: 5000, removed: 1203, changed: 2, added: 2, functions: 1, untold: 3, complete: false };
  expect(feed.text(totals)).toBe(`\
Incomplete: not every input could be read to its end.
a          a.rdb
b          b.rdb
the same   5,000 keys
only in a  1,203 keys
changed    2 keys
only in b  2 keys
functions  1 library
not shown  3 differences

Types
TYPE        KEYS  ONLY IN A  CHANGED  ONLY IN B
string     1,203      1,203        -          -
ReJSON-RL      2          -        -          2
hash           1          -        1          -
zset           1          -        1          -

Databases
DB   KEYS  ONLY IN A  CHANGED  ONLY IN B
0   1,206      1,203        1          2
7       1          -        1          -

What has changed
OF KEYS  CHANGED
value          2
expiry         1

Prefixes with most differences
PREFIX          KEYS  ONLY IN A  CHANGED  ONLY IN B
user:          1,204      1,203        1          -
user:<n>       1,200      1,200        -          -
user:<n>:cart      4          3        1          -
"\\x1b[2J:"         2          -        -          2
`);
});

test('nothing that differs', () => {
  expect(feedTo().text({ same: 1 })).toBe(`\
a          a.rdb
b          b.rdb
the same   1 key
only in a  0 keys
changed    0 keys
only in b  0 keys
`);
});

test('so many prefixes that not all can be kept, and many databases', () => {
  const feed = feedTo();
  for (let i = 0; i < 40_000; i++) feed.changed({ key: `shared:${letters(i)}:x`, db: i % 2000 });
  const lines = feed.text({ changed: 40_000 }).split('\n');
  expect(lines).toContain('Databases with most differences');
  expect(lines.at(-2)).toMatch(/^a prefix may lack up to \d+ keys?$/);
  expect(lines.length).toBeLessThan(60);
});

/** Ids that are numbers would be folded. */
function letters(number: number): string {
  return String(number).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
}
