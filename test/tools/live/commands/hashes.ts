/** Hashes, with the times of their fields. */
import type { Argument } from '../client.ts';
import type { Draw } from './draw.ts';
import type { Form, Since } from './form.ts';

const FIELD_TIMES: Since = { redis: '7.4', valkey: '9.0' };
const WITH_TIMES: Since = { redis: '8.0', valkey: '9.0' };

export const HASHES: readonly Form[] = [
  { weight: 5, make: (draw) => [draw.pick('HSET', 'HMSET'), draw.key('hash'), ...pairs(draw)] },
  { weight: 2, make: (draw) => ['HSETNX', draw.key('hash'), field(draw), draw.value()] },
  { weight: 2, make: (draw) => ['HDEL', draw.key('hash'), ...draw.some(3, () => field(draw))] },
  { weight: 3, make: (draw) => ['HINCRBY', draw.key('hash'), number(draw), draw.integer()] },
  { weight: 2, make: (draw) => ['HINCRBYFLOAT', draw.key('hash'), number(draw), draw.score()] },
  {
    weight: 6,
    since: FIELD_TIMES,
    make: (draw) => {
      const { name, time } = draw.expire('H');
      return [name, draw.key('hash'), time, ...draw.maybe(draw.pick('NX', 'XX', 'GT', 'LT')), ...fields(draw)];
    },
  },
  { weight: 2, since: FIELD_TIMES, make: (draw) => ['HPERSIST', draw.key('hash'), ...fields(draw)] },
  {
    weight: 3,
    since: WITH_TIMES,
    make: (draw) => {
      const condition = draw.maybe(draw.pick('FNX', 'FXX'));
      const time = draw.random.pick<readonly Argument[]>([draw.expiry(), draw.expiry(), ['KEEPTTL'], []]);
      const words = differentPairs(draw);
      return ['HSETEX', draw.key('hash'), ...condition, ...time, 'FIELDS', words.length / 2, ...words];
    },
  },
  {
    weight: 2,
    since: WITH_TIMES,
    make: (draw) => ['HGETEX', draw.key('hash'), ...draw.pick(draw.expiry(), ['PERSIST'] as const), ...fields(draw)],
  },
  { since: { redis: '8.0', valkey: '9.1' }, make: (draw) => ['HGETDEL', draw.key('hash'), ...fields(draw)] },
];

/** Fields that counters are in: INCR of text is an error, and once is enough. */
const number = (draw: Draw): Argument => (draw.chance(0.8) ? `n${draw.below(4)}` : field(draw));
const field = (draw: Draw): Argument => (draw.chance(0.1) ? `n${draw.below(4)}` : draw.element());
const pairs = (draw: Draw): readonly Argument[] => draw.some(5, () => [field(draw), draw.value()]).flat();

/** Redis 8.6.3 stops on an assertion where HSETEX of a hash table has a field twice. */
function differentPairs(draw: Draw): readonly Argument[] {
  return draw.random
    .sample(
      Array.from({ length: 30 }, (_, i) => `m${i}`),
      1 + draw.below(5),
    )
    .flatMap((name) => [name, draw.value()]);
}

function fields(draw: Draw): readonly Argument[] {
  const names = draw.some(4, () => field(draw));
  return ['FIELDS', names.length, ...names];
}
