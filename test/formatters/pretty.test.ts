import { expect, test } from 'vitest';
import { PrettyFormatter, type PrettyOptions } from '../../src/formatters/pretty.ts';
import { PLAIN_STYLE } from '../../src/formatters/style.ts';
import { Feed, type Text } from './feed.ts';
import { printFile } from './print-file.ts';
import { feedAllTypes, NOW } from './values.ts';

const PLAIN: PrettyOptions = { columns: 100, full: false, nowMs: NOW, style: PLAIN_STYLE };

function feedTo(options: Partial<PrettyOptions> = {}): Feed {
  return new Feed((out) => new PrettyFormatter(out, { ...PLAIN, ...options }));
}

function lineOf(key: Text, value: Text, options: Partial<PrettyOptions> = {}): string {
  const feed = feedTo(options);
  feed.string(key, value);
  return feed.text();
}

test('each type on a line of its own', () => {
  const feed = feedTo();
  feedAllTypes(feed);
  expect(feed.text()).toBe(`\
0  l                   list/quicklist2                10 B  3 items  a "b c" 7
0  s                   set/hashtable                  10 B  1 member  one
0  z                   zset/skiplist                  10 B  3 members  a=1.5 b=inf c=-0
0  h                   hash/listpackex  3d 4h         10 B  3 fields  name=Ada city=Zürich (1h) "a=…
0  x                   stream-listpacks            2.0 KiB  1 entry, 1 group  1-0 f=v g=w
0  m                   ReJSON-RL                      10 B  version 3
0  arr                 array                          10 B  2 elements  0=a 8=2.5
0  ph                  path-hash                      10 B  2 paths  /a: f=v /b: g=w h=x
0  cr                  cron                           10 B  every 1m "redis.call('incr', KEYS[1])"
`);
});

test('full shows every element', () => {
  const feed = feedTo({ full: true });
  feed.string('short', 'hello world');
  feedAllTypes(feed);
  expect(feed.text()).toBe(`\
0  short               string/raw                     10 B  "hello world"
0  l                   list/quicklist2                10 B  3 items
          0  a
          1  "b c"
          2  7
0  s                   set/hashtable                  10 B  1 member
     one
     expires one (1d)
0  z                   zset/skiplist                  10 B  3 members
     a=1.5
     b=inf
     c=-0
0  h                   hash/listpackex  3d 4h         10 B  3 fields
     name=Ada
     city=Zürich (1h)
     "a=b"="" (expired 1h ago)
0  x                   stream-listpacks            2.0 KiB  1 entry, 1 group
     1-0 f=v g=w
     last id 5-0, first 1-0, last deleted 4-2, 3 added
     group g  last id 1-0, 1 read, 1 pending
         consumer c1  seen 1d ago, active 1h ago
         pending 1-0  c1  delivered 2h ago, 3 times
0  m                   ReJSON-RL                      10 B  version 3
0  arr                 array                          10 B  2 elements
     next insert at 9
     0=a
     8=2.5
0  ph                  path-hash                      10 B  2 paths
     /a
         f=v
     /b
         g=w
         h=x
0  cr                  cron                           10 B
     starts in 1h, every 1m
     "redis.call('incr', KEYS[1])"
     keys n
`);
});

test('the other records are quiet lines', async () => {
  expect(await printFile((out) => new PrettyFormatter(out, PLAIN))).toBe(`\
RDB version 11 (redis)
aux redis-ver = 7.2.0
db 0
4 keys, 1 with an expiry
0  a                   string/raw                      6 B  hello
0  n                   string/int                      2 B  -5
0  "\\x1b[31m"          string/raw       expired 2y 270d ago  2 B  x
0  l                   list/linkedlist                 5 B  2 items  x y
end, no checksum, 80 B
`);
});

