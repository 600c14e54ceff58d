/** The comparison that other tests trust finds each kind of difference. */
import { describe, expect, test } from 'vitest';
import { compareTruth } from '../tools/compare-truth.ts';

const NOW = 2_000_000_000_000;
const server = '{"kind":"server","server":"redis","version":"8.6.3","redis_version":"8.6.3"}\n';
const hex = (text: string): string => Buffer.from(text).toString('hex');
const truth = (type: string, rest: string): string =>
  `${server}{"kind":"key","db":0,"key":"${hex('k')}","type":"${type}","encoding":"x","expire_ms":null,${rest}}\n`;
const ours = (type: string, rest: string): string => `{"db":0,"key":"k","type":"${type}","encoding":"x",${rest}}\n`;
const differences = (mine: string, theirs: string): readonly string[] =>
  compareTruth(mine, theirs, { nowMs: NOW }).differences;

const group = (rest: string): string => `{"name":"g","lastId":"1-1",${rest}}`;
const streamOf = (entries: string, groups: string): string =>
  `"value":{"entries":[${entries}],"length":1,"lastId":"1-1","firstId":"1-1","maxDeletedId":"0-0","entriesAdded":1,"groups":[${groups}]}`;
const A = '{"id":"1-1","fields":[["f","v"]]}';
const CONSUMER = '"consumers":[{"name":"c","seenAt":5,"activeAt":6}]';
const PENDING = '"pending":[{"id":"1-1","consumer":"c","deliveredAt":7,"deliveries":8}]';
const G = group(`"entriesRead":1,${PENDING},${CONSUMER}`);
const STREAM = truth(
  'stream',
  `"value":{"entries":[["1-1",[["66","76"]]]],"length":1,"last_id":"1-1","first_id":"1-1","max_deleted_id":"0-0","entries_added":1,` +
    `"groups":[{"name":"67","last_id":"1-1","entries_read":1,"lag":0,"pending":[["1-1","63",7,8]],` +
    `"consumers":[{"name":"63","seen_ms":5,"active_ms":6,"pending":[]}]}]}`,
);

const STRING = truth('string', `"value":"${hex('v')}"`);
const LIST = truth('list', `"value":["${hex('a')}","${hex('b')}"]`);
const SET = truth('set', `"value":["${hex('a')}","${hex('b')}"]`);
const ZSET = truth('zset', `"value":[["${hex('a')}","1.5"],["${hex('b')}","inf"]]`);
const HASH = truth('hash', `"value":[["${hex('f')}","${hex('v')}",null],["${hex('g')}","${hex('w')}",3000000000000]]`);
const MODULE = truth('some-type', `"dump":"0781${'00'.repeat(8)}020700${'00'.repeat(10)}"`);

describe('the same', () => {
  test.each([
    ['a string', ours('string', '"value":"v"'), STRING],
    ['base64', ours('string', '"value":{"$base64":"dg=="}'), STRING],
    ['a list', ours('list', '"value":["a","b"]'), LIST],
    ['a set in another order', ours('set', '"value":["b","a"]'), SET],
    ['a sorted set', ours('zset', '"value":[["b","inf"],["a",1.5]]'), ZSET],
    ['a hash', ours('hash', '"value":{"g":"w","f":"v"},"fieldExpireAt":{"g":3000000000000}'), HASH],
    [
      'a hash of pairs',
      ours('hash', '"value":{"$pairs":[["g","w"],["f","v"]]},"fieldExpireAt":{"$pairs":[["g",3000000000000]]}'),
      HASH,
    ],
    ['a stream', ours('stream', streamOf(A, G)), STREAM],
    ['a module', ours('some-type', '"value":{"$module":"some-type","version":0,"$base64":"AgcA"}'), MODULE],
    ['a key that has expired', ours('string', '"expireAt":5,"value":"v"'), server],
    ['a list of nothing', ours('list', '"value":[]'), server],
  ])('%s', (_name, mine, theirs) => expect(differences(mine, theirs)).toEqual([]));
});

