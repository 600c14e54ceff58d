/** What keyspace notifications say, and what has to be switched on. Source: redis src/notify.c. */
import { expect, test } from 'vitest';
import { completeSetting, readNotification } from '../../../src/replication/scan/notifications.ts';

test.each<[string, string | undefined]>([
  ['', 'KA'],
  ['K', 'KA'],
  ['E', 'EA'],
  ['A', 'KA'],
  ['AK', undefined],
  ['AE', undefined],
  ['AKE', undefined],
  ['Kg$lshzxet', undefined],
  ['Kg$lshzxe', 'KA'],
  ['Exe', 'EA'],
  ['Knm', 'KnmA'],
  ['gx', 'KA'],
])('of "%s" is wanted %s', (flags, want) => {
  expect(completeSetting(flags)).toBe(want);
});

test.each<['keyspace' | 'keyevent', string, string, { db: number; key: string } | undefined]>([
  ['keyspace', '__keyspace@0__:user:1', 'set', { db: 0, key: 'user:1' }],
  ['keyspace', '__keyspace@15__:__:x', 'del', { db: 15, key: '__:x' }],
  ['keyspace', '__keyspace@0__:', 'set', { db: 0, key: '' }],
  ['keyspace', '__keyspace@0__:\xff\x00', 'set', { db: 0, key: '\xff\x00' }],
  ['keyevent', '__keyevent@3__:expired', 'a key', { db: 3, key: 'a key' }],
  ['keyspace', 'news', 'set', undefined],
])('%s: %s with %s', (kind, channel, payload, want) => {
  const change = readNotification(kind, Buffer.from(channel, 'latin1'), Buffer.from(payload, 'latin1'));
  expect(change && { db: change.db, key: Buffer.from(change.key).toString('latin1') }).toEqual(want);
});
