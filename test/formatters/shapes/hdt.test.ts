import { describe, expect, test } from 'vitest';
import { HdtShape } from '../../../src/formatters/shapes/hdt.ts';
import { printShape, rdb } from './print-shape.ts';
import { VALUES, type ValueName } from './values.ts';

/** As printed by `rdb -c json` of HDT3213/rdb (April 2026), TZ=UTC. */
const PRINTED: readonly (readonly [ValueName, string])[] = [
  ['a string', '[\n{"db":0,"key":"k","size":56,"type":"string","encoding":"string","value":"hello"}\n]'],
  [
    'a string of all that is escaped',
    '[\n{"db":0,"key":"a\\"b\\\\c/d\\n\\u0001\u007f\\u003c\\u0026\\u003eé😀\\u2028\\ufffd\\ufffd\\ufffd","size":104,"type":"string","encoding":"string","value":"a\\"b\\\\c/d\\n\\u0001\u007f\\u003c\\u0026\\u003eé😀\\u2028\\ufffd\\ufffd\\ufffd"}\n]',
  ],
  ['an integer', '[\n{"db":0,"key":"k","size":48,"type":"string","encoding":"string","value":"-123"}\n]'],
  ['a linked list', '[\n{"db":0,"key":"k","size":160,"type":"list","encoding":"list","values":["a","b"]}\n]'],
  ['a ziplist', '[\n{"db":0,"key":"k","size":80,"type":"list","encoding":"ziplist","values":["a","7","300"]}\n]'],
  ['a quicklist', '[\n{"db":0,"key":"k","size":219,"type":"list","encoding":"quicklist","values":["a","b","12"]}\n]'],
  [
    'a quicklist of listpacks',
    '[\n{"db":0,"key":"k","size":183,"type":"list","encoding":"quicklist2","values":["a","-2","b"]}\n]',
  ],
  [
    'a quicklist with a plain node',
    '[\n{"db":0,"key":"k","size":132,"type":"list","encoding":"quicklist2","values":["plain"]}\n]',
  ],
  ['a set', '[\n{"db":0,"key":"k","size":252,"type":"set","encoding":"set","members":["a","b"]}\n]'],
  ['an intset', '[\n{"db":0,"key":"k","size":60,"type":"set","encoding":"intset","members":["-3","500"]}\n]'],
  ['a set in a listpack', '[\n{"db":0,"key":"k","size":60,"type":"set","encoding":"listpack","members":["a","1"]}\n]'],
  [
    'a sorted set with text scores',
    '[\n{"db":0,"key":"k","size":406,"type":"zset","encoding":"zset","entries":[{"member":"a","score":-168917711288813.12},{"member":"b","score":3}]}\n]',
  ],
  [
    'a sorted set',
    '[\n{"db":0,"key":"k","size":709,"type":"zset","encoding":"zset2","entries":[{"member":"a","score":1},{"member":"b","score":-0.25},{"member":"c","score":100000000},{"member":"d","score":1e-7},{"member":"e","score":59679087269877980}]}\n]',
  ],
  [
    'a sorted set in a ziplist',
    '[\n{"db":0,"key":"k","size":72,"type":"zset","encoding":"ziplist","entries":[{"member":"a","score":2},{"member":"b","score":2.5}]}\n]',
  ],
  [
    'a sorted set in a listpack',
    '[\n{"db":0,"key":"k","size":68,"type":"zset","encoding":"listpack","entries":[{"member":"a","score":2},{"member":"b","score":2.5}]}\n]',
  ],
  [
    'a hash',
    '[\n{"db":0,"key":"k","size":260,"type":"hash","encoding":"hash","hash":{"f":"\\u003c2\\u003e","g":"1"}}\n]',
  ],
  ['a zipmap', '[\n{"db":0,"key":"k","size":268,"type":"hash","encoding":"zipmap","hash":{"f":" 07","g":"v"}}\n]'],
  [
    'a hash in a ziplist',
    '[\n{"db":0,"key":"k","size":70,"type":"hash","encoding":"ziplist","hash":{"f":"5","g":"x"}}\n]',
  ],
  [
    'a hash in a listpack',
    '[\n{"db":0,"key":"k","size":66,"type":"hash","encoding":"listpack","hash":{"f":"5","g":"x"}}\n]',
  ],
  [
    'a hash with field expiries',
    '[\n{"db":0,"key":"k","size":252,"type":"hash","encoding":"hashex","hash":{"f":"1","g":"2"},"expire":{"f":0,"g":1700000000001}}\n]',
  ],
  [
    'a listpack with field expiries',
    '[\n{"db":0,"key":"k","size":252,"type":"hash","encoding":"listpackex","hash":{"f":"1","g":"2"},"expire":{"f":0,"g":1700000000001}}\n]',
  ],
  [
    'a stream of Redis 5',
    '[\n{"db":0,"key":"k","size":1712,"type":"stream","encoding":"listpack","version":1,"entries":[{"firstMsgId":"5-1","fields":["f"],"msgs":[{"id":"5-1","fields":{"f":"v"},"deleted":false},{"id":"6-1","fields":{"f":"w"},"deleted":true},{"id":"7-0","fields":{"f":"7","g":"h"},"deleted":false}]}],"groups":[{"name":"g","lastId":"5-1","pending":[{"id":"5-1","deliveryTime":1600000000000,"deliveryCount":3}],"consumers":[{"name":"c","seenTime":1600000000001,"pending":["5-1"],"activeTime":1600000000001}]}],"len":2,"lastId":"7-0"}\n]',
  ],
  [
    'a stream of Redis 7.0',
    '[\n{"db":0,"key":"k","size":1760,"type":"stream","encoding":"listpack","version":2,"entries":[{"firstMsgId":"5-1","fields":["f"],"msgs":[{"id":"5-1","fields":{"f":"v"},"deleted":false},{"id":"6-1","fields":{"f":"w"},"deleted":true},{"id":"7-0","fields":{"f":"7","g":"h"},"deleted":false}]}],"groups":[{"name":"g","lastId":"5-1","pending":[{"id":"5-1","deliveryTime":1600000000000,"deliveryCount":3}],"consumers":[{"name":"c","seenTime":1600000000001,"pending":["5-1"],"activeTime":1600000000001}],"entriesRead":2}],"len":2,"lastId":"7-0","firstId":"5-1","maxDeletedId":"6-1","addedEntriesCount":3}\n]',
  ],
  [
    'a stream of Redis 7.2',
    '[\n{"db":0,"key":"k","size":1760,"type":"stream","encoding":"","version":3,"entries":[{"firstMsgId":"5-1","fields":["f"],"msgs":[{"id":"5-1","fields":{"f":"v"},"deleted":false},{"id":"6-1","fields":{"f":"w"},"deleted":true},{"id":"7-0","fields":{"f":"7","g":"h"},"deleted":false}]}],"groups":[{"name":"g","lastId":"5-1","pending":[{"id":"5-1","deliveryTime":1600000000000,"deliveryCount":3}],"consumers":[{"name":"c","seenTime":1600000000001,"pending":["5-1"],"activeTime":18446744073709551615}],"entriesRead":2}],"len":2,"lastId":"7-0","firstId":"5-1","maxDeletedId":"6-1","addedEntriesCount":3}\n]',
  ],
  [
    'an emptied stream',
    '[\n{"db":0,"key":"k","size":112,"type":"stream","encoding":"listpack","version":1,"len":0,"lastId":"7-0"}\n]',
  ],
  [
    'a module value',
    '[\n{"db":0,"key":"k","size":48,"type":"hellotype","encoding":"","moduleType":"hellotype","value":null}\n]',
  ],
  [
    'an expiry',
    '[\n{"db":0,"key":"k","expiration":"2023-11-14T22:13:20.12Z","size":88,"type":"string","encoding":"string","value":"v"}\n]',
  ],
  [
    'an idle time and a frequency',
    '[\n{"db":0,"key":"i","size":56,"type":"string","encoding":"string","lru":5,"value":"v"},\n{"db":0,"key":"f","size":56,"type":"string","encoding":"string","lfu":7,"value":"v"}\n]',
  ],
  ['aux fields and functions', '[\n{"db":0,"key":"k","size":56,"type":"string","encoding":"string","value":"v"}\n]'],
  [
    'two databases',
    '[\n{"db":0,"key":"k","size":56,"type":"string","encoding":"string","value":"v"},\n{"db":3,"key":"l","size":56,"type":"string","encoding":"string","value":"w"},\n{"db":3,"key":"m","size":56,"type":"string","encoding":"string","value":"x"}\n]',
  ],
  ['no database', '[\n\n]'],
];

/** It leaves out a key with an infinite score. */
const OURS: readonly (readonly [ValueName, string])[] = [
  [
    'an infinite score',
    '[\n{"db":0,"key":"k","size":406,"type":"zset","encoding":"zset2","entries":[{"member":"a","score":"+Inf"},{"member":"b","score":"-Inf"}]}\n]',
  ],
];

describe('hdt', () => {
  test.each(PRINTED)('prints %s as the tool does', async (name, want) => {
    const [version, hex] = VALUES[name];
    expect(await printShape(HdtShape, [rdb(version, hex)])).toBe(want);
  });

  test.each(OURS)('prints %s as JSON where the tool does not', async (name, want) => {
    const [version, hex] = VALUES[name];
    expect(await printShape(HdtShape, [rdb(version, hex)])).toBe(want);
  });

  test('every value type is in one of the tables', () => {
    expect([...PRINTED, ...OURS].map(([name]) => name).sort()).toEqual(Object.keys(VALUES).sort());
  });
});
