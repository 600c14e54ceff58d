/** Data of one kind each, of which a server can tell what it takes: large beside what else a server allocates on the way. */
import type { Random } from '../random.ts';
import type { Command } from './client.ts';

type DataSet = (random: Random) => Iterable<Command>;

/** In seconds, later than any test. */
const TTL = 100_000_000;
/** Arguments of one command, at most. */
const BATCH = 1000;

function* keys(prefix: string, count: number): Generator<string> {
  for (let i = 0; i < count; i++) yield `${prefix}:${i}`;
}

const words = (random: Random, count: number, shortest: number, longest: number): string[] =>
  Array.from({ length: count }, () => random.hex(random.from(shortest, longest + 1)));

function* batches(command: string, key: string, words: readonly string[]): Generator<Command> {
  for (let i = 0; i < words.length; i += BATCH) yield [command, key, ...words.slice(i, i + BATCH)];
}

function* strings(random: Random, longest: number, count: number): Generator<Command> {
  for (const key of keys(`user:${random.hex(4)}`, count)) yield ['SET', key, random.hex(random.from(1, longest + 1))];
}

/** @param sizes - fewest and most elements, shortest and longest of them */
function* collections(
  random: Random,
  command: string,
  count: number,
  sizes: readonly [number, number, number, number],
  element: (word: string) => readonly string[],
): Generator<Command> {
  const [fewest, most, shortest, longest] = sizes;
  for (const key of keys(command.toLowerCase(), count)) {
    const all = words(random, random.from(fewest, most + 1), shortest, longest);
    yield* batches(command, key, all.flatMap(element));
  }
}

const alone = (word: string): readonly string[] => [word];

function* streams(random: Random, count: number, grouped: boolean): Generator<Command> {
  for (const key of keys('stream', count)) {
    const entries = random.from(1, 200);
    for (let i = 1; i <= entries; i++) yield ['XADD', key, `${1.6e12 + 1000 * i}-0`, 'field', random.hex(20), 'n', i];
    if (!grouped) continue;
    for (const group of keys('group', random.from(1, 4))) {
      yield ['XGROUP', 'CREATE', key, group, '0'];
      for (const name of words(random, 3, 4, 30)) {
        yield ['XREADGROUP', 'GROUP', group, name, 'COUNT', 1 + random.below(50), 'STREAMS', key, '>'];
      }
    }
  }
}

export const DATA_SETS: Readonly<Record<string, DataSet>> = {
  'short strings': (random) => strings(random, 44, 20_000),
  'long strings': (random) => strings(random, 2000, 3000),
  *integers() {
    for (const key of keys('count', 20_000)) yield ['SET', key, key.length ** 9];
  },
  *'strings that expire'(random) {
    for (const key of keys('session', 20_000)) yield ['SET', key, random.hex(24), 'EX', TTL + random.below(TTL)];
  },
  'short lists': (random) => collections(random, 'RPUSH', 4000, [1, 30, 1, 20], alone),
  'long lists': (random) => collections(random, 'RPUSH', 60, [300, 2000, 10, 60], alone),
  'sets of integers': (random) =>
    collections(random, 'SADD', 3000, [1, 200, 1, 6], (word) => [String(Number.parseInt(word, 16))]),
  'small sets': (random) => collections(random, 'SADD', 2000, [1, 100, 4, 30], alone),
  'large sets': (random) => collections(random, 'SADD', 60, [600, 3000, 10, 60], alone),
  'small hashes': (random) => collections(random, 'HSET', 2000, [1, 50, 4, 30], (word) => [word, `${word}${word}`]),
  'large hashes': (random) => collections(random, 'HSET', 50, [600, 3000, 10, 60], (word) => [word, word.slice(2)]),
  'small sorted sets': (random) =>
    collections(random, 'ZADD', 2000, [1, 60, 4, 30], (word) => [String(random.below(1e6) / 8), word]),
  'large sorted sets': (random) =>
    collections(random, 'ZADD', 50, [300, 3000, 10, 60], (word) => [String(random.fraction()), word]),
  streams: (random) => streams(random, 200, false),
  'streams with groups': (random) => streams(random, 150, true),
};
