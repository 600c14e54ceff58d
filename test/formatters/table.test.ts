import { expect, test } from 'vitest';
import { TableFormatter } from '../../src/formatters/table.ts';
import { Feed } from './feed.ts';
import { printFile } from './print-file.ts';
import { feedAllTypes, NOW } from './values.ts';

const create = (out: ConstructorParameters<typeof TableFormatter>[0]): TableFormatter =>
  new TableFormatter(out, { nowMs: NOW });
const HEADER = 'db  key                              type      encoding                ttl        size   elements\n';

test('a file', async () => {
  expect(await printFile(create)).toBe(`${HEADER}\
0   a                                string    raw                       -           6          -
0   n                                string    int                       -           2          -
0   "\\x1b[31m"                       string    raw                 expired           2          -
0   l                                list      linkedlist                -           5          2
`);
});

test('each type', () => {
  const feed = new Feed(create);
  feedAllTypes(feed);
  expect(feed.text()).toBe(`${HEADER}\
0   l                                list      quicklist2                -          10          3
0   s                                set       hashtable                 -          10          1
0   z                                zset      skiplist                  -          10          3
0   h                                hash      listpackex           273600          10          3
0   x                                stream    stream-listpacks          -        2048          1
0   m                                ReJSON-RL module2                   -          10          -
0   arr                              array     array                     -          10          2
0   ph                               path-hash path-hash                 -          10          2
0   cr                               cron      cron                      -          10          -
`);
});

test('every cell is one word, as wide as it is seen', () => {
  const feed = new Feed(create);
  feed.string('a b', '');
  feed.string('鍵', '');
  feed.string('', '');
  feed.string('k'.repeat(40), '');
  expect(feed.text()).toBe(`${HEADER}\
0   "a\\x20b"                         string    raw                       -          10          -
0   鍵                               string    raw                       -          10          -
0   ""                               string    raw                       -          10          -
0   kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk string    raw                       -          10          -
`);
});

test('an empty data set has its header', () => {
  expect(new Feed(create).text()).toBe(HEADER);
});