describe('different', () => {
  test.each([
    ['a byte', ours('string', '"value":"w"'), STRING, 'value from byte 0'],
    ['a type', ours('list', '"value":["v"]'), STRING, 'type'],
    ['a missing key', '', STRING, 'missing'],
    ['a key twice', ours('string', '"value":"v"').repeat(2), STRING, 'stands 2 times'],
    ['a key too many', ours('string', '"value":"v"'), server, 'not in the truth'],
    ['a key not yet expired', ours('string', '"expireAt":2000000000001,"value":"v"'), server, 'not in the truth'],
    ['an expiry', ours('string', '"expireAt":5,"value":"v"'), STRING, 'expireAt'],
    ['the order of a list', ours('list', '"value":["b","a"]'), LIST, 'element 0'],
    ['the length of a list', ours('list', '"value":["a"]'), LIST, 'number of elements'],
    ['a member', ours('set', '"value":["a","c"]'), SET, '"b" missing'],
    ['a member twice', ours('set', '"value":["a","b","b"]'), SET, 'stands twice'],
    ['a score', ours('zset', '"value":[["a",1.25],["b","inf"]]'), ZSET, 'what belongs to "a"'],
    [
      'a value',
      ours('hash', '"value":{"f":"x","g":"w"},"fieldExpireAt":{"g":3000000000000}'),
      HASH,
      'what belongs to "f"',
    ],
    ['a field twice', ours('hash', '"value":{"f":"v","f":"v","g":"w"}'), HASH, 'stands twice'],
    ['an expiry of a field', ours('hash', '"value":{"f":"v","g":"w"}'), HASH, 'expiry of "g"'],
    ['an entry', ours('stream', streamOf('{"id":"1-1","fields":[["f","x"]]}', G)), STREAM, 'entry 0'],
    ['a group', ours('stream', streamOf(A, '')), STREAM, 'group "g" missing'],
    ['entries read', ours('stream', streamOf(A, group(`${PENDING},${CONSUMER}`))), STREAM, 'entriesRead'],
    [
      'a pending entry',
      ours('stream', streamOf(A, group(`"entriesRead":1,"pending":[],${CONSUMER}`))),
      STREAM,
      'pending 1-1',
    ],
    [
      'a consumer',
      ours('stream', streamOf(A, group(`"entriesRead":1,${PENDING},"consumers":[]`))),
      STREAM,
      'consumer "c" missing',
    ],
    ['a first id', ours('stream', streamOf(A, G).replace('"firstId":"1-1"', '"firstId":"1-2"')), STREAM, 'firstId'],
    [
      'a module payload',
      ours('some-type', '"value":{"$module":"some-type","version":0,"$base64":"AggCBwA="}'),
      MODULE,
      'module payload',
    ],
    [
      'a module version',
      ours('some-type', '"value":{"$module":"some-type","version":1,"$base64":"AgcA"}'),
      MODULE,
      'module version',
    ],
  ])('%s', (_name, mine, theirs, said) => {
    const found = differences(mine, theirs);
    expect(found.join()).toContain(said);
  });

  test('0 where the server has -0', () => {
    const minus = truth('zset', `"value":[["${hex('a')}","-0"]]`);
    expect(differences(ours('zset', '"value":[["a",0]]'), minus)).not.toEqual([]);
    expect(differences(ours('zset', '"value":[["a",-0]]'), minus)).toEqual([]);
  });
});

test.each([
  ['value', ours('string', '"value":"w"'), 0],
  ['type', ours('list', '"value":["v"]'), 0],
  ['expire_ms', ours('string', '"expireAt":3000000000000,"value":"v"'), 0],
  ['expire_ms', ours('string', '"value":"w"'), 1],
])('what is unstable, its %s, is not compared', (what, mine, count) => {
  const unstable = new Map([[`0 ${hex('k')}`, new Set([what])]]);
  expect(compareTruth(mine, STRING, { nowMs: NOW, unstable }).differences).toHaveLength(count);
});
