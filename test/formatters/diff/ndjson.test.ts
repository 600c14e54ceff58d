import { expect, test } from 'vitest';
import { JsonChanges } from '../../../src/formatters/diff/ndjson/json-changes.ts';
import { NOW } from '../values.ts';
import { ChangeFeed, type Changed } from './change-feed.ts';
import { ELEMENTS } from './elements.ts';
import { checkRecords } from './schema.ts';

const HEADER =
  '{"record":"header","schema":"rdb-tool/diff/1","a":{"names":["a.rdb"],"dialect":"redis"},"b":{"names":["b.rdb"],"dialect":"redis"}}\n';
const HASHES = '"a":{"type":"hash","encoding":"listpack"},"b":{"type":"hash","encoding":"listpack"}';

function feedTo(keysOnly = false): ChangeFeed {
  return new ChangeFeed((out) => new JsonChanges(out, { keysOnly }));
}

/** What is printed between header and totals; all of it follows the schema. */
function recordsOf(feed: ChangeFeed): string {
  const text = feed.text();
  checkRecords(text);
  expect(text.startsWith(HEADER)).toBe(true);
  return text.slice(HEADER.length, text.lastIndexOf('{"record":"totals"'));
}

function recordOf(changed: Partial<Changed>, keysOnly = false): string {
  const feed = feedTo(keysOnly);
  feed.changed({ key: 'k', ...changed });
  return recordsOf(feed);
}

test('header and totals stand there in any case', () => {
  const text = feedTo().text({ same: 1204, untold: 2, complete: false });
  checkRecords(text);
  expect(text).toBe(
    `${HEADER}{"record":"totals","same":1204,"removed":0,"changed":0,"added":0,"functions":0,"untold":2,"complete":false}\n`,
  );
});

test('keys that only one side has, as to-json prints them', () => {
  const feed = feedTo();
  feed.removed.string('s', 'hello', { expireAtMs: 9223372036854775807n });
  feed.changed({ key: 'k' });
  feed.removed.entry({ key: 'h', type: 'hash', encoding: 'listpackex', freq: 3 }, (sink) => {
    sink.fields(feed.removed.rows(['name', NaN], 'Ada', ['city', NOW], 'Zürich'), 2);
  });
  feed.added.entry({ key: Buffer.of(0xff), db: 3, type: 'zset', encoding: 'skiplist' }, (sink) => {
    sink.members(feed.added.rows(['a', -0], ['b', -Infinity]), 2);
  });
  expect(recordsOf(feed)).toBe(`\
{"record":"removed","db":0,"key":"s","type":"string","encoding":"raw","expireAt":9223372036854775807,"value":"hello"}
{"record":"changed","db":0,"key":"k","aspects":["value"],${HASHES},"elements":[]}
{"record":"removed","db":0,"key":"h","type":"hash","encoding":"listpackex","freq":3,"value":{"name":"Ada","city":"Zürich"},"fieldExpireAt":{"city":1700000000000}}
{"record":"added","db":3,"key":{"$base64":"/w=="},"type":"zset","encoding":"skiplist","value":[["a",-0],["b","-inf"]]}
`);
});

test('a run of strings', () => {
  const feed = feedTo();
  const rows = feed.removed.rows(['a', NaN], '1', ['b', NOW], '2');
  feed.removed.sink.stringKeys?.({ db: 1, encoding: 'raw', count: 2, rows, offset: 0 });
  expect(recordsOf(feed)).toBe(`\
{"record":"removed","db":1,"key":"a","type":"string","encoding":"raw","value":"1"}
{"record":"removed","db":1,"key":"b","type":"string","encoding":"raw","expireAt":1700000000000,"value":"2"}
`);
});

