import { describe, expect, test } from 'vitest';
import { LibrdbShape } from '../../../src/formatters/shapes/librdb.ts';
import { printShape, rdb } from './print-shape.ts';
import { VALUES, type ValueName } from './values.ts';

/** As printed by `rdb-cli FILE json` of redis/librdb (February 2026). */
const PRINTED: readonly (readonly [ValueName, string])[] = [
  ['a string', '[{\n    "k":"hello"\n}]\n'],
  [
    'a string of all that is escaped',
    '[{\n    "a\\"b\\\\c/d\\n\\u0001\\u007f<&>\\u00c3\\u00a9\\u00f0\\u009f\\u0098\\u0080\\u00e2\\u0080\\u00a8\\u00ff\\u00e2\\u0082":"a\\"b\\\\c/d\\n\\u0001\\u007f<&>\\u00c3\\u00a9\\u00f0\\u009f\\u0098\\u0080\\u00e2\\u0080\\u00a8\\u00ff\\u00e2\\u0082"\n}]\n',
  ],
  ['an integer', '[{\n    "k":"-123"\n}]\n'],
  ['a linked list', '[{\n    "k":["a","b"]\n}]\n'],
  ['a ziplist', '[{\n    "k":["a","7","300"]\n}]\n'],
  ['a quicklist', '[{\n    "k":["a","b","12"]\n}]\n'],
  ['a quicklist of listpacks', '[{\n    "k":["a","-2","b"]\n}]\n'],
  ['a quicklist with a plain node', '[{\n    "k":["plain"]\n}]\n'],
  ['a set', '[{\n    "k":["a","b"]\n}]\n'],
  ['an intset', '[{\n    "k":["-3","500"]\n}]\n'],
  ['a set in a listpack', '[{\n    "k":["a","1"]\n}]\n'],
  ['a sorted set with text scores', '[{\n    "k":{"a":"-168917711288813.12","b":"3"}\n}]\n'],
  ['a sorted set', '[{\n    "k":{"a":"1","b":"-0.25","c":"1e+8","d":"1e-7","e":"59679087269877984"}\n}]\n'],
  ['an infinite score', '[{\n    "k":{"a":"inf","b":"-inf"}\n}]\n'],
  ['a sorted set in a ziplist', '[{\n    "k":{"a":"2","b":"2.5"}\n}]\n'],
  ['a sorted set in a listpack', '[{\n    "k":{"a":"2","b":"2.5"}\n}]\n'],
  ['a hash', '[{\n    "k":{"g":"1","f":"<2>"}\n}]\n'],
  ['a zipmap', '[{\n    "k":{"f":" 07","g":"v"}\n}]\n'],
  ['a hash in a ziplist', '[{\n    "k":{"g":"x","f":"5"}\n}]\n'],
  ['a hash in a listpack', '[{\n    "k":{"g":"x","f":"5"}\n}]\n'],
  ['a hash with field expiries', '[{\n    "k":{"f":"1","g":"2"}\n}]\n'],
  ['a listpack with field expiries', '[{\n    "k":{"g":"2","f":"1"}\n}]\n'],
  [
    'a stream of Redis 5',
    '[{\n    "k":{\n      "entries":[ \n        { "id":"5-1", "items":{"f":"v"} },\n        { "id":"7-0", "items":{"f":"7", "g":"h"} }\n   ]}\n}]\n',
  ],
  [
    'a stream of Redis 7.0',
    '[{\n    "k":{\n      "entries":[ \n        { "id":"5-1", "items":{"f":"v"} },\n        { "id":"7-0", "items":{"f":"7", "g":"h"} }\n   ]}\n}]\n',
  ],
  [
    'a stream of Redis 7.2',
    '[{\n    "k":{\n      "entries":[ \n        { "id":"5-1", "items":{"f":"v"} },\n        { "id":"7-0", "items":{"f":"7", "g":"h"} }\n   ]}\n}]\n',
  ],
  ['a module value', '[{\n    "k":"<Content of Module \'hellotype\'. Occupies a serialized size of 15 bytes>"\n}]\n'],
  ['an expiry', '[{\n    "k":"v"\n}]\n'],
  ['an idle time and a frequency', '[{\n    "i":"v",\n    "f":"v"\n}]\n'],
  ['aux fields and functions', '[{\n    "k":"v"\n}]\n'],
  ['two databases', '[{\n    "k":"v"\n},{\n    "l":"w",\n    "m":"x"\n}]\n'],
  ['no database', '[]\n'],
];

/** It prints nothing for an empty stream, which is no JSON. */
const OURS: readonly (readonly [ValueName, string])[] = [
  ['an emptied stream', '[{\n    "k":{\n      "entries":[\n   ]}\n}]\n'],
];

describe('librdb', () => {
  test.each(PRINTED)('prints %s as the tool does', async (name, want) => {
    const [version, hex] = VALUES[name];
    expect(await printShape(LibrdbShape, [rdb(version, hex)])).toBe(want);
  });

  test.each(OURS)('prints %s as JSON where the tool does not', async (name, want) => {
    const [version, hex] = VALUES[name];
    expect(await printShape(LibrdbShape, [rdb(version, hex)])).toBe(want);
  });

  test('every value type is in one of the tables', () => {
    expect([...PRINTED, ...OURS].map(([name]) => name).sort()).toEqual(Object.keys(VALUES).sort());
  });
});
