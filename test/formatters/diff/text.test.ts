import { expect, test } from 'vitest';
import type { ElementChange } from '../../../src/diff/change.ts';
import { TextChanges, type TextOptions } from '../../../src/formatters/diff/text/text-changes.ts';
import { PLAIN_STYLE } from '../../../src/formatters/style.ts';
import { feedAllTypes, NOW } from '../values.ts';
import { ChangeFeed, type Changed } from './change-feed.ts';
import { ELEMENTS } from './elements.ts';

const PLAIN: TextOptions = { columns: 100, nowMs: NOW, style: PLAIN_STYLE, keysOnly: false };

function feedTo(options: Partial<TextOptions> = {}): ChangeFeed {
  return new ChangeFeed((out) => new TextChanges(out, { ...PLAIN, ...options }));
}

/** What is printed of one key that has changed, without the totals. */
function linesOf(changed: Partial<Changed>, options: Partial<TextOptions> = {}): string {
  const feed = feedTo(options);
  feed.changed({ key: 'k', ...changed });
  return feed.text({ changed: 1 }).replace(/.*\n$/, '');
}

/** Of its elements. */
function elementLines(elements: readonly ElementChange[], options: Partial<TextOptions> = {}): string {
  return linesOf({ elements }, options).replace(/^.*\n/, '');
}

test('keys that only one side has: type, expiry, number of elements, and the first of them', () => {
  const feed = feedTo();
  feedAllTypes(feed.removed);
  feed.added.string('s', 'hello world', { db: 3, expireAtMs: NOW + 1 });
  expect(feed.text({ removed: 9, added: 1, same: 1204 })).toBe(`\
- l                   list       3 items  a "b c" 7
- s                   set        1 member  one
- z                   zset       3 members  a=1.5 b=inf c=-0
- h                   hash       expires 2023-11-18T02:13:20Z  3 fields  name=Ada city=Zürich (1h) …
- x                   stream     1 entry, 1 group  1-0 f=v g=w
- m                   ReJSON-RL  version 3
- arr                 array      2 elements  0=a 8=2.5
- ph                  path-hash  2 paths  /a: f=v /b: g=w h=x
- cr                  cron       every 1m "redis.call('incr', KEYS[1])"
+ db3 s               string     expires 2023-11-14T22:13:20.001Z  "hello world"
9 keys only in a.rdb, 0 changed, 1 only in b.rdb; 1,204 the same
`);
});

test.each<[keyof typeof ELEMENTS, string]>([
  ['string', '    ~ old → "new value"\n'],
  [
    'list',
    `\
    - [0] = a
    - [1] = "b c"
    ~ [7 → 5] = x → y
    ~ [1007] = x → y
    + [1010] = z
    - [1011] = 1
    + [1012] = 2
    + [1013] = 3
`,
  ],
  [
    'set',
    `\
    - gone
    ~ later  expires 2023-11-14T22:13:20Z → 2023-11-14T22:13:20.001Z
    + new  expires 2023-11-14T22:13:20Z
`,
  ],
  [
    'zset',
    `\
    - ada = 1.5
    ~ eve = -0 → 0
    + bob = inf
`,
  ],
  [
    'hash',
    `\
    - city = Rome
    ~ name = Ada → "Eve L"
    ~ token  expires none → 2023-11-14T22:13:20Z
    ~ both = 1 → 2  expires 2023-11-14T22:13:20Z → none
    + "a=b" = ""  expires 2023-11-14T22:13:20Z
`,
  ],
  ['path-hash', '    ~ /p f = v → w\n'],
  [
    'stream',
    `\
    ~ lastId 5-0 → 6-0
    ~ entriesAdded 5 → 18446744073709551615
    - 1-0 a=1 b=2
    ~ 2-0 b = 2 → 3
    - 3-0 a=1 b=2
    + 3-0 a=1
    + 4-0 a=1
    - group g1  last id 1-0, entries read 3
    ~ group g2  last id 1-0 → 2-0, entries read none → 1
    + group g3  last id 2-0, nacked 1-0 1-1
    - group g1 consumer c  seen 2023-11-14T22:13:20Z
    ~ group g2 consumer c  active none → 2023-11-14T22:13:20Z
    ~ group g2 pending 1-0  of c → d, deliveries 1 → 2
    + group g2 pending 2-0  deliveries 0, delivered 2023-11-14T22:13:20Z
    - producer p i1  1-0
    ~ producer p i2  1-0 → 2-0
`,
  ],
  [
    'array',
    `\
    ~ insertIndex 9 → none
    - [3] = x
    ~ [18446744073709551614] = x → y
`,
  ],
  [
    'module',
    `\
    ~ quantization q8 → none
    - e1 = [1,-0.5]
    ~ e2 = [1,2] → [1,3]
    ~ e3 attributes "{\\"a\\":1}" → none
    ~ "\\x02\\x00" → "\\x02\\x01"
`,
  ],
  ['cron', '    ~ script "return 1" → "return 22"\n'],
])('elements of a %s', (type, want) => {
  expect(elementLines(ELEMENTS[type])).toBe(want);
});

