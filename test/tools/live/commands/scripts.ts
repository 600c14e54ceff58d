/** Scripts and functions: what they do is logged, not that they ran. */
import type { Form } from './form.ts';

const SCRIPTS = [
  "redis.call('SET', KEYS[1], ARGV[1]) redis.call('APPEND', KEYS[1], 'x') return 1",
  "for i = 1, 3 do redis.call('RPUSH', KEYS[1], i) end",
  "redis.call('SELECT', 3) redis.call('SET', KEYS[1], ARGV[1], 'EX', 1000000000)",
  "redis.pcall('LPUSH', KEYS[1], ARGV[1]) redis.pcall('INCR', KEYS[1]) return redis.call('PUBLISH', 'nobody', 'hears')",
  "return redis.call('GET', KEYS[1])",
  "redis.call('HSET', KEYS[1], 'by', ARGV[1]) redis.call('EXPIRE', KEYS[1], 0)",
];
/** Acknowledges what waits longest, deletes what came first. */
const STREAM_SCRIPT = `
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', 2)
if not pending.err then
  for _, row in ipairs(pending) do redis.call('XACK', KEYS[1], ARGV[1], row[1]) end
end
local first = redis.pcall('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
if not first.err and first[1] then redis.call('XDEL', KEYS[1], first[1][1]) end
`;

const library = (name: string, version: number): string => `#!lua name=${name}
redis.register_function('${name}_put', function(keys, args) return redis.call('SET', keys[1], args[1] .. '${version}') end)
redis.register_function('${name}_two', function(keys, args)
  redis.call('SADD', keys[1], args[1], '${version}')
  return redis.call('PEXPIRE', keys[1], 1000000000000)
end)
`;
const NAMES = ['one', 'two', 'three'];

export const SCRIPT_FORMS: readonly Form[] = [
  { weight: 3, make: (draw) => ['EVAL', draw.random.pick(SCRIPTS), 1, draw.anyKey(), draw.element()] },
  { weight: 2, make: (draw) => ['EVAL', STREAM_SCRIPT, 1, draw.key(draw.pick('stream', 'clock')), draw.group()] },
  {
    weight: 0.3,
    make: (draw) => ['SCRIPT', 'LOAD', draw.random.pick(SCRIPTS)],
    take: (draw, reply) => draw.remember('script', reply),
  },
  { make: (draw) => ['EVALSHA', draw.recall('script') ?? '', 1, draw.anyKey(), draw.element()] },
  { make: (draw) => ['FUNCTION', 'LOAD', ...draw.maybe('REPLACE'), library(draw.random.pick(NAMES), draw.below(9))] },
  { weight: 0.3, make: (draw) => ['FUNCTION', 'DELETE', draw.random.pick(NAMES)] },
  { weight: 0.1, make: (draw) => ['FUNCTION', 'FLUSH', ...draw.maybe('SYNC')] },
  { weight: 0.3, make: () => ['FUNCTION', 'DUMP'], take: (draw, reply) => draw.remember('functions', reply) },
  {
    weight: 0.3,
    make: (draw) => [
      'FUNCTION',
      'RESTORE',
      draw.recall('functions') ?? '',
      ...draw.maybe(draw.pick('APPEND', 'REPLACE', 'FLUSH')),
    ],
  },
  {
    weight: 3,
    make: (draw) => [
      'FCALL',
      `${draw.random.pick(NAMES)}_${draw.pick('put', 'two')}`,
      1,
      draw.anyKey(),
      draw.element(),
    ],
  },
];
