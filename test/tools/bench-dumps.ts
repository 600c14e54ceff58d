/**
 * Dumps to measure with, written by a real server. Their content depends on name and scale alone; their bytes do not: keys
 * stand in the order of the server's hash tables, whose seed is random, and AUX fields hold the time.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from './random.ts';
import { saveTo, type Argument, type Command } from './server.ts';

type Shape = (random: Random, scale: number) => Generator<Command>;

/** What a dump is of, before it is scaled. */
const DUMPS: Readonly<Record<string, Shape>> = {
  /** 3,000,000 strings: keys and values of about 20 bytes, every fifth expires. */
  small,
  /** 230,000 slots: strings of all kinds, hashes, lists, sets, sorted sets, streams; small ones and large ones. */
  mixed,
  /** 200 JSON texts of 1 MiB, which compress, and 50 random values of 1 MiB, which do not. */
  bigvals,
  /** 2 hashes, 2 sorted sets, 2 lists and 2 sets of 1,000,000 elements each. */
  bigcolls,
};

const SEED = 20260101;
/** 2030-01-01. */
const EXPIRES_MS = 1_893_456_000_000;
const WORDS = (
  'alpha beta gamma order invoice payment session token cart product category north south customer account address ' +
  'street city country delivery pending shipped active blocked email newsletter premium standard discount voucher ' +
  'return refund stock warehouse supplier brand'
).split(' ');
const CITIES = ['Zürich', 'München', 'São Paulo', '東京', 'Paris', 'London', 'Kraków', 'New York', 'Málaga', 'Oslo'];
const MEBIBYTE = 1 << 20;

