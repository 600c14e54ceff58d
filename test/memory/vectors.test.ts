/** What real servers answer, of keys just loaded, with the jemalloc that comes with their source. Source: rdb-format.md 7.10. */
import { describe, expect, test } from 'vitest';
import { bytes, expireAtMs } from '../tools/rdb-bytes.ts';
import { hashKey, listKey, setKey, sizeFile, stringKey, zsetKey } from './size-file.ts';

const LATER = 4_102_444_800_000;
const ENCODINGS: Readonly<Record<string, string>> = {
  e: 'embstr',
  r: 'raw',
  i: 'int',
  lp: 'listpack',
  zl: 'ziplist',
  ql: 'quicklist',
  is: 'intset',
  ht: 'hashtable',
};
const SERVERS = ['redis-6.2', 'redis-7.2', 'redis-8.0', 'redis-8.6', 'valkey-9.1'] as const;

const numbered = (count: number, head: string, width: number): string[] =>
  Array.from({ length: count }, (_none, i) => head + String(i).padStart(width - head.length, '0'));
const integers = (count: number): string[] => Array.from({ length: count }, (_none, i) => String(i));
const list = (count: number, width: number): string[] => numbered(count, '', width).map((text) => `${text}z`);
const pairs = (count: number, field: number, value: number): [string, string][] => {
  const values = numbered(count, 'v', value);
  return numbered(count, 'f', field).map((name, i) => [name, values[i] ?? '']);
};
const scored = (count: number, width: number): [string, number][] =>
  numbered(count, 'm', width).map((member, i) => [member, i * 1.5]);
const expiring = (record: Uint8Array): Uint8Array => bytes(expireAtMs(LATER), record);
const text = (size: number): [string, Uint8Array] => [`s:${size}`, stringKey(`s:${size}`, 'x'.repeat(size))];
const longKey = (size: number): [string, Uint8Array] => ['k'.repeat(size), stringKey('k'.repeat(size), 'v'.repeat(50))];

type Vector = readonly [
  key: string,
  record: Uint8Array,
  r62: string,
  r72: string,
  r80: string,
  r86: string,
  v91: string,
];

