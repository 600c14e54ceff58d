import { expect, test } from 'vitest';
import { isAt, readLosses } from './losses.ts';

test.each([
  ['a key', 'rdb-tool: lost: db0 / key "x": 3 field expiries', { db: 0, key: 'x', what: '3 field expiries' }],
  ['bytes', String.raw`rdb-tool: lost: db15 / key "\xff\n\"\\": all`, { db: 15, key: '\xff\n"\\', what: 'all' }],
  ['a library', 'rdb-tool: lost: function library "f": all', { what: 'function library "f": all' }],
])('%s', (_name, line, want) => {
  expect(readLosses(`rdb-tool: dump.rdb: a warning\n${line}\n`)).toEqual([want]);
});

test('a long key is known by its beginning', () => {
  const key = 'k'.repeat(300);
  const [loss] = readLosses(`rdb-tool: lost: db0 / key "${key.slice(0, 100)}"… (300 bytes): all\n`);
  expect(loss && isAt(loss, { db: 0, key })).toBe(true);
  expect(loss && isAt(loss, { db: 1, key })).toBe(false);
});
