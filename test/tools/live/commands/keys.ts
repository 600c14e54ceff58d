/** Whole keys and databases. */
import type { Form } from './form.ts';

export const KEYS: readonly Form[] = [
  { weight: 6, make: (draw) => ['SELECT', draw.pick(0, 0, 0, 0, 0, 0, 0, 1, 2, 9)] },
  { weight: 3, make: (draw) => [draw.pick('DEL', 'UNLINK'), ...draw.some(2, () => draw.anyKey())] },
  {
    weight: 8,
    make: (draw) => {
      const { name, time } = draw.expire('');
      return [name, draw.anyKey(), time, ...draw.maybe(draw.pick('NX', 'XX', 'GT', 'LT'))];
    },
  },
  { weight: 2, make: (draw) => ['PERSIST', draw.anyKey()] },
  { weight: 2, make: (draw) => [draw.pick('RENAME', 'RENAMENX'), ...draw.twoKeys()] },
  {
    weight: 3,
    make: (draw) => ['COPY', ...draw.twoKeys(), ...draw.maybe('DB', draw.below(3)), ...draw.maybe('REPLACE')],
  },
  { weight: 2, make: (draw) => ['MOVE', draw.anyKey(), draw.below(3)] },
  { weight: 0.5, make: (draw) => ['SWAPDB', draw.below(3), draw.below(3)] },
  { weight: 0.1, make: (draw) => ['FLUSHDB', ...draw.maybe(draw.pick('ASYNC', 'SYNC'))] },
  { weight: 0.03, make: () => ['FLUSHALL'] },
  { weight: 3, make: (draw) => ['DUMP', draw.anyKey()], take: (draw, reply) => draw.remember('dump', reply) },
  {
    weight: 2,
    make: (draw) => {
      const time = draw.random.pick<readonly (string | number)[]>([
        [0],
        [1_000_000_000_000],
        [draw.farMs(), 'ABSTTL'],
        [1000, 'ABSTTL'],
      ]);
      const [ttl = 0, ...absolute] = time;
      return ['RESTORE', draw.anyKey(), ttl, draw.recall('dump') ?? '', ...draw.maybe('REPLACE'), ...absolute];
    },
  },
  {
    weight: 2,
    make: (draw) => {
      const by = draw.random.pick<readonly string[]>([[], ['BY', 'number:*'], ['BY', 'hash:*->n1'], ['BY', 'nosort']]);
      const get = draw.random.pick<readonly string[]>([[], ['GET', '#'], ['GET', 'string:*', 'GET', '#']]);
      const how = [
        ...draw.maybe(draw.pick('ASC', 'DESC')),
        // What is equal then stands in the order of a hash table, which is another in each process.
        ...(by.join().includes('*') ? [] : draw.maybe('ALPHA')),
        ...draw.maybe('LIMIT', draw.below(3), 4),
      ];
      const from = draw.key(draw.pick('numbers', 'numbers', 'list', 'set', 'zset'));
      return ['SORT', from, ...by, ...get, ...how, 'STORE', draw.key('numbers')];
    },
  },
];
