/** Sorted sets, and places in them. */
import type { Argument } from '../client.ts';
import type { Draw } from './draw.ts';
import type { Form } from './form.ts';

const A_MOMENT = '0.003';

export const SORTED_SETS: readonly Form[] = [
  { weight: 6, make: (draw) => ['ZADD', draw.key('zset'), ...scored(draw, 6)] },
  {
    weight: 3,
    make: (draw) => {
      const condition = draw.random.pick<readonly Argument[]>([
        ['NX'],
        ['XX'],
        ['GT'],
        ['LT'],
        ['XX', 'GT'],
        ['XX', 'LT'],
      ]);
      return ['ZADD', draw.key('zset'), ...condition, ...draw.maybe('CH'), ...scored(draw, 4)];
    },
  },
  {
    make: (draw) => [
      'ZADD',
      draw.key('zset'),
      ...draw.maybe(draw.pick('NX', 'XX', 'GT', 'LT')),
      'INCR',
      ...scored(draw, 1),
    ],
  },
  { weight: 3, make: (draw) => ['ZINCRBY', draw.key('zset'), ...scored(draw, 1)] },
  { weight: 2, make: (draw) => ['ZREM', draw.key('zset'), ...draw.some(3, () => draw.element())] },
  { make: (draw) => [draw.pick('ZPOPMIN', 'ZPOPMAX'), draw.key('zset'), ...draw.maybe(draw.below(4))] },
  {
    make: (draw) => [
      'ZMPOP',
      2,
      draw.key('zset'),
      draw.key('zset'),
      draw.pick('MIN', 'MAX'),
      ...draw.maybe('COUNT', 2),
    ],
  },
  {
    weight: 0.4,
    waits: true,
    make: (draw) => [draw.pick('BZPOPMIN', 'BZPOPMAX'), draw.key('zset'), draw.key('zset'), A_MOMENT],
  },
  {
    weight: 0.4,
    waits: true,
    make: (draw) => ['BZMPOP', A_MOMENT, 1, draw.key('zset'), draw.pick('MIN', 'MAX'), 'COUNT', 2],
  },
  { weight: 0.7, make: (draw) => ['ZREMRANGEBYRANK', draw.key('zset'), draw.index(), draw.index()] },
  { weight: 0.7, make: (draw) => ['ZREMRANGEBYSCORE', draw.key('zset'), ...scoreRange(draw)] },
  { weight: 2, make: (draw) => ['ZADD', alike(draw), ...draw.some(6, () => [0, draw.element()]).flat()] },
  { weight: 0.7, make: (draw) => ['ZREMRANGEBYLEX', alike(draw), ...lexRange(draw)] },
  {
    weight: 3,
    make: (draw) => {
      const keys = draw.some(3, () => draw.pick(draw.key('zset'), draw.key('zset'), draw.key('set')));
      const weights = draw.maybe('WEIGHTS', ...keys.map(() => draw.score()));
      const aggregate = draw.maybe('AGGREGATE', draw.pick('SUM', 'MIN', 'MAX'));
      const name = draw.pick('ZUNIONSTORE', 'ZINTERSTORE');
      return [name, draw.key('zset'), keys.length, ...keys, ...weights, ...aggregate];
    },
  },
  {
    make: (draw) => ['ZDIFFSTORE', draw.key('zset'), 2, draw.key('zset'), draw.pick(draw.key('zset'), draw.key('set'))],
  },
  {
    make: (draw) => [
      'ZRANGESTORE',
      draw.key('zset'),
      draw.key('zset'),
      draw.index(),
      draw.index() + 12,
      ...draw.maybe('REV'),
    ],
  },
  {
    make: (draw) => ['ZRANGESTORE', draw.key('zset'), draw.key('zset'), ...scoreRange(draw), 'BYSCORE', ...limit(draw)],
  },
  {
    make: (draw) => {
      const [low, high] = lexRange(draw);
      return [
        'ZRANGESTORE',
        draw.pick(draw.key('zset'), alike(draw)),
        alike(draw),
        high,
        low,
        'BYLEX',
        'REV',
        ...limit(draw),
      ];
    },
  },
];