/** Make the dumps that are not there yet; gives their paths. @param server - its program, of Redis 6.2 or later */
export async function makeDumps(folder: string, server: string, scale: number): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const paths: string[] = [];
  for (const [name, shape] of Object.entries(DUMPS)) {
    const path = join(folder, scale === 1 ? `${name}.rdb` : `${name}-${scale}.rdb`);
    paths.push(path);
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    const began = Date.now();
    await saveTo(path, server, shape(new Random(SEED), scale));
    console.error(`${path}: ${statSync(path).size} bytes, made in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
  return paths;
}

function* small(random: Random, scale: number): Generator<Command> {
  for (let i = 0; i < 3_000_000 * scale; i++) {
    // Scattered, and each only once.
    const key = `session:${BigInt.asUintN(48, BigInt(i) * 0x9e3779b97f4a7c15n)
      .toString(16)
      .padStart(12, '0')}`;
    const value = i % 3 > 0 ? random.hex(20) : `v:${String(random.below(2 ** 50)).padStart(18, '0')}`;
    if (i % 5 === 0) yield ['SET', key, value, 'PXAT', EXPIRES_MS + i];
    else yield ['SET', key, value];
  }
}

function* mixed(random: Random, scale: number): Generator<Command> {
  for (let i = 0; i < 230_000 * scale; i++) {
    const kind = i % 23;
    if (kind < 5) yield ['SET', `user:${i}:profile`, document(random, i, 4)];
    else if (kind < 9) yield plainString(random, i, kind);
    else if (kind < 13) yield ['HSET', `user:${i}:settings`, ...settings(random)];
    else if (kind < 21) yield [...collection(random, i, kind)];
    else if (kind === 22) yield ['SET', `config:${random.pick(WORDS)}:${i}`, document(random, i, 12)];
    else if (i % 4 === 0) yield* stream(random, i);
  }
}

function plainString(random: Random, i: number, kind: number): Command {
  if (kind === 5) return ['SET', `counter:page:${i}:views`, random.below(10 ** random.from(1, 15))];
  if (kind === 6) return ['SET', `session:${random.hex(32)}`, random.hex(64), 'PXAT', EXPIRES_MS + i];
  if (kind === 8) return ['SET', `bin:blob:${i}`, random.bytes(random.from(50, 600))];
  const html = `<div class="${random.pick(WORDS)}">${words(random, random.from(20, 200))}</div>`;
  return ['SET', `cache:fragment:${i}`, html, 'PXAT', EXPIRES_MS + i];
}

function settings(random: Random): Argument[] {
  const values = [() => random.below(100_000), () => words(random, 2), () => random.hex(16), () => random.pick(CITIES)];
  return random.sample(WORDS, random.from(4, 14)).flatMap((name) => [name, random.pick(values)()]);
}

function collection(random: Random, i: number, kind: number): Command {
  switch (kind) {
    case 13:
      return [
        'HSET',
        `cart:${i}`,
        ...times(random.from(150, 400), (j) => [`item:${j * 7 + i}`, `${random.below(10_000)}:${random.hex(12)}`]),
      ];
    case 14:
      return ['RPUSH', `queue:jobs:${i}`, ...times(random.from(2, 12), (j) => [document(random, j, 2)])];
    case 15:
      return ['RPUSH', `timeline:${i}`, ...times(random.from(20, 200), () => [random.below(10 ** 10)])];
    case 16:
      return ['SADD', `tags:${i}`, ...random.sample(WORDS, random.from(3, 20))];
    case 17:
      return ['SADD', `ids:${i}`, ...times(random.from(10, 300), () => [random.below(10 ** 9)])];
    case 18:
      return ['SADD', `seen:${i}`, ...times(random.from(5, 300), () => [random.hex(16)])];
    case 19:
      return [
        'ZADD',
        `leaderboard:${i}`,
        ...times(random.from(5, 100), () => [random.below(10 ** 6), `player:${random.below(10 ** 7)}`]),
      ];
    default:
      return [
        'ZADD',
        `score:${i}`,
        ...times(random.from(130, 300), () => [random.fraction() * 1000, `geo:${random.hex(8)}`]),
      ];
  }
}

function* stream(random: Random, i: number): Generator<Command> {
  const key = `stream:events:${i}`;
  const entries = random.from(5, 40);
  for (let j = 0; j < entries; j++) {
    const id = `${1_700_000_000_000 + i * 1000 + j * 13}-0`;
    yield ['XADD', key, id, 'type', random.pick(WORDS), 'user', random.below(10 ** 6), 'msg', words(random, 3)];
  }
  if (i % 8 === 0) yield ['XGROUP', 'CREATE', key, 'workers', '0'];
}

function* bigvals(random: Random, scale: number): Generator<Command> {
  for (let i = 0; i < 200 * scale; i++) {
    const documents: string[] = [];
    for (let size = 0; size < MEBIBYTE; size += Buffer.byteLength(documents.at(-1) ?? '') + 1) {
      documents.push(document(random, i * 10_000 + documents.length, 4));
    }
    yield ['SET', `blob:json:${i}`, `[${documents.join()}]`];
  }
  for (let i = 0; i < 50 * scale; i++) yield ['SET', `blob:rand:${i}`, random.bytes(MEBIBYTE)];
}

function* bigcolls(random: Random, scale: number): Generator<Command> {
  const size = 1_000_000 * scale;
  for (const c of [0, 1]) {
    for (let at = 0; at < size; at += 100) {
      const part = <T>(make: (j: number) => T[]): T[] => times(Math.min(100, size - at), (j) => make(at + j));
      const score = (j: number): number => (c === 1 ? (j * 37) % 1_000_003 : random.fraction() * 10 ** 6);
      const element = (j: number): Argument => (c === 1 ? `element:${j}:${random.hex(8)}` : random.below(10 ** 12));
      yield ['HSET', `big:hash:${c}`, ...part((j) => [`field:${j}`, `value:${j}:${random.hex(12)}`])];
      yield ['ZADD', `big:zset:${c}`, ...part<Argument>((j) => [score(j), `member:${j}`])];
      yield ['RPUSH', `big:list:${c}`, ...part((j) => [element(j)])];
      yield ['SADD', `big:set:${c}`, ...part(() => [`m:${random.hex(20)}`])];
    }
  }
}

function times<T>(count: number, make: (i: number) => T[]): T[] {
  return Array.from({ length: count }, (_, i) => make(i)).flat();
}

function words(random: Random, count: number): string {
  return times(count, () => [random.pick(WORDS)]).join(' ');
}

function document(random: Random, id: number, size: number): string {
  return JSON.stringify({
    id,
    name: words(random, 2),
    email: `${random.pick(WORDS)}${id}@example.com`,
    city: random.pick(CITIES),
    active: random.fraction() < 0.5,
    balance: random.below(10 ** 6) / 100,
    tags: times(size, () => [random.pick(WORDS)]),
    note: `He said "${random.pick(WORDS)}"\n\t\\ ${words(random, size)}`,
    created: 1_700_000_000 + id,
  });
}
