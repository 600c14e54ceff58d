/** Sorted sets: what each command leaves, in order. */
import { describe, expect, test } from 'vitest';
import { replayCommands, valuesAfter, type CommandLine } from '../../tools/replay-commands.ts';

const LONG = 'x'.repeat(65);
const ABC = 'ZADD k 1 a 2 b 3 c';

/** The members of `k` as member=score; undefined: there is no such key. */
function membersAfter(lines: readonly CommandLine[]): string | undefined {
  const value = valuesAfter(lines)['k'];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return String(value);
  return value
    .map(([member, score]: [unknown, unknown]) => `${String(member)}=${Object.is(score, -0) ? '-0' : String(score)}`)
    .join(' ');
}

describe('ZADD', () => {
  test.each([
    ['in order of score', ['ZADD k 3 a 1 b 2 c'], 'b=1 c=2 a=3'],
    ['then of bytes, the shorter first', ['ZADD k 0 b 0 ab 0 a 0 B'], 'B=0 a=0 ab=0 b=0'],
    ['another score', [ABC, 'ZADD k 2.5 a'], 'b=2 a=2.5 c=3'],
    ['NX leaves scores', ['ZADD k 1 a', 'ZADD k NX 5 a 6 b'], 'a=1 b=6'],
    ['XX adds none', ['ZADD k 1 a', 'ZADD k XX 5 a 6 b'], 'a=5'],
    ['XX makes no key', ['ZADD k XX 1 a'], undefined],
    ['GT raises and adds', ['ZADD k 2 a 2 b', 'ZADD k GT 1 a 3 b 0 c'], 'c=0 a=2 b=3'],
    ['LT lowers', ['ZADD k 2 a 2 b', 'ZADD k LT CH 1 a 3 b'], 'a=1 b=2'],
    ['XX GT', ['ZADD k 2 a', 'ZADD k xx gt 3 a 1 b'], 'a=3'],
    ['NX GT exclude each other', ['ZADD k 1 a', 'ZADD k NX GT 3 b'], 'a=1'],
    ['INCR', ['ZADD k 1 a', 'ZADD k INCR 1.5 a'], 'a=2.5'],
    ['INCR of infinities that cancel out', ['ZADD k inf a', 'ZADD k INCR -inf a'], 'a=inf'],
    ['INCR takes one pair', ['ZADD k INCR 1 a 2 b'], undefined],
    ['a member twice', ['ZADD k 1 a 2 a'], 'a=2'],
    ['scores as strtod takes them', ['ZADD k 1e3 a +inf b -Infinity c 0x10 d .5 e'], 'c=-inf e=0.5 d=16 a=1000 b=inf'],
    ['no number changes nothing', ['ZADD k 1 a x b'], undefined],
    ['ZINCRBY', ['ZINCRBY k 2 a', 'ZINCRBY k -0.5 a'], 'a=1.5'],
  ])('%s', (_name, lines, want) => {
    expect(membersAfter(lines)).toBe(want);
  });
});

describe('the sign of zero', () => {
  test.each([
    ['a listpack has none', ['ZADD k -0 a'], 'a=0'],
    ['a skiplist has one', [['ZADD', 'k', 5, LONG], 'ZADD k -0 a', ['ZREM', 'k', LONG]], 'a=-0'],
    [
      'equal scores stay as they are',
      [['ZADD', 'k', 5, LONG], 'ZADD k 0 a', 'ZADD k -0 a', ['ZREM', 'k', LONG]],
      'a=0',
    ],
    ['a small result is a listpack', ['ZADD j 0 a', 'ZUNIONSTORE k 1 j WEIGHTS -1'], 'a=0'],
  ])('%s', (_name, lines, want) => {
    expect(membersAfter(lines)).toBe(want);
  });
});

describe('removal', () => {
  test.each([
    ['ZREM', [ABC, 'ZREM k b x'], 'a=1 c=3'],
    ['of all takes the key', [ABC, 'ZREM k a b c'], undefined],
    ['ZPOPMIN', [ABC, 'ZPOPMIN k'], 'b=2 c=3'],
    ['ZPOPMIN of as many', [ABC, 'ZPOPMIN k 2'], 'c=3'],
    ['ZPOPMAX of equal scores takes the last', ['ZADD k 1 a 1 b', 'ZPOPMAX k'], 'a=1'],
    ['ZPOPMIN of none', [ABC, 'ZPOPMIN k 0'], 'a=1 b=2 c=3'],
    ['ZMPOP of the first key that is there', [ABC, 'ZMPOP 2 none k MAX COUNT 2'], 'a=1'],
    ['BZPOPMIN', [ABC, 'BZPOPMIN none k 0'], 'b=2 c=3'],
    ['ZREMRANGEBYRANK', [ABC, 'ZREMRANGEBYRANK k 0 1'], 'c=3'],
    ['… from the end', [ABC, 'ZREMRANGEBYRANK k -2 -1'], 'a=1'],
    ['… beyond both ends', [ABC, 'ZREMRANGEBYRANK k -9 9'], undefined],
    ['… the wrong way round', [ABC, 'ZREMRANGEBYRANK k 2 1'], 'a=1 b=2 c=3'],
    ['ZREMRANGEBYSCORE', [ABC, 'ZREMRANGEBYSCORE k 2 3'], 'a=1'],
    ['… without the bounds', [ABC, 'ZREMRANGEBYSCORE k (1 (3'], 'a=1 c=3'],
    ['… infinite', [ABC, 'ZREMRANGEBYSCORE k -inf (2'], 'b=2 c=3'],
    ['ZREMRANGEBYLEX', ['ZADD k 0 a 0 b 0 c', 'ZREMRANGEBYLEX k [b +'], 'a=0'],
    ['… without the bounds', ['ZADD k 0 a 0 b 0 c', 'ZREMRANGEBYLEX k (a (c'], 'a=0 c=0'],
    ['… a bound is no plain word', ['ZADD k 0 a', 'ZREMRANGEBYLEX k a +'], 'a=0'],
  ])('%s', (_name, lines, want) => {
    expect(membersAfter(lines)).toBe(want);
  });
});

