/** Servers that output can be made for. Source: aof-replication-resp.md 4.2, 6.4. */
import { expect, test } from 'vitest';
import { featuresOf, likeSource, parseTarget } from '../../src/model/target.ts';

test.each([
  ['redis-7.2', 'redis-7.2', 11],
  ['Redis 7.2', 'redis-7.2', 11],
  ['redis@7.2.6', 'redis-7.2', 11],
  ['redis-8.1', 'redis-8.0', 12],
  ['redis-8.10', 'redis-8.10', 15],
  ['valkey-9.1.2', 'valkey-9.1', 80],
])('%s is %s, which loads RDB version %i', (text, name, rdbVersion) => {
  expect(parseTarget(text, '--target')).toMatchObject({ name, rdbVersion });
});

test.each(['redis-1.2', 'redis-9.0', 'valkey-7.0', 'keydb-6.3', 'redis'])('there is no %s', (text) => {
  expect(() => parseTarget(text, '--target')).toThrow(
    `--target takes a server version, not "${text}"; there are: redis-2.4`,
  );
});

test.each([
  ['redis-ver', '7.2.6', 'redis', 'redis-7.2'],
  ['redis-ver', '8.3.0', 'redis', 'redis-8.2'],
  ['valkey-ver', '8.1.1', 'valkey', 'valkey-8.1'],
  ['redis-ver', '7.3.6', 'redict', 'redis-7.2'],
  ['none', '', 'redis', 'redis-8.10'],
  ['an unknown one', '255.255.255', 'valkey', 'valkey-9.1'],
] as const)('like a source whose %s is %s: %s', (field, version, dialect, name) => {
  expect(likeSource(dialect, new Map([[field, version]])).name).toBe(name);
});

test.each([
  ['redis-2.4', 'millisecondTtl', false],
  ['redis-2.6', 'millisecondTtl', true],
  ['redis-8.8', 'arrays', true],
  ['redis-8.10', 'arrays', true],
  ['valkey-9.1', 'arrays', false],
  ['valkey-8.1', 'fieldTtl', false],
  ['valkey-9.0', 'fieldTtl', true],
] as const)('%s: %s: %s', (target, feature, has) => {
  expect(featuresOf(parseTarget(target, '--target')).has(feature)).toBe(has);
});
