/** Strings: text, counters, bit fields, HyperLogLogs. */
import type { Argument } from '../client.ts';
import type { Draw } from './draw.ts';
import type { Form } from './form.ts';

export const STRINGS: readonly Form[] = [
  { weight: 5, make: (draw) => ['SET', draw.key('string'), draw.value()] },
  { weight: 3, make: (draw) => ['SET', draw.key('string'), draw.value(), ...draw.expiry()] },
  { make: (draw) => ['SET', draw.key('string'), draw.value(), ...draw.maybe(draw.pick('NX', 'XX')), ...draw.expiry()] },
  { make: (draw) => ['set', draw.key('string'), draw.value(), draw.pick('NX', 'XX'), ...draw.maybe('get')] },
  { weight: 2, make: (draw) => ['SET', draw.key('string'), draw.value(), ...draw.maybe('GET'), 'KEEPTTL'] },
  { make: (draw) => ['SETEX', draw.key('string'), 1_000_000_000, draw.value()] },
  { make: (draw) => ['PSETEX', draw.key('string'), draw.pick(10, 1_000_000_000_000), draw.value()] },
  { make: (draw) => ['SETNX', draw.key('string'), draw.value()] },
  { make: (draw) => ['GetSet', draw.key('string'), draw.value()] },
  { make: (draw) => ['GETDEL', draw.key('string')] },
  { weight: 2, make: (draw) => ['GETEX', draw.key('string'), ...draw.expiry()] },
  { make: (draw) => ['GETEX', draw.key('string'), 'PERSIST'] },
  { weight: 2, make: (draw) => ['APPEND', draw.key('string'), draw.element()] },
  { weight: 2, make: (draw) => ['SETRANGE', draw.key('string'), draw.below(60), draw.element()] },
  { make: (draw) => ['MSET', ...draw.some(4, () => [draw.key('string'), draw.value()]).flat()] },
  { make: (draw) => ['MSETNX', ...draw.some(2, () => [draw.key('string'), draw.value()]).flat()] },
  { weight: 2, make: (draw) => ['SET', draw.key('number'), draw.integer()] },
  { weight: 3, make: (draw) => [draw.pick('INCR', 'DECR'), draw.key('number')] },
  { weight: 3, make: (draw) => [draw.pick('INCRBY', 'DECRBY'), draw.key('number'), draw.integer()] },
  { weight: 2, make: (draw) => ['INCRBYFLOAT', draw.key('number'), draw.score()] },
  {
    since: { redis: '8.4', valkey: '8.1' },
    make: (draw) => [
      'SET',
      draw.key('number'),
      draw.integer(),
      'IFEQ',
      draw.below(20),
      ...draw.maybe(...draw.expiry()),
    ],
  },
  {
    since: { redis: '8.4', valkey: undefined },
    make: (draw) => ['SET', draw.key('number'), draw.integer(), 'IFNE', draw.below(20), ...draw.maybe('KEEPTTL')],
  },
  {
    since: { redis: '8.4', valkey: undefined },
    make: (draw) => ['DIGEST', draw.key('string')],
    take: (draw, reply) => draw.remember('digest', reply),
  },
  {
    since: { redis: '8.4', valkey: undefined },
    make: (draw) => ['SET', draw.key('string'), draw.value(), draw.pick('IFDEQ', 'IFDNE'), digest(draw)],
  },
  {
    since: { redis: '8.4', valkey: undefined },
    make: (draw) => ['DELEX', draw.key('string'), ...draw.maybe(draw.pick('IFDEQ', 'IFDNE'), digest(draw))],
  },
  {
    since: { redis: '8.4', valkey: '9.1' },
    make: (draw) => {
      const pairs = draw.some(3, () => [draw.key('string'), draw.value()]);
      const condition = draw.maybe(draw.pick('NX', 'XX'));
      return ['MSETEX', pairs.length, ...pairs.flat(), ...condition, ...draw.pick(['KEEPTTL'], draw.expiry())];
    },
  },
  { since: { redis: undefined, valkey: '9.0' }, make: (draw) => ['DELIFEQ', draw.key('number'), draw.below(20)] },
];

export const BITS: readonly Form[] = [
  { weight: 3, make: (draw) => ['SETBIT', draw.key('bits'), draw.below(draw.pick(64, 5000)), draw.below(2)] },
  {
    weight: 3,
    make: (draw) => ['BITFIELD', draw.key('bits'), ...draw.some(3, () => bitFieldWords(draw)).flat(), ...ALWAYS_LOGGED],
  },
  {
    make: (draw) => ['BITOP', draw.pick('AND', 'OR', 'XOR'), draw.key('bits'), ...draw.some(3, () => draw.key('bits'))],
  },
  { make: (draw) => ['BITOP', 'NOT', draw.key('bits'), draw.key('string')] },
  {
    weight: 2,
    since: { redis: '8.2', valkey: undefined },
    make: (draw) => {
      const operation = draw.pick('DIFF', 'DIFF1', 'ANDOR', 'ONE');
      return ['BITOP', operation, draw.key('bits'), draw.key('bits'), draw.key('bits'), draw.key('string')];
    },
  },
];

export const HYPER_LOG_LOGS: readonly Form[] = [
  { weight: 2, make: (draw) => ['PFADD', draw.key('hll'), ...draw.some(20, () => draw.random.hex(6))] },
  { make: (draw) => ['PFADD', draw.key('hll'), ...draw.some(600, () => draw.random.hex(8))] },
  { make: (draw) => ['PFADD', draw.key('hll')] },
  { make: (draw) => ['PFMERGE', draw.key('hll'), ...draw.some(3, () => draw.key('hll'))] },
  { make: (draw) => ['PFMERGE', draw.key('hll')] },
  { make: (draw) => ['PFCOUNT', draw.key('hll')] },
  { make: (draw) => ['PFCOUNT', draw.key('hll'), draw.key('hll')] },
  { weight: 0.3, make: (draw) => ['PFDEBUG', 'TODENSE', draw.key('hll')] },
];

const digest = (draw: Draw): Argument => draw.recall('digest') ?? '0'.repeat(16);

/** A string may grow for what OVERFLOW FAIL then does not change, and servers do not log that: so the last part changes it. */
const ALWAYS_LOGGED = ['SET', 'u8', '#100', 1] as const;

function bitFieldWords(draw: Draw): readonly Argument[] {
  const width = 1 + draw.below(63);
  const type = draw.pick(`u${width}`, `i${width}`, 'u8', 'i8', 'i64', 'i5');
  const offset = draw.pick(`${draw.below(200)}`, `#${draw.below(10)}`);
  return draw.random.pick<readonly Argument[]>([
    ['SET', type, offset, draw.integer()],
    ['INCRBY', type, offset, draw.integer()],
    ['GET', type, offset],
    ['OVERFLOW', draw.pick('WRAP', 'SAT', 'FAIL'), 'INCRBY', type, offset, draw.integer()],
  ]);
}
