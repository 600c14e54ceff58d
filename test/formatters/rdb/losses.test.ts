/** What is lost on the way to each target: exactly what is named. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIXTURES } from '../../tools/fixture-files.ts';
import { aux, bytes, close, f64le, key, string } from '../../tools/rdb-bytes.ts';
import { convert, lossLines } from './convert.ts';

const EXPIRING = ['22', '23', '24', '25'].map((name) => `db0 "${name}": expiries of 2 fields`);
const COUNTERS = [
  'db0 "stream": how many entries were added and deleted',
  'db0 "stream": how many entries group "g" has read',
];
const ACTIVE = 'db0 "stream": when consumers of group "g" were active';
const IDMP = 'db0 "stream": ids of idempotent producers';
const NACKED = 'db0 "stream": 1 pending entries without a consumer of group "g"';
const META = 'db0 "meta": metadata of KMT1, a_-9';
const ARRAYS = ['db0 "array": arrays', 'db0 "cursor": arrays'];
const IMPORT = 'slots that are being imported';

describe('what is named', () => {
  test.each<[file: string, target: string, losses: readonly string[]]>([
    ['redis-11', 'redis-7.2', []],
    ['redis-11', 'redis-7.0', [ACTIVE]],
    ['redis-11', 'redis-6.2', [...COUNTERS, ACTIVE]],
    ['redis-11', 'redis-4.0', ['db0 "stream": streams']],
    ['redis-12', 'redis-8.0', []],
    ['redis-12', 'valkey-9.0', []],
    ['redis-12', 'redis-7.2', [...EXPIRING, 'db0 "not text": expiries of 1 field']],
    ['redis-13', 'redis-8.6', []],
    ['redis-13', 'redis-8.4', [IDMP, META]],
    ['redis-13', 'valkey-9.0', [IDMP, META]],
    ['redis-13', 'redis-7.0', [ACTIVE, IDMP, META]],
    ['redis-14', 'redis-8.8', []],
    ['redis-14', 'redis-8.6', [NACKED, ...ARRAYS]],
    ['redis-14', 'redis-7.2', [NACKED, IDMP, ...ARRAYS]],
    ['redis-15', 'redis-8.6', []],
    ['redis-16', 'redis-8.10', ['db0 "kept": that it is not to be evicted']],
    ['valkey-80', 'valkey-9.1', []],
    ['valkey-80', 'redis-8.0', [IMPORT]],
    ['valkey-80', 'valkey-8.1', [IMPORT, 'db0 "hash": expiries of 1 field']],
    ['valkey-81', 'valkey-9.1', ['db0 "paths": path hashes']],
    ['dragonfly-09', 'redis-8.0', ['db0 "set": expiries of 1 member']],
    [
      'keydb-09',
      'redis-6.2',
      ["KeyDB's time stamps of keys", 'db0 "set": expiries of 2 members', 'db0 "cron": cron jobs'],
    ],
  ])('%s for %s', async (file, target, losses) => {
    const { losses: told } = await convert(readFileSync(join(FIXTURES, 'rdb/hand-made', `${file}.rdb`)), { target });
    expect(lossLines(told)).toEqual(losses.map((what) => `${what}: ${target} has none`));
  });

  test('for the server that a file is of: nothing', async () => {
    for (const file of ['keydb-09', 'redis-16', 'valkey-81', 'redis-12']) {
      const { losses } = await convert(readFileSync(join(FIXTURES, 'rdb/hand-made', `${file}.rdb`)));
      expect(losses).toEqual([]);
    }
  });
});

test("Dragonfly's JSON is RedisJSON's to a target; its sketches are not", async () => {
  const filter = bytes(0, f64le(2), f64le(0.01), 0, 0, 0, 0);
  const file = close(
    bytes('REDIS0009', aux('df-ver', 'df-v1.27.1'), key(30, 'json', string('{"a":1}')), key(33, 'bloom', filter)),
    'crc',
  );
  const { losses, bytes: written } = await convert(file, { target: 'redis-8.0' });
  expect(lossLines(losses)).toEqual(['db0 "bloom": Dragonfly\'s SBF: redis-8.0 has none']);
  // MODULE_2, the key, ReJSON-RL of version 3, one string, the end.
  const id = Buffer.from('45e25238df912c03', 'hex');
  const value = bytes(7, string('json'), 0x81, id, 5, string('{"a":1}'), 0);
  expect(written.includes(Buffer.from(value))).toBe(true);
});