const FACTS: Partial<Changed> = {
  type: 'string',
  encoding: 'raw',
  to: {
    encoding: 'int',
    expireAtMs: 9223372036854775807n,
    idleSeconds: 5,
    freq: 3,
    noEvict: true,
    mvcc: '7',
    meta: [{ name: 'cls1', version: 1, flags: 0, payload: Buffer.from('p') }],
  },
  aspects: ['expireAt', 'encoding', 'idle', 'freq', 'meta', 'noEvict', 'mvcc'],
};

test('what stands beside the value', () => {
  expect(linesOf(FACTS)).toBe(`\
~ k                   string
    ~ expires none → 9223372036854775807 ms
    ~ encoding raw → int
    ~ idle none → 5 s
    ~ freq none → 3
    + meta cls1 = p
    ~ no-evict no → yes
    ~ mvcc none → 7
`);
});

test('another type: both values', () => {
  const feed = feedTo();
  feed.changed({
    key: 'k',
    type: 'string',
    to: { type: 'list' },
    aspects: ['type', 'value'],
    values: {
      a: (side) => side.sink.string(...side.span('hello world'), true),
      b: (side) => side.sink.items(side.rows('a', 'b'), 2),
    },
  });
  expect(feed.text({ changed: 1 })).toBe(`\
~ k                   string → list
    - "hello world"
    + 2 items  a b
0 keys only in a.rdb, 1 changed, 0 only in b.rdb; 0 the same
`);
});

test('another database, where those do not count', () => {
  expect(linesOf({ to: { db: 3 }, aspects: ['expireAt'] })).toBe(`\
~ db0 → db3 k         hash
    ~ expires none → none
`);
});

test('a value that differs and no element says where', () => {
  expect(linesOf({})).toBe(`\
~ k                   hash
    ~ the value, in what is no element of it
`);
});

test('keys alone', () => {
  const feed = feedTo({ keysOnly: true });
  expect(feed.sink.detail).toBe('keys');
  feed.removed.string('s', 'hello', { expireAtMs: NOW });
  feed.changed({ key: 'k', aspects: ['value', 'expireAt'] });
  feed.added.entry({ key: 'l', type: 'list' }, () => expect.unreachable());
  expect(feed.text({ removed: 1, changed: 1, added: 1, untold: 2, same: 5 })).toBe(`\
- s                   string     expires 2023-11-14T22:13:20Z
~ k                   hash       value, expiry
+ l                   list
1 key only in a.rdb, 1 changed, 1 only in b.rdb; 5 the same; 2 differences not shown
`);
});

