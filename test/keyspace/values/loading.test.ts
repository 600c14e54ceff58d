/** Values that a log's RDB part brings are told as they came: sorted sets in their order, hashes with expiries. */
import { expect, test } from 'vitest';
import { Arena } from '../../../src/bytes/arena.ts';
import type { KeyHeader } from '../../../src/model/sink.ts';
import { NullSink } from '../../../src/model/null-sink.ts';
import { HashValue } from '../../../src/keyspace/values/hash.ts';
import { ZsetValue } from '../../../src/keyspace/values/zset.ts';
import { RowFeed } from '../../../src/keyspace/row-feed.ts';

/** Rows as text and number, in units of `width`. */
class RowLog extends NullSink {
  readonly told: [string, number][] = [];

  override members(rows: number, count: number): void {
    this.rows(rows, count);
  }
  override fields(rows: number, count: number): void {
    this.rows(rows, 2 * count);
  }

  private rows(rows: number, count: number): void {
    const { arena } = this;
    for (let row = rows >>> 2; row < (rows >>> 2) + 4 * count; row += 4) {
      const text = arena.latin1(arena.u32[row] ?? 0, arena.u32[row + 1] ?? 0);
      this.told.push([text, arena.f64[(row + 2) >>> 1] ?? NaN]);
    }
  }
}

/** What `play` tells after `load` was given the rows, two windows' worth of them. */
function roundTrip(
  value: ZsetValue | HashValue,
  width: number,
  rows: readonly (readonly [string, number])[],
): [string, number][] {
  const arena = new Arena();
  const feed = new RowFeed(arena, width, (at, count) => {
    if (value instanceof ZsetValue) value.loadMembers(arena, at, count);
    else value.loadFields(arena, at, count);
  });
  for (const [i, [text, number]] of rows.entries()) {
    const unit = rows.slice(i, i + width).reduce((size, [{ length }]) => size + length, 0);
    if (i % width === 0) feed.unit(unit);
    feed.row(Buffer.from(text), 0, text.length, number);
  }
  feed.flush();
  const log = new RowLog();
  log.open(arena);
  value.play(log, arena);
  return log.told;
}

const NUMBERS = Array.from({ length: 5000 }, (_, i) => i);

test('a sorted set comes from the highest score down', () => {
  const rows = NUMBERS.map((i): [string, number] => [`m${i}`, i]);
  expect(roundTrip(new ZsetValue(), 1, rows.toReversed())).toEqual(rows);
});

test('a sorted set of equal scores in no order', () => {
  const rows = NUMBERS.map((i): [string, number] => [`m${String((i * 7919) % 5000).padStart(4, '0')}`, 1]);
  expect(roundTrip(new ZsetValue(), 1, rows)).toEqual(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));
});

test('infinities and signs of zero', () => {
  const rows: [string, number][] = [
    ['low', -Infinity],
    ['minus', -0],
    ['plus', 0],
    ['high', Infinity],
  ];
  expect(roundTrip(new ZsetValue(), 1, rows)).toEqual(rows);
});

test('a hash keeps its order, and the expiry of each field', () => {
  const rows = NUMBERS.flatMap((i): [string, number][] => [
    [`f${i}`, i % 3 === 0 ? 1000 + i : NaN],
    ['v'.repeat(i % 100), NaN],
  ]);
  const hash = new HashValue();
  expect(roundTrip(hash, 2, rows)).toEqual(rows);
  expect(formOf(hash)).toEqual({ type: 'hash', encoding: 'hashtable', typeByte: 24 });
});

test('a hash without expiries has the plain form', () => {
  const hash = new HashValue();
  roundTrip(hash, 2, [
    ['f', NaN],
    ['v', NaN],
  ]);
  expect(formOf(hash)).toEqual({ type: 'hash', encoding: 'hashtable', typeByte: 4 });
});

function formOf({ type, encoding, typeByte }: HashValue): Pick<KeyHeader, 'type' | 'encoding' | 'typeByte'> {
  return { type, encoding, typeByte };
}