test.each<[keyof typeof ELEMENTS, readonly string[]]>([
  ['string', ['{"kind":"string","a":"old","b":"new value"}']],
  [
    'list',
    [
      '{"kind":"items","aIndex":0,"bIndex":0,"a":["a","b c"],"b":[]}',
      '{"kind":"items","aIndex":7,"bIndex":5,"a":["x"],"b":["y"]}',
      '{"kind":"items","aIndex":1007,"bIndex":1007,"a":["x"],"b":["y"]}',
      '{"kind":"items","aIndex":1010,"bIndex":1010,"a":[],"b":["z"]}',
      '{"kind":"items","aIndex":1011,"bIndex":1012,"a":["1"],"b":["2","3"]}',
    ],
  ],
  [
    'set',
    [
      '{"kind":"member","member":"gone","a":{}}',
      '{"kind":"member","member":"later","a":{"expireAt":1700000000000},"b":{"expireAt":1700000000001}}',
      '{"kind":"member","member":"new","b":{"expireAt":1700000000000}}',
    ],
  ],
  [
    'zset',
    [
      '{"kind":"member","member":"ada","a":{"score":1.5}}',
      '{"kind":"member","member":"eve","a":{"score":-0},"b":{"score":0}}',
      '{"kind":"member","member":"bob","b":{"score":"inf"}}',
    ],
  ],
  [
    'hash',
    [
      '{"kind":"field","field":"city","a":{"value":"Rome"}}',
      '{"kind":"field","field":"name","a":{"value":"Ada"},"b":{"value":"Eve L"}}',
      '{"kind":"field","field":"token","a":{"value":"x"},"b":{"value":"x","expireAt":1700000000000}}',
      '{"kind":"field","field":"both","a":{"value":"1","expireAt":1700000000000},"b":{"value":"2"}}',
      '{"kind":"field","field":"a=b","b":{"value":"","expireAt":1700000000000}}',
    ],
  ],
  ['path-hash', ['{"kind":"field","path":"/p","field":"f","a":{"value":"v"},"b":{"value":"w"}}']],
  [
    'stream',
    [
      '{"kind":"fact","name":"lastId","a":"5-0","b":"6-0"}',
      '{"kind":"fact","name":"entriesAdded","a":5,"b":18446744073709551615}',
      '{"kind":"entry","id":"1-0","a":[["a","1"],["b","2"]]}',
      '{"kind":"entry","id":"2-0","a":[["a","1"],["b","2"]],"b":[["a","1"],["b","3"]]}',
      '{"kind":"entry","id":"3-0","a":[["a","1"],["b","2"]],"b":[["a","1"]]}',
      '{"kind":"entry","id":"4-0","b":[["a","1"]]}',
      '{"kind":"group","group":"g1","a":{"lastId":"1-0","entriesRead":3}}',
      '{"kind":"group","group":"g2","a":{"lastId":"1-0"},"b":{"lastId":"2-0","entriesRead":1}}',
      '{"kind":"group","group":"g3","b":{"lastId":"2-0","nacked":["1-0","1-1"]}}',
      '{"kind":"consumer","group":"g1","consumer":"c","a":{"seenAt":1700000000000}}',
      '{"kind":"consumer","group":"g2","consumer":"c","a":{"seenAt":1700000000000},"b":{"seenAt":1700000000000,"activeAt":1700000000000}}',
      '{"kind":"pending","group":"g2","id":"1-0","a":{"consumer":"c","deliveredAt":1700000000000,"deliveries":1},"b":{"consumer":"d","deliveredAt":1700000000000,"deliveries":2}}',
      '{"kind":"pending","group":"g2","id":"2-0","b":{"deliveredAt":1700000000000,"deliveries":0}}',
      '{"kind":"producer","producer":"p","iid":"i1","a":"1-0"}',
      '{"kind":"producer","producer":"p","iid":"i2","a":"1-0","b":"2-0"}',
    ],
  ],
  [
    'array',
    [
      '{"kind":"fact","name":"insertIndex","a":9}',
      '{"kind":"array-item","index":3,"a":"x"}',
      '{"kind":"array-item","index":18446744073709551614,"a":"x","b":"y"}',
    ],
  ],
  [
    'module',
    [
      '{"kind":"fact","name":"quantization","a":"q8","b":"none"}',
      '{"kind":"vector","element":"e1","a":{"vector":[1,-0.5]}}',
      '{"kind":"vector","element":"e2","a":{"vector":[1,2]},"b":{"vector":[1,3]}}',
      '{"kind":"vector","element":"e3","a":{"vector":[1],"attributes":"{\\"a\\":1}"},"b":{"vector":[1]}}',
      '{"kind":"opaque","a":{"$base64":"AgA="},"b":{"$base64":"AgE="}}',
    ],
  ],
  ['cron', ['{"kind":"fact","name":"script","a":"return 1","b":"return 22"}']],
])('elements of a %s', (type, want) => {
  expect(recordOf({ elements: ELEMENTS[type] })).toBe(
    `{"record":"changed","db":0,"key":"k","aspects":["value"],${HASHES},"elements":[${want.join(',')}]}\n`,
  );
});

