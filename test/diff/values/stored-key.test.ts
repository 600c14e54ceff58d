/** Keys as they are held: what they are made of, and what a sink is told of them again. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Arena } from '../../../src/bytes/arena.ts';
import { KeyPlayer } from '../../../src/keyspace/key-player.ts';
import { NullSink } from '../../../src/model/null-sink.ts';
import type { Interest, KeyHeader } from '../../../src/model/sink.ts';
import { DEFAULT_DIFF_OPTIONS } from '../../../src/diff/diff-options.ts';
import { diffFacts } from '../../../src/diff/values/diff-facts.ts';
import { playStored, StoredKeyLoader, type StoredKey } from '../../../src/diff/values/stored-key.ts';
import { fixtureFiles } from '../../tools/fixture-files.ts';
import { loadBytes, loaderOf } from './load-bytes.ts';
import { bytes, changesOf, load, readable } from './stored.ts';

const EVERYTHING = { ...DEFAULT_DIFF_OPTIONS, ignore: new Set<never>(), encoding: true };

test('what stands beside the value', () => {
  const header = {
    db: 3,
    encoding: 'listpack',
    expireAtMs: 2n ** 60n,
    idleSeconds: 5,
    freq: 6,
    noEvict: true,
    mvcc: '7',
    meta: [{ name: 'meta', version: 1, flags: 0, payload: bytes('x') }],
  };
  expect(readable(load({ type: 'set', members: [bytes('a')] }, { header })?.facts)).toEqual({
    key: 'key',
    type: 'set',
    module: undefined,
    ...header,
    expireAtMs: 2 ** 60,
    meta: [{ name: 'meta', version: 1, flags: 0, payload: 'x' }],
  });
});

test('facts alone', () => {
  const key = load({ type: 'set', members: [bytes('a')] }, { what: 'facts' });
  expect(key?.value).toBeUndefined();
  expect(key?.facts.type).toBe('set');
});

test('a collection without elements has no value', () => {
  expect(load({ type: 'set', members: [] })?.value).toBeUndefined();
  expect(load({ type: 'path-hash', paths: [] })?.value).toBeUndefined();
  expect(load({ type: 'string', value: bytes('') })?.value).toEqual(new Uint8Array());
});

/** Takes the first key with one interest, then wants it once more with the next. */
class Asking extends NullSink {
  readonly told: string[] = [];
  private readonly interests: Interest[];

  constructor(...interests: Interest[]) {
    super();
    this.interests = interests;
  }

  override key({ type, encoding, db, expireAtMs }: KeyHeader): Interest {
    this.told.push(`key ${type} ${encoding} ${db} ${String(expireAtMs)}`);
    return this.interests.shift() ?? 'skip';
  }
  override string(start: number, end: number, last: boolean): void {
    this.told.push(`string ${end - start}${last ? ' last' : ''}`);
  }
  override items(rows: number, count: number): void {
    const [start = 0, end = 0] = this.arena.u32.subarray(rows >>> 2, (rows >>> 2) + 2);
    this.told.push(`items ${count} ${this.arena.latin1(start, end)}`);
  }
  raw(start: number, end: number): void {
    this.told.push(`raw ${end - start}`);
  }
  override module(start: number, end: number): void {
    this.told.push(`module ${this.arena.latin1(start, end)}`);
  }
  override endKey({ start, end }: { start: number; end: number }): Interest | undefined {
    this.told.push(`end ${this.arena.latin1(start, end)}`);
    return this.interests.shift();
  }
}

describe('what a sink is told', () => {
  const arena = new Arena();
  const player = new KeyPlayer(arena);
  const tell = (key: StoredKey | undefined, ...interests: Interest[]): string[] => {
    const sink = new Asking(...interests);
    sink.open(arena);
    if (key !== undefined) playStored(key, sink, player);
    return sink.told;
  };

  test('the encoding of the file, and the value as often as it is wanted', () => {
    const key = load({ type: 'set', members: [bytes('7')] }, { header: { encoding: 'intset', db: 2, expireAtMs: 5 } });
    expect(tell(key, 'skip', 'elements', 'elements')).toEqual([
      'key set intset 2 5',
      'end key',
      'items 1 7',
      'end key',
      'items 1 7',
      'end key',
    ]);
  });

  test('a long string in slices', () => {
    const key = load({ type: 'string', value: new Uint8Array(100_000) });
    expect(tell(key, 'elements')).toEqual([
      'key string raw 0 undefined',
      'string 65536',
      'string 34464 last',
      'end key',
    ]);
  });

  test('bytes of a module, as they are and with its id', () => {
    const key = load({ type: 'module', module: { name: 'mytype---', version: 1 }, payload: bytes('payload') });
    expect(tell(key, 'elements', 'raw').slice(1)).toEqual(['module payload', 'end key', 'raw 16', 'end key']);
  });

  test('not without its value', () => {
    const key = load({ type: 'set', members: [bytes('a')] }, { what: 'facts' });
    expect(() => tell(key, 'elements')).toThrow(RangeError);
  });
});

test('about how much memory keys take', () => {
  const sizes: number[] = [];
  const arena = new Arena();
  const loader = new StoredKeyLoader((_key, size) => sizes.push(size));
  loader.open(arena);
  const key = load({ type: 'list', items: Array.from({ length: 10_000 }, () => new Uint8Array(100)) });
  if (key !== undefined) playStored(key, loader, new KeyPlayer(arena));
  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeGreaterThan(1_000_000);
  expect(sizes[0]).toBeLessThan(2_000_000);
});

/** Of every type, as real servers have written them. */
const FILES = fixtureFiles('.rdb', 'rdb');

describe('keys of real files are what they are when they were told', () => {
  const arena = new Arena();
  const player = new KeyPlayer(arena);

  test.each(FILES.map(({ name, path }) => [name, path]))('%s', async (_name, path) => {
    const keys = await loadBytes(readFileSync(path));
    const { loader, keys: again } = loaderOf(arena);
    for (const key of keys) playStored(key, loader, player);
    expect(again.length).toBe(keys.length);
    for (const [i, { facts, value }] of keys.entries()) {
      const other = again[i];
      if (value === undefined || other?.value === undefined) throw new Error('there is no value');
      expect(diffFacts(facts, other.facts, EVERYTHING)).toEqual([]);
      expect(readable(changesOf(value, other.value, EVERYTHING))).toEqual([]);
    }
  });
});

describe('the same data set, with and without compression', () => {
  const others = FILES.filter(({ name }) => name.endsWith('dump-nocompress.rdb'));

  test.each(others.map(({ name, path }) => [name, path]))('%s', async (_name, path) => {
    const keys = await loadBytes(readFileSync(path));
    const names = new Map(keys.map((key) => [`${key.facts.db} ${String(readable(key.facts.key))}`, key]));
    for (const { facts, value } of await loadBytes(readFileSync(join(dirname(path), 'dump.rdb')))) {
      const other = names.get(`${facts.db} ${String(readable(facts.key))}`);
      if (value === undefined || other?.value === undefined) throw new Error('there is no value');
      expect(diffFacts(facts, other.facts, DEFAULT_DIFF_OPTIONS)).toEqual([]);
      expect(readable(changesOf(value, other.value))).toEqual([]);
    }
  });
});
