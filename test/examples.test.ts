/** The README's examples do what they say. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countTypes } from './examples/decode-sink.ts';
import { largestHash } from './examples/read-entries.ts';
import { writeRdb } from './tools/rdb-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
const path = join(folder, 'dump.rdb');
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = (text: string): Buffer => Buffer.from(text);
const field = (text: string): { field: Buffer; value: Buffer } => ({ field: bytes(text), value: bytes('1') });
writeFileSync(
  path,
  writeRdb([
    { key: bytes('small'), value: { type: 'hash', fields: [field('a')] } },
    { key: bytes('large'), value: { type: 'hash', fields: [field('a'), field('b')] } },
    { key: bytes('text'), value: { type: 'string', value: bytes('hello') } },
  ]),
);

test('read-entries', async () => {
  expect(await largestHash(path)).toEqual({ key: 'large', fields: 2 });
});

test('decode-sink', async () => {
  expect(await countTypes(path)).toEqual(
    new Map([
      ['hash', { keys: 2, bytes: 14 }],
      ['string', { keys: 1, bytes: 6 }],
    ]),
  );
});