/** Bytes and encoding by server; `~`: of a hash table whose buckets have children at random, 64 bytes each. */
const VECTORS: readonly Vector[] = [
  [...text(1), '51 e', '56 e', '56 e', '32 e', '24 e'],
  [...text(20), '70 e', '72 e', '72 e', '48 e', '40 e'],
  [...text(37), '87 e', '96 e', '96 e', '64 e', '56 e'],
  [...text(38), '88 e', '96 e', '96 e', '72 r', '64 e'],
  [...text(44), '94 e', '96 e', '96 e', '72 r', '64 e'],
  [...text(45), '104 r', '104 r', '104 r', '80 r', '64 e'],
  [...text(64), '128 r', '128 r', '128 r', '104 r', '96 e'],
  [...text(100), '160 r', '160 r', '160 r', '136 r', '128 e'],
  [...text(200), '272 r', '272 r', '272 r', '248 r', '248 r'],
  [...text(253), '368 r', '368 r', '368 r', '344 r', '344 r'],
  [...text(1000), '1072 r', '1072 r', '1072 r', '1056 r', '1056 r'],
  [...text(20000), '20536 r', '20536 r', '20536 r', '20512 r', '20512 r'],
  [...text(70000), '81976 r', '81976 r', '81976 r', '81952 r', '81952 r'],
  ['int:s', stringKey('int:s', '123'), '48 i', '48 i', '48 i', '24 i', '24 i'],
  ['int:b', stringKey('int:b', '1234567890123'), '48 i', '48 i', '48 i', '24 i', '24 i'],
  ['exp:s', expiring(stringKey('exp:s', 'abc')), '53 e', '56 e', '56 e', '40 e', '32 e'],
  ['exp:m', expiring(stringKey('exp:m', 'x'.repeat(100))), '160 r', '160 r', '160 r', '144 r', '128 e'],
  [...longKey(60), '160 r', '160 r', '160 r', '152 r', '128 e'],
  [...longKey(128), '256 r', '256 r', '256 r', '216 r', '216 r'],
  [...longKey(253), '416 r', '416 r', '416 r', '376 r', '376 r'],
  ['l:3:5', listKey('l:3:5', list(3, 5)), '155 ql', '80 lp', '80 lp', '55 lp', '56 lp'],
  ['l:200:20', listKey('l:200:20', list(200, 20)), '4739 ql', '5176 lp', '5176 lp', '4639 lp', '5152 lp'],
  ['l:1000:50', listKey('l:1000:50', list(1000, 50)), '53397 ql', '53624 ql', '53624 ql', '53409 ql', '53600 ql'],
  ['l:5000:10', listKey('l:5000:10', list(5000, 10)), '65440 ql', '65952 ql', '65952 ql', '65456 ql', '65928 ql'],
  ['si:5', setKey('si:5', integers(5)), '66 is', '72 is', '72 is', '42 is', '48 is'],
  ['si:512', setKey('si:512', integers(512)), '1080 is', '1328 is', '1328 is', '1064 is', '1312 is'],
  ['si:513', setKey('si:513', integers(513)), '24752 ht', '24712 ht', '24712 ht', '23047 ht', '13432 ht ~'],
  ['ss:5:5', setKey('ss:5:5', numbered(5, 'm', 5)), '368 ht', '96 lp', '96 lp', '74 lp', '80 lp'],
  ['ss:128:20', setKey('ss:128:20', numbered(128, 'm', 20)), '7320 ht', '3128 lp', '3128 lp', '2855 lp', '3104 lp'],
  ['ss:129:20', setKey('ss:129:20', numbered(129, 'm', 20)), '8392 ht', '8352 ht', '8352 ht', '8070 ht', '5448 ht ~'],
  [
    'ss:1000:40',
    setKey('ss:1000:40', numbered(1000, 'm', 40)),
    '80344 ht',
    '80304 ht',
    '80304 ht',
    '80280 ht',
    '65712 ht ~',
  ],
  ['h:3:3:3', hashKey('h:3:3:3', pairs(3, 3, 3)), '97 zl', '96 lp', '96 lp', '69 lp', '72 lp'],
  ['h:128:10:10', hashKey('h:128:10:10', pairs(128, 10, 10)), '3139 zl', '3640 lp', '3640 lp', '3111 lp', '3616 lp'],
  [
    'h:513:10:10',
    hashKey('h:513:10:10', pairs(513, 10, 10)),
    '37072 ht',
    '37032 ht',
    '37032 ht',
    '33930 ht',
    '24984 ht ~',
  ],
  [
    'h:1000:10:30',
    hashKey('h:1000:10:30', pairs(1000, 10, 30)),
    '80344 ht',
    '80304 ht',
    '80304 ht',
    '78280 ht',
    '65016 ht ~',
  ],
  [
    'h:1000:40:100',
    hashKey('h:1000:40:100', pairs(1000, 40, 100)),
    '192344 ht',
    '192304 ht',
    '192304 ht',
    '196280 ht',
    '185336 ht ~',
  ],
  ['z:5:5', zsetKey('z:5:5', scored(5, 5)), '110 zl', '112 lp', '112 lp', '82 lp', '88 lp'],
  ['z:128:10', zsetKey('z:128:10', scored(128, 10)), '2223 zl', '2616 lp', '2616 lp', '2136 lp', '2592 lp'],
];

describe.each(SERVERS)('%s', (server) => {
  const column = SERVERS.indexOf(server);

  test.each(VECTORS)('%s', async (key, record, ...answers) => {
    const { keys } = await sizeFile(record, { server, allocator: 'jemalloc-quantum8' });
    const size = keys.get(`0 ${Buffer.from(key).toString('hex')}`);
    const [answer = '', encoding = '', random] = (answers[column] ?? '').split(' ');
    expect(size?.encoding).toBe(ENCODINGS[encoding]);
    expect(size?.determined).toBe(random === undefined);
    if (random === undefined) expect(size?.bytes).toBe(Number(answer));
    else expect(Math.abs((size?.bytes ?? 0) / Number(answer) - 1)).toBeLessThan(0.06);
  });
});
