/** Waiting, arrival times, and the head of a snapshot. */
import { describe, expect, test } from 'vitest';
import { Arrivals } from '../../src/replication/arrivals.ts';
import { Backoff } from '../../src/replication/backoff.ts';
import { SnapshotHead } from '../../src/replication/snapshot-head.ts';

describe('how long to wait', () => {
  const waits = (random: number, lived: readonly number[]): number[] => {
    const backoff = new Backoff({ firstMs: 100, mostMs: 1000, goodMs: 5000, random: () => random });
    return lived.map((ms) => backoff.next(ms));
  };

  test('doubles up to a limit, and begins anew after a good while', () => {
    expect(waits(1, [0, 0, 0, 0, 0, 0, 4999, 5000, 0])).toEqual([100, 200, 400, 800, 1000, 1000, 1000, 100, 200]);
  });

  test('is down to half of it', () => {
    expect(waits(0, [0, 0, 0, 0, 0])).toEqual([50, 100, 200, 400, 500]);
  });
});

describe('when bytes came', () => {
  test('is told by offsets in rising order', () => {
    const arrivals = new Arrivals();
    arrivals.add(100, 1);
    arrivals.add(110, 2);
    arrivals.add(120, 2);
    arrivals.add(130, 5);
    expect([101, 110, 111, 125, 130, 131, 1000].map((offset) => arrivals.at(offset))).toEqual([1, 1, 2, 2, 2, 5, 5]);
  });

  test('what is rolled back comes again later', () => {
    const arrivals = new Arrivals();
    arrivals.add(100, 1);
    arrivals.add(110, 2);
    arrivals.add(120, 3);
    arrivals.rollback(115);
    arrivals.add(115, 9);
    expect([115, 116, 121].map((offset) => arrivals.at(offset))).toEqual([2, 9, 9]);
  });

  test('is nearly right after long lag', () => {
    const arrivals = new Arrivals();
    for (let ms = 0; ms < 1_000_000; ms++) arrivals.add(ms * 10, ms);
    for (let ms = 0; ms < 1_000_000; ms += 997) {
      const told = arrivals.at(ms * 10 + 5);
      expect(told).toBeLessThanOrEqual(ms);
      expect(told).toBeGreaterThan(ms - 1000);
    }
  });
});

describe('the database that is selected behind a snapshot', () => {
  const field = (name: string, value: string): string =>
    `fa ${hex([name.length])} ${Buffer.from(name).toString('hex')} ${value}`;
  const hex = (bytes: readonly number[]): string => Buffer.from(bytes).toString('hex');
  const magic = Buffer.from('REDIS0011').toString('hex');
  const version = field('redis-ver', '05372e302e35');

  test.each([
    ['no fields', `${magic} fe 00`, 0],
    ['8 bits', `${magic} ${version} ${field('repl-stream-db', 'c0 04')} ff`, 4],
    ['16 bits', `${magic} ${version} ${field('repl-stream-db', 'c1 2c01')} ff`, 300],
    ['32 bits', `${magic} ${version} ${field('repl-stream-db', 'c2 00000100')} ff`, 65536],
    ['text', `${magic} ${field('repl-stream-db', '02 3132')}`, 12],
    [
      'a long field before it',
      `${magic} ${field('x', `40 64 ${'61'.repeat(100)}`)} ${field('repl-stream-db', 'c0 07')}`,
      7,
    ],
    ['none', `${magic} ${field('repl-stream-db', 'c0 ff')}`, 0],
    ['cut', `${magic} ${field('repl-stream-db', 'c1 2c')}`, 0],
    ['Valkey', `${Buffer.from('VALKEY080').toString('hex')} ${field('repl-stream-db', 'c0 03')}`, 3],
  ])('%s', (_what, text, db) => {
    const bytes = Buffer.from(text.replaceAll(' ', ''), 'hex');
    const head = new SnapshotHead();
    for (const byte of bytes) head.add(Uint8Array.of(byte));
    expect(head.streamDb).toBe(db);
  });
});
