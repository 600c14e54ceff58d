import { describe, expect, test } from 'vitest';
import { RctShape } from '../../../src/formatters/shapes/rct.ts';
import { printShape, rdb } from './print-shape.ts';
import { VALUES, type ValueName } from './values.ts';

/** As printed by `rct --format json` of redis-rdb-cli (June 2025). */
const PRINTED: readonly (readonly [ValueName, string])[] = [
  ['a string', '[{"key":"k","value":"hello","db":0,"type":"string"}]'],
  [
    'a string of all that is escaped',
    '[{"key":"a\\"b\\\\c\\/d\\n\\u0001\u007f<&>é\\uD83D\\uDE00\u2028\ufffd\ufffd","value":"a\\"b\\\\c\\/d\\n\\u0001\u007f<&>é\\uD83D\\uDE00\u2028\ufffd\ufffd","db":0,"type":"string"}]',
  ],
  ['an integer', '[{"key":"k","value":"-123","db":0,"type":"string"}]'],
  ['a linked list', '[{"key":"k","value":["a","b"],"db":0,"type":"list"}]'],
  ['a ziplist', '[{"key":"k","value":["a","7","300"],"db":0,"type":"list"}]'],
  ['a quicklist', '[{"key":"k","value":["a","b","12"],"db":0,"type":"list"}]'],
  ['a quicklist of listpacks', '[{"key":"k","value":["a","-2","b"],"db":0,"type":"list"}]'],
  ['a quicklist with a plain node', '[{"key":"k","value":["plain"],"db":0,"type":"list"}]'],
  ['a set', '[{"key":"k","value":["a","b"],"db":0,"type":"set"}]'],
  ['an intset', '[{"key":"k","value":["-3","500"],"db":0,"type":"set"}]'],
  ['a set in a listpack', '[{"key":"k","value":["a","1"],"db":0,"type":"set"}]'],
  [
    'a sorted set with text scores',
    '[{"key":"k","value":{"a":-1.6891771128881312E14,"b":3.0},"db":0,"type":"sortedset"}]',
  ],
  ['a sorted set in a ziplist', '[{"key":"k","value":{"a":2.0,"b":2.5},"db":0,"type":"sortedset"}]'],
  ['a sorted set in a listpack', '[{"key":"k","value":{"a":2.0,"b":2.5},"db":0,"type":"sortedset"}]'],
  ['a hash', '[{"key":"k","value":{"g":"1","f":"<2>"},"db":0,"type":"hash"}]'],
  ['a zipmap', '[{"key":"k","value":{"f":" 07","g":"v"},"db":0,"type":"hash"}]'],
  ['a hash in a ziplist', '[{"key":"k","value":{"g":"x","f":"5"},"db":0,"type":"hash"}]'],
  ['a hash in a listpack', '[{"key":"k","value":{"g":"x","f":"5"},"db":0,"type":"hash"}]'],
  [
    'a hash with field expiries',
    '[{"key":"k","value":{"f":{"value":"1","ttl":0},"g":{"value":"2","ttl":1700000000001}},"db":0,"type":"ttlhash"}]',
  ],
  [
    'a listpack with field expiries',
    '[{"key":"k","value":{"g":{"value":"2","ttl":1700000000001},"f":{"value":"1","ttl":0}},"db":0,"type":"ttlhash"}]',
  ],
  ['an expiry', '[{"key":"k","value":"v","db":0,"type":"string","expiry":1700000000120}]'],
  [
    'an idle time and a frequency',
    '[{"key":"i","value":"v","db":0,"type":"string"},\n{"key":"f","value":"v","db":0,"type":"string"}]',
  ],
  ['aux fields and functions', '[{"key":"k","value":"v","db":0,"type":"string"}]'],
  [
    'two databases',
    '[{"key":"k","value":"v","db":0,"type":"string"},\n{"key":"l","value":"w","db":3,"type":"string"},\n{"key":"m","value":"x","db":3,"type":"string"}]',
  ],
  ['no database', '[]'],
];

/** It prints DUMP payloads with `\\x00` and bare infinities, which is no JSON; Java before 19 prints superfluous digits. */
const OURS: readonly (readonly [ValueName, string])[] = [
  [
    'a sorted set',
    '[{"key":"k","value":{"a":1.0,"b":-0.25,"c":1.0E8,"d":1.0E-7,"e":5.967908726987798E16},"db":0,"type":"sortedset"}]',
  ],
  ['an infinite score', '[{"key":"k","value":{"a":"Infinity","b":"-Infinity"},"db":0,"type":"sortedset"}]'],
  ['a stream of Redis 5', '[{"key":"k","value":{"5-1":{"f":"v"},"7-0":{"f":"7","g":"h"}},"db":0,"type":"stream"}]'],
  ['a stream of Redis 7.0', '[{"key":"k","value":{"5-1":{"f":"v"},"7-0":{"f":"7","g":"h"}},"db":0,"type":"stream"}]'],
  ['a stream of Redis 7.2', '[{"key":"k","value":{"5-1":{"f":"v"},"7-0":{"f":"7","g":"h"}},"db":0,"type":"stream"}]'],
  ['an emptied stream', '[{"key":"k","value":{},"db":0,"type":"stream"}]'],
  ['a module value', '[{"key":"k","value":{"hellotype":"AgUFAXgA"},"db":0,"type":"module"}]'],
];

describe('rct', () => {
  test.each(PRINTED)('prints %s as the tool does', async (name, want) => {
    const [version, hex] = VALUES[name];
    expect(await printShape(RctShape, [rdb(version, hex)])).toBe(want);
  });

  test.each(OURS)('prints %s as JSON where the tool does not', async (name, want) => {
    const [version, hex] = VALUES[name];
    expect(await printShape(RctShape, [rdb(version, hex)])).toBe(want);
  });

  test('every value type is in one of the tables', () => {
    expect([...PRINTED, ...OURS].map(([name]) => name).sort()).toEqual(Object.keys(VALUES).sort());
  });
});
