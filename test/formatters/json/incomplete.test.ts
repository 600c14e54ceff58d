/** A record of which part has left when the file turns out to be damaged: it is JSON all the same, and says so. */
import { expect, test } from 'vitest';
import { decodeBytes } from '../../tools/decode-bytes.ts';
import { bytes, close, key, length, listpack, module, moduleId, rawStreamId, string } from '../../tools/rdb-bytes.ts';
import type { Part } from '../../tools/rdb-bytes.ts';

/** Longer than the output region. */
const LONG_NAME = 'k'.repeat(600_000);
const NODES = 300;

const nodes = Array.from({ length: NODES }, (_, i) => [
  string(rawStreamId(i + 1, 1)),
  string(listpack(1, 0, 1, 'f', 0, 2, 0, 0, 'v'.repeat(3000), 4)),
]);

test.each<[string, Uint8Array]>([
  ['a stream within its entries', key(15, 's', length(NODES + 1), ...nodes.flat(), 17)],
  ['a module value under a long name', key(7, LONG_NAME, moduleId('ReJSON-RL', 3), module.uint(1), 9)],
  ['an array under a long name', key(28, LONG_NAME, length(0))],
  ['a list under a long name', key(1, LONG_NAME, length(3), string('a'))],
])('%s', async (_name, damaged: Part) => {
  const file = bytes('REDIS0014', damaged);
  const { text, error } = await decodeBytes(file);
  expect(error).toBeDefined();
  expect(JSON.parse(text)).toMatchObject({ incomplete: true });
});

test('text of a KeyDB time stamp is UTF-8 whatever its bytes are', async () => {
  const stamp = bytes(250, string('mvcc-tstamp'), length(1), 0xff);
  const { text } = await decodeBytes(close(bytes('REDIS0009', stamp, key(0, 'k', string('v'))), 'zero'));
  expect(text).toContain('"mvcc":"ÿ"');
});