export const PLACES: readonly Form[] = [
  {
    weight: 5,
    make: (draw) => {
      const places = draw.some(4, () => [...position(draw), `p${draw.below(40)}`]).flat();
      return ['GEOADD', draw.key('geo'), ...draw.maybe(draw.pick('NX', 'XX')), ...draw.maybe('CH'), ...places];
    },
  },
  {
    weight: 2,
    make: (draw) => {
      const store = draw.pick('STORE', 'STOREDIST');
      return ['GEORADIUS', draw.key('geo'), ...position(draw), ...radius(draw), ...count(draw), store, draw.key('geo')];
    },
  },
  {
    make: (draw) => {
      const store = draw.pick('STORE', 'STOREDIST');
      const from = `p${draw.below(40)}`;
      return ['GEORADIUSBYMEMBER', draw.key('geo'), from, ...radius(draw), ...count(draw), store, draw.key('zset')];
    },
  },
  {
    weight: 4,
    make: (draw) => {
      const from = draw.pick(['FROMMEMBER', `p${draw.below(40)}`], ['FROMLONLAT', ...position(draw)]);
      const by = draw.pick(['BYRADIUS', ...radius(draw)], ['BYBOX', 10 ** draw.below(5), ...radius(draw)]);
      return [
        'GEOSEARCHSTORE',
        draw.key('geo'),
        draw.key('geo'),
        ...from,
        ...by,
        ...count(draw),
        ...draw.maybe('STOREDIST'),
      ];
    },
  },
  {
    since: { redis: undefined, valkey: '9.0' },
    make: (draw) => {
      const corners = [...position(draw), ...position(draw), ...position(draw), ...position(draw)];
      return [
        'GEOSEARCHSTORE',
        draw.key('geo'),
        draw.key('geo'),
        'BYPOLYGON',
        4,
        ...corners,
        ...draw.maybe('STOREDIST'),
      ];
    },
  },
];

/** Its members have one score: of others, a range by name depends on the random levels of a skip list. */
const alike = (draw: Draw): Argument => `alike:${draw.below(3)}`;
const scored = (draw: Draw, most: number): readonly Argument[] =>
  draw.some(most, () => [draw.score(), draw.element()]).flat();
const limit = (draw: Draw): readonly Argument[] => draw.maybe('LIMIT', draw.below(3), draw.below(12) - 1);

function scoreRange(draw: Draw): readonly [Argument, Argument] {
  const low = draw.pick('-inf', `${draw.below(20) - 20}`, `(${draw.below(20) - 20}`);
  return [low, draw.pick('+inf', `${draw.below(20)}`, `(${draw.below(20)}`)];
}

function lexRange(draw: Draw): readonly [Argument, Argument] {
  return [draw.pick('-', '[m1', '(m', '[1'), draw.pick('+', '[m2', '(m3', '[z')];
}

/** Near one another, anywhere, and at the seams. */
function position(draw: Draw): readonly [Argument, Argument] {
  const near = (at: number, apart: number): string => (at + (draw.random.fraction() - 0.5) * apart).toFixed(6);
  switch (draw.below(4)) {
    case 0:
      return [near(0, 359), near(0, 170)];
    case 1:
      return [draw.pick('179.999', '-179.999', '180', '-180'), near(0, 10)];
    default:
      return [near(11, 2), near(47, 2)];
  }
}

function radius(draw: Draw): readonly Argument[] {
  return [draw.pick('50', '120.5', '20000', '1'), draw.pick('km', 'km', 'mi', 'm', 'ft')];
}

function count(draw: Draw): readonly Argument[] {
  const order = draw.maybe(draw.pick('ASC', 'DESC'));
  return [...order, ...(draw.chance(0.3) ? ['COUNT', 1 + draw.below(5)] : [])];
}