test('function libraries', () => {
  const feed = feedTo();
  const library = (code: string) => ({ engine: 'LUA', name: Buffer.from('lib'), code: Buffer.from(code) });
  feed.sink.functionLibrary({ name: Buffer.from('gone'), a: library('x'.repeat(2000)) });
  feed.sink.functionLibrary({ name: Buffer.from('lib'), a: library('return 1\n'), b: library('return 2\n') });
  expect(feed.text({ functions: 2 })).toBe(`\
- function library gone  LUA, 2.0 KiB
~ function library lib
    ~ code = "return 1\\n" → "return 2\\n"
0 keys only in a.rdb, 0 changed, 0 only in b.rdb; 2 function libraries changed; 0 the same
`);
});

test('a side that could not be read to its end', () => {
  const feed = feedTo();
  feed.added.string('s', 'x');
  expect(feed.text({ added: 1, complete: false })).toBe(`\
+ s                   string     x
0 keys only in a.rdb, 0 changed, 1 only in b.rdb; 0 the same; not every input could be read to its end
`);
});

test('nothing where nothing differs', () => {
  expect(feedTo().text({ same: 1204 })).toBe('');
});

test('several inputs a side, with hostile names', () => {
  const feed = new ChangeFeed((out) => new TextChanges(out, PLAIN), { a: ['a\u001b[2J.rdb', 'x'], b: ['b', 'c', 'd'] });
  expect(feed.text({ added: 1 })).toBe(
    '0 keys only in "a\\x1b[2J.rdb" and 1 more, 0 changed, 1 only in b and 2 more; 0 the same\n',
  );
});

test('a long value of a field: from what both have to what differs', () => {
  const text = 'lorem ipsum dolor sit amet, consectetur adipiscing elit, '.repeat(40);
  const a = { value: Buffer.from(`${text}one${text}`) };
  const b = { value: Buffer.from(`${text}eleven${text}`), expireAtMs: NOW };
  expect(elementLines([{ kind: 'field', field: Buffer.from('f'), a, b }])).toBe(`\
    ~ f  from byte 2,280 on, 4,563 → 4,566 bytes  expires none → 2023-11-14T22:13:20Z
        - …"onsectetur adipiscing elit, onelorem ipsum dolor sit amet, consectetur adipiscing elit"…
        + …"onsectetur adipiscing elit, elevenlorem ipsum dolor sit amet, consectetur adipiscing e"…
`);
});

const JAPANESE = '日本語'.repeat(100);

test.each([
  [
    'whole, where it fits',
    Buffer.from(`${'x'.repeat(40)} and so on`),
    Buffer.from(`${'x'.repeat(40)} and so forth`),
    `\
    ~ from byte 48 on, 50 → 53 bytes
        - "${'x'.repeat(40)} and so on"
        + "${'x'.repeat(40)} and so forth"
`,
  ],
  [
    'longer by a byte',
    Buffer.alloc(200, 'x'),
    Buffer.alloc(201, 'x'),
    `\
    ~ from byte 200 on, 200 → 201 bytes
        - …"xxxxxxxxxxxxxxxxxxxxxx"
        + …"xxxxxxxxxxxxxxxxxxxxxxx"
`,
  ],
  [
    'other from the first byte on',
    Buffer.from(`a${'x'.repeat(200)}`),
    Buffer.alloc(201, 'x'),
    `\
    ~ from byte 0 on, 201 bytes
        - "axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"…
        + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"…
`,
  ],
  [
    'characters of two columns',
    Buffer.from(`${JAPANESE}a${JAPANESE}`),
    Buffer.from(`${JAPANESE}${JAPANESE}`),
    `\
    ~ from byte 900 on, 1,801 → 1,800 bytes
        - …"本語日本語日本語a日本語日本語日本語日本語日本語日本語日本語日本語"…
        + …"本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日"…
`,
  ],
  [
    'other within a character',
    Buffer.from(JAPANESE),
    Buffer.from(JAPANESE.replace(/(?<=^.{152})./u, '誟')),
    `\
    ~ from byte 458 on, 900 bytes
        - …"日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語"…
        + …"日本語日本語日本誟日本語日本語日本語日本語日本語日本語日本語日本語"…
`,
  ],
  [
    'what does something to a terminal',
    Buffer.from(`${'\u001b[2J'.repeat(100)}a`),
    Buffer.from(`${'\u001b[2J'.repeat(100)}b`),
    `\
    ~ from byte 400 on, 401 bytes
        - …"[2J\\x1b[2J\\x1b[2Ja"
        + …"[2J\\x1b[2J\\x1b[2Jb"
`,
  ],
  [
    'no text',
    Buffer.alloc(1000, 0xff),
    Buffer.alloc(1000, 0xff).fill(0xfe, 500),
    `\
    ~ from byte 500 on, 1,000 bytes
        - …"\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff"…
        + …"\\xff\\xff\\xff\\xff\\xff\\xfe\\xfe\\xfe\\xfe\\xfe\\xfe\\xfe\\xfe\\xfe\\xfe\\xfe"…
`,
  ],
  [
    'text on one side alone: both as bytes',
    Buffer.from(`ü${'x'.repeat(100)}`),
    Buffer.concat([Buffer.from('ü'), Buffer.of(0xff), Buffer.alloc(99, 'x')]),
    `\
    ~ from byte 2 on, 102 bytes
        - "\\xc3\\xbcxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"…
        + "\\xc3\\xbc\\xffxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"…
`,
  ],
])('a long string: %s', (_name, a, b, want) => {
  expect(elementLines([{ kind: 'string', a, b }], { columns: 80 })).toBe(want);
});

