/** Which row of the model a name or a file leads to. */
import { expect, test } from 'vitest';
import { parseServerVersion, serverOfSource } from '../../src/memory/choose-server.ts';
import type { DialectName } from '../../src/model/sink.ts';

test.each([
  ['redis-7.2', 'redis-7.2'],
  ['redis-7.2.6', 'redis-7.2'],
  ['Redis 7.2', 'redis-7.2'],
  ['valkey-9.1.2', 'valkey-9.1'],
  ['keydb-6.3.4', 'keydb-6.3'],
])('%s is %s', (text, name) => {
  expect(parseServerVersion(text, '--server-version').name).toBe(name);
});

test.each([
  ['redis-7.3', '"redis-7.3"; the nearest is redis-7.2; there are: redis-4.0, '],
  ['redis-3.2', '"redis-3.2"; the nearest is redis-4.0; there are: '],
  ['valkey-12.0', '"valkey-12.0"; the nearest is valkey-9.1; '],
  ['redis', '"redis"; there are: '],
  ['mongo-7.0', '"mongo-7.0"; there are: '],
])('%s is none', (text, words) => {
  expect(() => parseServerVersion(text, '--server-version')).toThrow(words);
});

test.each<[DialectName, number | undefined, Record<string, string>, string]>([
  ['redis', 11, { 'redis-ver': '7.2.6' }, 'redis-7.2'],
  ['redis', 7, { 'redis-ver': '3.2.13' }, 'redis-4.0'],
  ['redis', 13, { 'redis-ver': '9.9.0' }, 'redis-8.6'],
  ['redis', 12, { 'redis-ver': '255.255.255' }, 'redis-8.6'],
  ['redis', 6, {}, 'redis-4.0'],
  ['redis', 9, {}, 'redis-5.0'],
  ['redis', undefined, {}, 'redis-8.6'],
  ['valkey', 80, { 'valkey-ver': '9.1.2' }, 'valkey-9.1'],
  ['valkey', 11, { 'valkey-ver': '8.0.1', 'redis-ver': '7.2.4' }, 'valkey-8.0'],
  ['keydb', 9, { 'redis-ver': '6.3.4' }, 'keydb-6.3'],
  ['redict', 11, { 'redis-ver': '7.3.6' }, 'redict-7.3'],
])('%s, RDB %s, %j: %s', (dialect, version, aux, name) => {
  expect(serverOfSource(dialect, version, new Map(Object.entries(aux))).name).toBe(name);
});
