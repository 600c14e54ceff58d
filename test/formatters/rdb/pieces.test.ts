/** However its source is cut, an RDB becomes the same bytes; values too large to be held are played twice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printJson } from '../../print-json.ts';
import { FIXTURES } from '../../tools/fixture-files.ts';
import { writeRdb } from '../../tools/rdb-writer.ts';
import { convert, type ConvertOptions } from './convert.ts';

const FILES = [
  'redis-7.0.15/rdb-values',
  'redis-8.6.3/rdb-expires',
  'valkey-9.1.2/rdb-streams',
  'redis-3.0.7/rdb-expires',
];
const WAYS: readonly ConvertOptions[] = [{}, { anew: true }, { target: 'redis-6.2' }, { target: 'redis-3.0' }];

describe.each(FILES)('%s', (name) => {
  const bytes = readFileSync(join(FIXTURES, 'rdb', name, 'dump.rdb'));
  test.each(WAYS.map((way) => [JSON.stringify(way), way] as const))('%s', async (_text, way) => {
    const whole = await convert(bytes, way);
    for (const piece of [7, 4096]) {
      const cut = await convert(bytes, { ...way, piece });
      expect(Buffer.compare(cut.bytes, whole.bytes)).toBe(0);
      expect(cut.losses).toEqual(whole.losses);
    }
  });
});

describe('larger than what is held', () => {
  const filler = (i: number): Buffer => Buffer.from(`${i}:${'x'.repeat(90)}`);
  const many = Array.from({ length: 60_000 }, (_, i) => filler(i));
  const KEY = Buffer.from('k');
  const VALUES = {
    list: { type: 'list', items: many },
    set: { type: 'set', members: many },
    hash: { type: 'hash', fields: many.map((field) => ({ field, value: KEY })) },
    zset: { type: 'zset', members: many.map((member, i) => ({ member, score: i / 2 })) },
    string: { type: 'string', value: Buffer.alloc(9 << 20, 'text, ') },
  } as const;

  test.each(Object.entries(VALUES))('a %s', async (_type, value) => {
    const bytes = writeRdb([
      { key: KEY, value, expireAtMs: 2e12 },
      { key: Buffer.from('next'), value: { type: 'string', value: KEY } },
    ]);
    for (const target of ['redis-8.0', 'redis-6.2', 'redis-3.0']) {
      const { bytes: written } = await convert(bytes, { anew: true, compress: false, target });
      const text = (await printJson(written)).replaceAll(/"encoding":"\w+"/g, '');
      expect(text === (await printJson(bytes)).replaceAll(/"encoding":"\w+"/g, '')).toBe(true);
    }
  });
});
