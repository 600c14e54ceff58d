/** Values of all sizes about the limits at which servers change how they keep them. */
import type { Random } from '../random.ts';
import type { Argument, Command } from '../server.ts';

const LONGEST = [5, 30, 64, 70, 130, 300];
const MOST = [3, 10, 140, 600, 1200];
const KEYS = 150;
/** Of padding behind the name of a key. */
const PADDING = [0, 5, 30, 60, 120, 240];
const INTEGERS = [20, 300, 40_000, 2 ** 24, 2 ** 32, 2 ** 52];
const LARGE = 20_000;
/** 2100-01-01. */
const EXPIRES_MS = 4_102_444_800_000;

/** Strings, lists, sets, hashes, sorted sets; with `fieldTtl` also hashes whose fields expire. */
export function* randomValues(random: Random, fieldTtl: boolean): Generator<Command> {
  for (let i = 0; i < KEYS; i++) {
    const name = (kind: string): string => `${kind}:${i}:${'k'.repeat(random.pick(PADDING))}`;
    const most = random.pick(LONGEST);
    const expiry = random.below(3) === 0 ? ['PXAT', EXPIRES_MS] : [];
    yield ['SET', name('string'), text(random, random.pick([20, 60, 140, 300, 70_000])), ...expiry];
    yield [random.pick(['RPUSH', 'LPUSH']), name('list'), ...texts(random, random.below(20) === 0 ? LARGE : most)];
    yield ['SADD', name('set'), ...texts(random, most)];
    yield ['SADD', name('intset'), ...times(random, () => integer(random))];
    yield ['ZADD', name('zset'), ...times(random, () => [score(random), text(random, most)]).flat()];
    const pairs = times(random, () => [text(random, most), text(random, most)] as const);
    yield ['HSET', name('hash'), ...pairs.flat()];
    if (!fieldTtl || pairs.length === 0) continue;
    const fields = [...new Set(pairs.map(([field]) => field))];
    const expiring = random.sample(fields, Math.ceil(fields.length * random.fraction()));
    if (expiring.length === 0) continue;
    const key = name('expiring');
    yield ['HSET', key, ...pairs.flat()];
    yield ['HPEXPIREAT', key, EXPIRES_MS + random.below(1e9), 'FIELDS', expiring.length, ...expiring];
  }
}

function times<T>(random: Random, make: () => T): T[] {
  return Array.from({ length: 1 + Math.floor(random.pick(MOST) ** random.fraction()) }, make);
}

function texts(random: Random, longest: number): string[] {
  return times(random, () => text(random, longest));
}

/** Short ones more often than long ones; a quarter are integers. */
function text(random: Random, longest: number): string {
  return random.below(4) === 0 ? integer(random) : random.hex(Math.floor((longest + 1) ** random.fraction()) - 1);
}

function integer(random: Random): string {
  const most = random.pick(INTEGERS);
  return String(random.below(2 * most) - most);
}

function score(random: Random): Argument {
  return random.pick([integer(random), String(random.fraction() * 10 ** (random.below(40) - 18)), '1e17', '-0']);
}