test.each([
  ['escape sequences', '\x1b]0;pwned\x07', '"\\x1b]0;pwned\\a"'],
  ['line ends', 'a\r\nb', '"a\\r\\nb"'],
  ['C1 controls', 'a\u009b31m', '"a\\xc2\\x9b31m"'],
  ['right-to-left override', 'a\u202eb', '"a\\xe2\\x80\\xaeb"'],
  ['bidi isolates', 'a\u2066b', '"a\\xe2\\x81\\xa6b"'],
  ['zero-width space', 'a\u200bb', '"a\\xe2\\x80\\x8bb"'],
  ['line separator', 'a\u2028b', '"a\\xe2\\x80\\xa8b"'],
  ['tag characters', 'a\u{e0041}', '"a\\xf3\\xa0\\x81\\x81"'],
  ['bytes that are no UTF-8', Buffer.from('e9c3a9', 'hex'), '"\\xe9\\xc3\\xa9"'],
  ['quotes and backslashes', 'a"b\\', '"a\\"b\\\\"'],
  ['a space', 'a b', '"a b"'],
  ['a wide space', 'a\u3000b', '"a\u3000b"'],
  ['nothing', '', '""'],
  ['our mark', 'a…', '"a…"'],
  ['text', 'Zürich', 'Zürich'],
  ['joined emoji', '👩\u200d💻', '👩\u200d💻'],
])('as a key or value: %s', (_name, bytes, shown) => {
  const line = lineOf(bytes, bytes);
  expect(line.startsWith(`0  ${shown}  `)).toBe(true);
  expect(line.endsWith(`  ${shown}\n`)).toBe(true);
});

test('wide characters take two columns, marks none', () => {
  expect(lineOf('鍵鍵', '値')).toBe('0  鍵鍵                string/raw                     10 B  値\n');
  expect(lineOf('e\u0301', 'x')).toBe('0  e\u0301                   string/raw                     10 B  x\n');
});

test('a line is never wider than the terminal', () => {
  expect(lineOf('k', 'v'.repeat(1000), { columns: 80 })).toBe(
    '0  k               string/raw                     10 B  vvvvvvvvvvvvvvvvvvvvvvv…\n',
  );
  // The next wide character would stand over the edge.
  expect(lineOf('k', '値'.repeat(1000), { columns: 80 })).toBe(
    '0  k               string/raw                     10 B  値値値値値値値値値値値…\n',
  );
});

test('a long key leaves room for what is known about it', () => {
  expect(lineOf('k'.repeat(500), 'v', { columns: 80 })).toBe(`0  ${'k'.repeat(39)}…  string/raw    10 B  v\n`);
});

test('a string that does not fit a line stands below it in full, in however many slices', () => {
  const feed = feedTo({ full: true, columns: 80 });
  const bytes = Buffer.from(`${'a'.repeat(99)}é\x1b`);
  feed.entry({ key: 'k' }, (sink) => {
    sink.string(...feed.span(bytes.subarray(0, 100)), false);
    sink.string(...feed.span(bytes.subarray(100)), true);
  });
  expect(feed.text()).toBe(`0  k               string/raw                     10 B\n     "${'a'.repeat(99)}é\\x1b"\n`);
});

test('only the tones are coloured', () => {
  const mark = (name: string) => (text: string) => `<${name}:${text}>`;
  const style = { ...PLAIN_STYLE, key: mark('key'), string: mark('string'), dim: mark('dim'), size: mark('size') };
  expect(lineOf('k', 'v', { style })).toBe(
    '<dim:0 > <key:k>                   string/raw                     <size:10 B>  <string:v>\n',
  );
});

test('sizes and counts', () => {
  const feed = feedTo();
  feed.entry({ key: 'a', type: 'list', encoding: 'quicklist', sizeBytes: 5_242_880 }, (sink) => {
    const rows = feed.rows('x');
    for (let i = 0; i < 12_345; i++) sink.items(rows, 1);
  });
  expect(feed.text()).toBe(
    '0  a                   list/quicklist              5.0 MiB  12,345 items  x x x x x x x x x x x x x…\n',
  );
});

test('a damaged file leaves the whole lines', () => {
  const feed = feedTo();
  feed.string('a', 'b');
  feed.begin('c');
  feed.sink.abandon();
  expect(feed.text()).toBe('0  a                   string/raw                     10 B  b\n');
});
