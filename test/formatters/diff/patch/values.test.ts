/** Which commands make of one value another one, where it is. Source: aof-replication-resp.md 6. */
import { describe, expect, test } from 'vitest';
import type { Stored } from './changed-key.ts';
import { linesOf, printPatch } from './print-patch.ts';
import { array, group, hash, key, list, set, stream, string, zset } from './values.ts';

const AT = 4_102_444_800_000;
/** What a mark is called, where there is no item of that name. */
const MARK = '\0rdb-tool:0';
const LATER = '\0rdb-tool:1';
const KB = 'x'.repeat(1024);
const LONG = 'longer than what commands cost '.repeat(20).trim().split(' ');
const MANY = LONG.map((word, i) => `${word}${i}`).join(' ');

type Case = [string, Stored, Stored, readonly string[], string?];

describe.each<[string, Case[]]>([
  [
    'expiries of keys',
    [
      ['one', key(set('a')), key(set('a'), AT), [`PEXPIREAT k ${AT}`]],
      ['another one', key(set('a'), AT), key(set('a'), AT + 1), [`PEXPIREAT k ${AT + 1}`]],
      ['none', key(set('a'), AT), key(set('a')), ['PERSIST k']],
      ['in whole seconds before 2.6', key(set('a')), key(set('a'), 5000), ['EXPIREAT k 5'], 'redis-2.4'],
    ],
  ],
  [
    'strings',
    [
      ['another value', key(string('v')), key(string('w')), ['SET k w']],
      ['the expiry stays', key(string('v'), AT), key(string('w'), AT), ['SET k w KEEPTTL']],
      ['the expiry again', key(string('v'), AT), key(string('w'), AT), ['SET k w', `PEXPIREAT k ${AT}`], 'redis-5.0'],
      ['value and expiry', key(string('v'), AT), key(string('w'), AT + 1), [`SET k w PXAT ${AT + 1}`]],
      ['value, and no expiry', key(string('v'), AT), key(string('w')), ['SET k w']],
      ['more behind', key(string(KB)), key(string(`${KB}yz`)), ['APPEND k yz']],
      ['a part', key(string(`a${KB}c`)), key(string(`b${KB}c`)), ['SETRANGE k 0 b']],
      ['a part within', key(string(`${KB}ab${KB}`)), key(string(`${KB}cd${KB}`)), ['SETRANGE k 1024 cd']],
      ['less', key(string(`${KB}y`)), key(string(KB)), [`SET k ${KB}`]],
    ],
  ],
  [
    'sets',
    [
      ['a member more', key(set('a')), key(set('a b')), ['SADD k b']],
      ['members less', key(set('a b c')), key(set('b')), ['SREM k a c']],
      ['others, those that come first', key(set('a b')), key(set('c d')), ['SADD k c d', 'SREM k a b']],
    ],
  ],
  [
    'sorted sets',
    [
      ['another score', key(zset({ a: 1, b: 2 })), key(zset({ a: 1.5, b: 2 })), ['ZADD k 1.5 a']],
      ['members', key(zset({ a: 1 })), key(zset({ b: -Infinity })), ['ZADD k -inf b', 'ZREM k a']],
      ['0 for -0', key(zset({ a: -0 })), key(zset({ a: 0 })), ['ZADD k 1 a 0 a']],
      ['-0 for 0', key(zset({ a: 0 })), key(zset({ a: -0 })), ['ZADD k 1 a -0 a']],
      ['-0 for 1', key(zset({ a: 1 })), key(zset({ a: -0 })), ['ZADD k -0 a']],
    ],
  ],
  [
    'hashes',
    [
      ['another value', key(hash({ f: 'v', g: 'w' })), key(hash({ f: 'x', g: 'w' })), ['HSET k f x']],
      ['fields', key(hash({ f: 'v' })), key(hash({ g: 'w' })), ['HSET k g w', 'HDEL k f']],
      ['before 4.0', key(hash({ f: 'v' })), key(hash({ f: 'w' })), ['HMSET k f w'], 'redis-3.2'],
      ['an expiry', key(hash({ f: 'v' })), key(hash({ f: ['v', AT] })), [`HPEXPIREAT k ${AT} FIELDS 1 f`]],
      ['no expiry', key(hash({ f: ['v', AT] })), key(hash({ f: 'v' })), ['HPERSIST k FIELDS 1 f']],
      [
        'a value whose expiry stays: HSET takes it away',
        key(hash({ f: ['v', AT] })),
        key(hash({ f: ['w', AT] })),
        ['HSET k f w', `HPEXPIREAT k ${AT} FIELDS 1 f`],
      ],
      ['a value, and no expiry', key(hash({ f: ['v', AT] })), key(hash({ f: 'w' })), ['HSET k f w']],
      [
        'fields of one time together',
        key(hash({ a: '1', b: '2', c: '3' })),
        key(hash({ a: ['1', 9], b: ['2', 8], c: ['3', 9] })),
        ['HPEXPIREAT k 9 FIELDS 2 a c', 'HPEXPIREAT k 8 FIELDS 1 b'],
        'valkey-9.0',
      ],
    ],
  ],
  [
    'lists',
    [
      ['items behind', key(list('a b')), key(list('a b c d')), ['RPUSH k c d']],
      ['items in front', key(list('c d')), key(list('a b c d')), ['LPUSH k b a']],
      ['a queue', key(list('a b c')), key(list('c d e')), ['LTRIM k 2 -1', 'RPUSH k d e']],
      ['less at both ends', key(list('a b c d')), key(list('b c')), ['LTRIM k 1 -2']],
      ['an item', key(list('a')), key(list('b')), ['LSET k 0 b']],
      [
        'all of them',
        key(list('a b c d e'), AT),
        key(list('v w x y z'), AT),
        ['UNLINK k', 'RPUSH k v w x y z', `PEXPIREAT k ${AT}`],
      ],
      [
        'an item within',
        key(list(`a ${MANY} b c ${MANY} d`)),
        key(list(`a ${MANY} x c ${MANY} d`)),
        [`LSET k ${LONG.length + 1} x`],
      ],
      [
        'less within',
        key(list(`${MANY} b b c ${MANY}`)),
        key(list(`${MANY} c ${MANY}`)),
        [`LSET k ${LONG.length} ${MARK}`, `LSET k ${LONG.length + 1} ${MARK}`, `LREM k 0 ${MARK}`],
      ],
      [
        'more within',
        key(list(`${MANY} c ${MANY}`)),
        key(list(`${MANY} b b c ${MANY}`)),
        [
          `LSET k ${LONG.length} ${MARK}`,
          `LINSERT k BEFORE ${MARK} b`,
          `LINSERT k BEFORE ${MARK} b`,
          `LSET k ${LONG.length + 2} c`,
        ],
      ],
      [
        'others, and more of them',
        key(list(`${MANY} x y ${MANY}`)),
        key(list(`${MANY} p q r ${MANY}`)),
        [
          `LSET k ${LONG.length} p`,
          `LSET k ${LONG.length + 1} ${MARK}`,
          `LINSERT k BEFORE ${MARK} q`,
          `LSET k ${LONG.length + 2} r`,
        ],
      ],
      [
        'a mark that is no item',
        key(list(`${MARK} ${MANY} b c ${MANY}`)),
        key(list(`${MARK} ${MANY} c ${MANY}`)),
        [`LSET k ${LONG.length + 1} ${LATER}`, `LREM k 0 ${LATER}`],
      ],
      [
        'near the end',
        key(list(`${MANY} b ${MANY} y z`)),
        key(list(`${MANY} ${MANY} x y z`)),
        [`LTRIM k 0 -3`, `LSET k ${LONG.length} ${MARK}`, `LREM k 0 ${MARK}`, 'RPUSH k x y z'],
      ],
    ],
  ],
  [
    'streams',
    [
      ['an entry', key(stream({ entries: '1-0' })), key(stream({ entries: '1-0 2-0' })), ['XADD k 2-0 f v']],
      [
        'an entry less',
        key(stream({ entries: '1-0 2-0' })),
        key(stream({ entries: '2-0', maxDeletedId: '1-0', entriesAdded: 2n })),
        ['XDEL k 1-0'],
      ],
      [
        'the oldest',
        key(stream({ entries: '1-0 2-0 3-0' })),
        key(stream({ entries: '3-0', entriesAdded: 3n })),
        ['XTRIM k MAXLEN 1'],
      ],
      [
        'the oldest of a capped stream, and new ones',
        key(stream({ entries: '1-0 2-0 3-0' })),
        key(stream({ entries: '3-0 4-0 5-0', entriesAdded: 5n })),
        ['XADD k 4-0 f v', 'XADD k 5-0 f v', 'XTRIM k MAXLEN 3'],
      ],
      [
        'counters',
        key(stream({ entries: '1-0' })),
        key(stream({ entries: '1-0', lastId: '5-0', maxDeletedId: '4-0', entriesAdded: 9n })),
        ['XSETID k 5-0 ENTRIESADDED 9 MAXDELETEDID 4-0'],
      ],
      [
        'the last id before 7.0',
        key(stream({ entries: '1-0' })),
        key(stream({ entries: '1-0', lastId: '5-0' })),
        ['XSETID k 5-0'],
        'redis-6.2',
      ],
      [
        'an entry between others',
        key(stream({ entries: '1-0 3-0' }), AT),
        key(stream({ entries: '1-0 2-0 3-0' }), AT),
        [
          'UNLINK k',
          'XADD k 1-0 f v',
          'XADD k 2-0 f v',
          'XADD k 3-0 f v',
          'XSETID k 3-0 ENTRIESADDED 3 MAXDELETEDID 0-0',
          `PEXPIREAT k ${AT}`,
        ],
      ],
      [
        'no id was deleted, which XSETID cannot say',
        key(stream({ maxDeletedId: '1-0', lastId: '1-0' })),
        key(stream({ lastId: '1-0' })),
        ['UNLINK k', 'XADD k MAXLEN 0 0-1 x y', 'XSETID k 1-0 ENTRIESADDED 0 MAXDELETEDID 0-0'],
      ],
      [
        'a group',
        key(stream({ entries: '1-0' })),
        key(stream({ entries: '1-0', groups: [group('g', '1-0', 'c', [], 1n)] })),
        ['XGROUP CREATE k g 1-0 ENTRIESREAD 1', 'XGROUP CREATECONSUMER k g c'],
      ],
      [
        'a group less',
        key(stream({ entries: '1-0', groups: [group('g', '1-0', 'c', [['1-0', 'c', 5, 1]])] })),
        key(stream({ entries: '1-0' })),
        ['XGROUP DESTROY k g'],
      ],
      [
        'what a group has read',
        key(stream({ entries: '1-0', groups: [group('g', '0-0', '', [], 0n)] })),
        key(stream({ entries: '1-0', groups: [group('g', '1-0')] })),
        ['XGROUP SETID k g 1-0'],
      ],
      [
        'pending entries, alike ones together',
        key(stream({ entries: '1-0 2-0 3-0', groups: [group('g', '3-0', 'c', [['3-0', 'c', 5, 1]])] })),
        key(
          stream({
            entries: '1-0 2-0 3-0',
            groups: [
              group('g', '3-0', 'c d', [
                ['1-0', 'd', 7, 2],
                ['2-0', 'd', 7, 2],
              ]),
            ],
          }),
        ),
        ['XCLAIM k g d 0 1-0 2-0 TIME 7 RETRYCOUNT 2 FORCE JUSTID', 'XACK k g 3-0'],
      ],
      [
        'a consumer goes, and another one has what was its',
        key(
          stream({
            entries: '1-0 2-0',
            groups: [
              group('g', '2-0', 'c', [
                ['1-0', 'c', 5, 1],
                ['2-0', 'c', 5, 1],
              ]),
            ],
          }),
        ),
        key(stream({ entries: '1-0 2-0', groups: [group('g', '2-0', 'd', [['2-0', 'd', 6, 2]])] })),
        ['XCLAIM k g d 0 2-0 TIME 6 RETRYCOUNT 2 FORCE JUSTID', 'XGROUP DELCONSUMER k g c'],
      ],
    ],
  ],
  [
    'arrays',
    [
      [
        'elements',
        key(array({ 0: 'a', 7: 'b' })),
        key(array({ 7: 'c', 9: 'd' }, 3n)),
        ['ARMSET k 7 c 9 d', 'ARDEL k 0', 'ARSEEK k 3'],
        'redis-8.8',
      ],
    ],
  ],
  [
    'types',
    [
      ['another one', key(string('v'), AT), key(set('a'), AT), ['UNLINK k', 'SADD k a', `PEXPIREAT k ${AT}`]],
      ['before 4.0', key(set('v')), key(list('a')), ['DEL k', 'RPUSH k a'], 'redis-3.2'],
      ['a string needs no deletion', key(set('v'), AT), key(string('v')), ['SET k v']],
    ],
  ],
])('%s', (_type, cases) => {
  test.each<Case>(cases)('%s', (_name, a, b, lines, target = 'redis-8.6') => {
    const printed = printPatch([a], [b], { target });
    expect(linesOf(printed)).toEqual(lines);
    expect(printed.losses).toEqual([]);
  });
});
