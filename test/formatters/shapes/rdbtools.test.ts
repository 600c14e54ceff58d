import { describe, expect, test } from 'vitest';
import { RdbtoolsShape } from '../../../src/formatters/shapes/rdbtools.ts';
import { printShape, rdb } from './print-shape.ts';
import { VALUES, type ValueName } from './values.ts';

/** As printed by `rdb --command json FILE` of rdbtools 0.1.15 on Python 3.11, for all up to RDB 9. */
const PRINTED: readonly (readonly [ValueName, string])[] = [
  ['a string', '[{\r\n"k":"hello"}]'],
  [
    'a string of all that is escaped',
    '[{\r\n"a\\"b\\\\c/d\\n\\u0001\\u007f<&>\\u00e9\\ud83d\\ude00\\u2028\\\\xFF\\\\xE2\\\\x82":"a\\"b\\\\c/d\\n\\u0001\\u007f<&>\\u00e9\\ud83d\\ude00\\u2028\\\\xFF\\\\xE2\\\\x82"}]',
  ],
  ['an integer', '[{\r\n"k":"-123"}]'],
  ['a linked list', '[{\r\n"k":["a","b"]}]'],
  ['a ziplist', '[{\r\n"k":["a","7","300"]}]'],
  ['a quicklist', '[{\r\n"k":["a","b","12"]}]'],
  ['a set', '[{\r\n"k":["a","b"]}]'],
  ['an intset', '[{\r\n"k":["-3","500"]}]'],
  ['a sorted set with text scores', '[{\r\n"k":{"a":"-168917711288813.12","b":"3"}}]'],
  ['a sorted set', '[{\r\n"k":{"a":"1.0","b":"-0.25","c":"100000000.0","d":"1e-07","e":"5.967908726987798e+16"}}]'],
  ['an infinite score', '[{\r\n"k":{"a":"inf","b":"-inf"}}]'],
  ['a sorted set in a ziplist', '[{\r\n"k":{"a":"2","b":"2.5"}}]'],
  ['a hash', '[{\r\n"k":{"g":"1","f":"<2>"}}]'],
  ['a zipmap', '[{\r\n"k":{"f":"7","g":"v"}}]'],
  ['a hash in a ziplist', '[{\r\n"k":{"g":"x","f":"5"}}]'],
  ['a stream of Redis 5', '[{\r\n"k":{}}]'],
  ['an emptied stream', '[{\r\n"k":{}}]'],
  ['a module value', '[{\r\n"k":{}}]'],
  ['an expiry', '[{\r\n"k":"v"}]'],
  ['an idle time and a frequency', '[{\r\n"i":"v",\r\n"f":"v"}]'],
  ['two databases', '[{\r\n"k":"v"},{\r\n"l":"w",\r\n"m":"x"}]'],
  ['no database', '[]'],
];

/** It refuses files newer than RDB 9. */
const OURS: readonly (readonly [ValueName, string])[] = [
  ['a quicklist of listpacks', '[{\r\n"k":["a","-2","b"]}]'],
  ['a quicklist with a plain node', '[{\r\n"k":["plain"]}]'],
  ['a set in a listpack', '[{\r\n"k":["a","1"]}]'],
  ['a sorted set in a listpack', '[{\r\n"k":{"a":"2","b":"2.5"}}]'],
  ['a hash in a listpack', '[{\r\n"k":{"g":"x","f":"5"}}]'],
  ['a hash with field expiries', '[{\r\n"k":{"f":"1","g":"2"}}]'],
  ['a listpack with field expiries', '[{\r\n"k":{"g":"2","f":"1"}}]'],
  ['a stream of Redis 7.0', '[{\r\n"k":{}}]'],
  ['a stream of Redis 7.2', '[{\r\n"k":{}}]'],
  ['aux fields and functions', '[{\r\n"k":"v"}]'],
];

describe('rdbtools', () => {
  test.each(PRINTED)('prints %s as the tool does', async (name, want) => {
    const [version, hex] = VALUES[name];
    expect(await printShape(RdbtoolsShape, [rdb(version, hex)])).toBe(want);
  });

  test.each(OURS)('prints %s as JSON where the tool does not', async (name, want) => {
    const [version, hex] = VALUES[name];
    expect(await printShape(RdbtoolsShape, [rdb(version, hex)])).toBe(want);
  });

  test('every value type is in one of the tables', () => {
    expect([...PRINTED, ...OURS].map(([name]) => name).sort()).toEqual(Object.keys(VALUES).sort());
  });
});