test('what stands beside the value', () => {
  const meta = [{ name: 'cls1', version: 1, flags: 0, payload: Buffer.from('p') }];
  const to = { encoding: 'int', expireAtMs: NOW, idleSeconds: 5, freq: 3, noEvict: true, mvcc: '7', meta };
  const aspects = ['expireAt', 'encoding', 'idle', 'freq', 'meta', 'noEvict', 'mvcc'] as const;
  expect(recordOf({ type: 'string', encoding: 'raw', to, aspects })).toBe(
    '{"record":"changed","db":0,"key":"k","aspects":["expireAt","encoding","idle","freq","meta","noEvict","mvcc"],' +
      '"a":{"type":"string","encoding":"raw"},"b":{"type":"string","encoding":"int","expireAt":1700000000000,"idle":5,"freq":3,' +
      '"noEvict":true,"mvcc":"7","meta":[{"class":"cls1","version":1,"flags":0,"payload":{"$module":"cls1","version":1,"$base64":"cA=="}}]}}\n',
  );
});

test('another type: both keys, whole', () => {
  expect(
    recordOf({
      type: 'string',
      encoding: 'raw',
      to: { type: 'list' },
      aspects: ['type', 'value'],
      values: {
        a: (side) => side.sink.string(...side.span('hello'), true),
        b: (side) => side.sink.items(side.rows('x', 'y'), 2),
      },
    }),
  ).toBe(
    '{"record":"changed","db":0,"key":"k","aspects":["type","value"],' +
      '"a":{"db":0,"key":"k","type":"string","encoding":"raw","value":"hello"},' +
      '"b":{"db":0,"key":"k","type":"list","encoding":"raw","value":["x","y"]}}\n',
  );
});

test('another database, where those do not count', () => {
  expect(recordOf({ to: { db: 3 }, aspects: ['encoding'] })).toBe(
    '{"record":"changed","db":0,"key":"k","aspects":["encoding"],"a":{"db":0,"type":"hash","encoding":"listpack"},"b":{"db":3,"type":"hash","encoding":"listpack"}}\n',
  );
});

test('keys alone', () => {
  const feed = feedTo(true);
  expect(feed.sink.detail).toBe('keys');
  feed.removed.string('s', 'hello', { expireAtMs: NOW });
  feed.changed({ key: 'k', aspects: ['type', 'value'], to: { type: 'set' } });
  feed.added.entry({ key: 'l', type: 'list', encoding: 'quicklist' }, () => expect.unreachable());
  expect(recordsOf(feed)).toBe(`\
{"record":"removed","db":0,"key":"s","type":"string","encoding":"raw","expireAt":1700000000000}
{"record":"changed","db":0,"key":"k","aspects":["type","value"],"a":{"type":"hash","encoding":"listpack"},"b":{"type":"set","encoding":"listpack"}}
{"record":"added","db":0,"key":"l","type":"list","encoding":"quicklist"}
`);
});

test('function libraries', () => {
  const feed = feedTo();
  const library = (code: string) => ({ engine: 'LUA', name: Buffer.from('lib'), code: Buffer.from(code) });
  feed.sink.functionLibrary({ name: Buffer.from('gone'), a: { ...library('a\n'), description: Buffer.from('d') } });
  feed.sink.functionLibrary({ name: Buffer.from('lib'), a: library('a\n'), b: library('b') });
  expect(recordsOf(feed)).toBe(`\
{"record":"function","name":"gone","a":{"engine":"LUA","description":"d","code":"a\\n"}}
{"record":"function","name":"lib","a":{"engine":"LUA","code":"a\\n"},"b":{"engine":"LUA","code":"b"}}
`);
});

test('values that are longer than the room of the output', () => {
  const long = 'é'.repeat(1 << 20);
  const record = recordOf({ elements: [{ kind: 'string', a: Buffer.from(long), b: Buffer.alloc(1 << 20, 0xff) }] });
  expect(JSON.parse(record)).toMatchObject({
    elements: [{ a: long, b: { $base64: Buffer.alloc(1 << 20, 0xff).toString('base64') } }],
  });
});