describe('ZUNIONSTORE, ZINTERSTORE, ZDIFFSTORE', () => {
  const SOURCES = ['ZADD i 1 a 2 b', 'ZADD j 10 b 20 c', 'SADD s b c'];
  test.each([
    ['ZUNIONSTORE k 2 i j', 'a=1 b=12 c=20'],
    ['ZUNIONSTORE k 3 i none s', 'a=1 c=1 b=3'],
    ['ZUNIONSTORE k 2 i j WEIGHTS 2 0.5', 'a=2 b=9 c=10'],
    ['ZUNIONSTORE k 2 i j AGGREGATE MIN', 'a=1 b=2 c=20'],
    ['ZUNIONSTORE k 2 i j aggregate max weights 1 1', 'a=1 b=10 c=20'],
    ['ZUNIONSTORE k 2 i j WEIGHTS 3 1 AGGREGATE COUNT', 'c=1 a=3 b=4'],
    ['ZUNIONSTORE k 2 i i WEIGHTS inf -inf', 'a=0 b=0'],
    ['ZINTERSTORE k 2 i j', 'b=12'],
    ['ZINTERSTORE k 2 i s WEIGHTS 1 5', 'b=7'],
    ['ZINTERSTORE k 2 i none', undefined],
    ['ZINTERSTORE i 1 i', undefined],
    ['ZDIFFSTORE k 2 j i', 'c=20'],
    ['ZDIFFSTORE k 2 i s', 'a=1'],
    ['ZDIFFSTORE k 1 none', undefined],
    ['ZUNIONSTORE k 0 i', undefined],
  ])('%s', (line, want) => {
    expect(membersAfter([...SOURCES, line])).toBe(want);
  });

  test('a result of nothing deletes what was there', () => {
    expect(membersAfter(['SET k v', 'ZUNIONSTORE k 1 none'])).toBeUndefined();
  });

  test('the destination can be a source', () => {
    expect(membersAfter([ABC, 'ZADD j 1 c', 'ZUNIONSTORE k 2 k j'])).toBe('a=1 b=2 c=4');
  });

  test('a source of another type changes nothing', () => {
    const { keys, warnings } = replayCommands(['SET s v', ABC, 'ZUNIONSTORE k 1 s']);
    expect(keys.map(({ key }) => key)).toEqual(['s', 'k']);
    expect(warnings).toEqual(['ZUNIONSTORE changes nothing: WRONGTYPE: the key holds another kind of value']);
  });
});

describe('ZRANGESTORE', () => {
  test.each([
    ['ZRANGESTORE k j 0 1', 'a=1 b=2'],
    ['ZRANGESTORE k j -1 -1', 'd=4'],
    ['ZRANGESTORE k j 0 1 REV', 'c=3 d=4'],
    ['ZRANGESTORE k j (1 3 BYSCORE', 'b=2 c=3'],
    ['ZRANGESTORE k j 3 (1 BYSCORE REV', 'b=2 c=3'],
    ['ZRANGESTORE k j 1 4 BYSCORE LIMIT 1 2', 'b=2 c=3'],
    ['ZRANGESTORE k j 4 1 BYSCORE REV LIMIT 1 2', 'b=2 c=3'],
    ['ZRANGESTORE k j 1 4 BYSCORE LIMIT 2 -1', 'c=3 d=4'],
    ['ZRANGESTORE k j 1 4 BYSCORE LIMIT -1 2', undefined],
    ['ZRANGESTORE k l [b + BYLEX', 'b=0 c=0'],
    ['ZRANGESTORE k l (c - BYLEX REV LIMIT 0 1', 'b=0'],
    ['ZRANGESTORE k none 0 -1', undefined],
    ['ZRANGESTORE k j 0 1 LIMIT 0 1', undefined],
  ])('%s', (line, want) => {
    expect(membersAfter(['ZADD j 1 a 2 b 3 c 4 d', 'ZADD l 0 a 0 b 0 c', line])).toBe(want);
  });
});