test('no line is wider than the terminal, and names leave room for what is said', () => {
  const long = Buffer.alloc(300, 'n');
  const [key, line] = linesOf(
    { key: long, elements: [{ kind: 'field', field: long, a: { value: long } }] },
    { columns: 60 },
  ).split('\n');
  expect(key).toBe(`~ ${'n'.repeat(29)}…  hash`);
  expect(line).toBe(`    - ${'n'.repeat(29)}… = ${'n'.repeat(20)}…`);
});

test('colours', () => {
  const mark = (name: string) => (text: string) => `<${name}:${text}>`;
  const style = { ...PLAIN_STYLE, removed: mark('-'), added: mark('+'), changed: mark('~'), dim: mark('dim') };
  expect(linesOf({ elements: ELEMENTS.string }, { style })).toBe(`\
<~:~ ><~:k>                   hash
    <~:~ ><-:old><dim: → ><+:"new value">
`);
});

test('names are whole where there is no terminal, as they are to be looked for', () => {
  const key = 'k'.repeat(300);
  const print = (columns: number | undefined): string => {
    const feed = feedTo({ columns });
    feed.added.string(key, 'x'.repeat(300));
    feed.changed({ key: 'h', elements: [{ kind: 'field', field: Buffer.from(key), b: { value: Buffer.from('v') } }] });
    return feed.text({ added: 1, changed: 1 });
  };
  expect(print(undefined)).toContain(`+ ${key}  string`);
  expect(print(undefined)).toContain(`+ ${key} = v\n`);
  expect(print(100)).toContain(`+ ${'k'.repeat(49)}…  string`);
});

test('strings that come as a run stand in the same lines as those that come alone', () => {
  const long = 'v'.repeat(200);
  const print = (columns: number | undefined, keysOnly: boolean, alone: boolean): string => {
    const feed = feedTo({ columns, keysOnly });
    const { removed } = feed;
    const strings: [string, string, number?][] = [
      ['a', '1'],
      ['a key', 'x'],
      ['k'.repeat(30), 'value', NOW],
      ['k'.repeat(70), 'value'],
      ['b', '', NOW + 1],
      ['c', long],
      ['', 'of no name'],
      ['d', 'zürich'],
    ];
    if (alone) for (const [key, value, expireAtMs] of strings) removed.string(key, value, { db: 2, expireAtMs });
    else removed.run(strings, 2);
    return feed.text({ removed: strings.length });
  };
  for (const columns of [undefined, 40, 100, 133]) {
    for (const keysOnly of [false, true]) expect(print(columns, keysOnly, false)).toBe(print(columns, keysOnly, true));
  }
});
