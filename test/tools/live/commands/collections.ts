/** Lists and sets. */
import type { Argument } from '../client.ts';
import type { Draw } from './draw.ts';
import type { Form } from './form.ts';

const side = (draw: Draw): Argument => draw.pick('LEFT', 'RIGHT');
/** Seconds. */
const A_MOMENT = '0.003';

export const LISTS: readonly Form[] = [
  { weight: 5, make: (draw) => [draw.pick('LPUSH', 'RPUSH'), draw.key('list'), ...draw.some(6, () => draw.value())] },
  { make: (draw) => [draw.pick('LPUSHX', 'RPUSHX'), draw.key('list'), ...draw.some(3, () => draw.element())] },
  { weight: 2, make: (draw) => ['RPUSH', draw.key('numbers'), ...draw.some(8, () => draw.below(50))] },
  { make: (draw) => [draw.pick('LPOP', 'RPOP'), draw.key('list'), ...draw.maybe(draw.below(4))] },
  {
    weight: 2,
    make: (draw) => ['LINSERT', draw.key('list'), draw.pick('BEFORE', 'AFTER'), draw.element(), draw.value()],
  },
  { weight: 2, make: (draw) => ['LSET', draw.key('list'), draw.index(), draw.value()] },
  { weight: 2, make: (draw) => ['LREM', draw.key('list'), draw.below(7) - 3, draw.element()] },
  { weight: 0.5, make: (draw) => ['LTRIM', draw.key('list'), draw.index(), draw.index() + 20] },
  { make: (draw) => ['RPOPLPUSH', draw.key('list'), draw.key('list')] },
  { weight: 2, make: (draw) => ['LMOVE', draw.key('list'), draw.key('list'), side(draw), side(draw)] },
  {
    make: (draw) => [
      'LMPOP',
      2,
      draw.key('list'),
      draw.key('list'),
      side(draw),
      ...draw.maybe('COUNT', 1 + draw.below(4)),
    ],
  },
  {
    weight: 0.4,
    waits: true,
    make: (draw) => [draw.pick('BLPOP', 'BRPOP'), draw.key('list'), draw.key('list'), A_MOMENT],
  },
  { weight: 0.4, waits: true, make: (draw) => ['BRPOPLPUSH', draw.key('list'), draw.key('list'), A_MOMENT] },
  {
    weight: 0.4,
    waits: true,
    make: (draw) => ['BLMOVE', draw.key('list'), draw.key('list'), side(draw), side(draw), A_MOMENT],
  },
  {
    weight: 0.4,
    waits: true,
    make: (draw) => ['BLMPOP', A_MOMENT, 1, draw.key('list'), side(draw), 'COUNT', 1 + draw.below(3)],
  },
];

export const SETS: readonly Form[] = [
  { weight: 5, make: (draw) => ['SADD', draw.key('set'), ...draw.some(8, () => draw.element())] },
  { weight: 2, make: (draw) => ['SADD', draw.key('set'), ...draw.some(8, () => draw.below(100))] },
  { weight: 2, make: (draw) => ['SREM', draw.key('set'), ...draw.some(4, () => draw.element())] },
  { make: (draw) => ['SPOP', draw.key('set'), ...draw.maybe(draw.below(6))] },
  { weight: 0.2, make: (draw) => ['SPOP', draw.key('set'), 1000] },
  { weight: 2, make: (draw) => ['SMOVE', draw.key('set'), draw.key('set'), draw.element()] },
  {
    weight: 3,
    make: (draw) => {
      const name = draw.pick('SINTERSTORE', 'SUNIONSTORE', 'SUNIONSTORE', 'SDIFFSTORE');
      return [name, draw.key('set'), ...draw.some(3, () => draw.key('set'))];
    },
  },
];
