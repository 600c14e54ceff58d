/** The README's examples do what they say. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countTypes } from './examples/decode-sink.ts';
import { changedKeys } from './examples/diff.ts';
import { watch } from './examples/follow-server.ts';
import { largestHash } from './examples/read-entries.ts';
import { upgrade } from './examples/report-memory.ts';
import { largeKeys } from './examples/size-sink.ts';
import { FakeMaster } from './tools/fake-master.ts';
import { addressText } from '../src/connection/endpoint.ts';
import { encodeRequest } from '../src/resp/encode.ts';
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
    { key: bytes('page'), value: { type: 'string', value: bytes('x'.repeat(1000)) } },
  ]),
);

test('diff', async () => {
  const after = join(folder, 'after.rdb');
  writeFileSync(
    after,
    writeRdb([
      { key: bytes('small'), value: { type: 'hash', fields: [field('b'), field('c')] } },
      { key: bytes('large'), value: { type: 'hash', fields: [field('b'), field('a')] } },
      { key: bytes('text'), value: { type: 'string', value: bytes('hello') }, expireAtMs: 4_102_444_800_000 },
    ]),
  );
  expect(await changedKeys(path, after)).toEqual(new Map([['small', 3]]));
});

test('follow-server', async () => {
  const master = await FakeMaster.start({ snapshot: writeRdb([]), offset: 100 });
  const end = new AbortController();
  const watched = watch(`redis://${addressText(master.endpoint.address)}`, end.signal);
  master.append(encodeRequest(['SELECT', '3']));
  master.append(encodeRequest(['SET', 'k', 'v']));
  await master.until(() => master.acks.at(-1) === master.offset);
  end.abort();
  expect(await watched).toEqual([['SELECT', 'SET'], { replid: master.replid, offset: master.offset, db: 3 }]);
  await master.stop();
});

test('read-entries', async () => {
  expect(await largestHash(path)).toEqual({ key: 'large', fields: 2 });
});

test('decode-sink', async () => {
  expect(await countTypes(path)).toEqual(
    new Map([
      ['hash', { keys: 2, bytes: 14 }],
      ['string', { keys: 2, bytes: 1008 }],
    ]),
  );
});

// 7.0 counts allocations: 32 bytes of "hello" and its object, of which 6.2 counts 23, and 24 of the
// two fields' listpack, where 6.2 counts the 21 of a ziplist.
test('report-memory', async () => {
  expect(await upgrade(path, 'redis-6.2', 'redis-7.0')).toEqual({ string: 9, hash: 3 });
});

test('size-sink', async () => {
  expect(await largeKeys(path)).toEqual(['page']);
});
