/** An RDB put together from what DUMP answers. Source: rdb-format.md 1, 2 and 5. */
import { describe, expect, test } from 'vitest';
import { encodeDumpPayload } from '../../src/encode-payload.ts';
import {
  payloadVersion,
  putDumpedKey,
  putFileEnd,
  putFileHead,
  putFunctions,
  putSelectDb,
  type DumpedKey,
} from '../../src/rdb/payload-file.ts';
import { readRecords } from '../../src/read-entries.ts';

/** A payload of type 0 with this body. */
function payload(body: string, version = '0b00'): Uint8Array {
  return Buffer.from(`00${body}${version}${'00'.repeat(8)}`, 'hex');
}

function hexOf(pieces: Iterable<Uint8Array>): string {
  return Buffer.concat([...pieces]).toString('hex');
}

test.each<[number, string]>([
  [9, 'REDIS0009'],
  [11, 'REDIS0011'],
  [13, 'REDIS0013'],
  [80, 'VALKEY080'],
])('version %i begins with %s', (version, magic) => {
  expect(Buffer.from(putFileHead(version, [])).toString()).toBe(magic);
});

test('the head has AUX fields', () => {
  const head = Buffer.from(putFileHead(11, [['redis-ver', '7.0.15']])).toString('latin1');
  expect(head).toBe('REDIS0011\xfa\x09redis-ver\x067.0.15');
});

test.each<[string, number, string]>([
  ['6 bits, last', 63, 'fe3f'],
  ['14 bits, first', 64, 'fe4040'],
  ['14 bits, last', 16383, 'fe7fff'],
  ['32 bits, first', 16384, 'fe8000004000'],
])('SELECTDB with a length of %s', (_form, db, want) => {
  expect(hexOf([putSelectDb(db)])).toBe(want);
});

test.each<[string, Partial<DumpedKey>, string]>([
  ['alone', {}, '00016b0176'],
  ['with an expiry', { expireAtMs: 1 }, 'fc010000000000000000016b0176'],
  ['with the latest expiry', { expireAtMs: 2n ** 63n - 1n }, 'fcffffffffffffff7f00016b0176'],
  ['with idle time', { idleSeconds: 64 }, 'f8404000016b0176'],
  ['with a frequency', { freq: 255 }, 'f9ff00016b0176'],
])('a key %s', (_what, facts, want) => {
  expect(hexOf(putDumpedKey({ key: Buffer.from('k'), payload: payload('0176'), ...facts }))).toBe(want);
});

describe('metadata of modules (Redis 8.6)', () => {
  const meta = [{ name: 'meta', version: 1, flags: 0, payload: Uint8Array.of(2, 1, 0) }];

  test('stays in front of the type', async () => {
    const value = encodeDumpPayload({ type: 'string', value: Buffer.from('v') }, { target: 'redis-8.6', meta });
    const file = Buffer.concat([
      putFileHead(payloadVersion(value), []),
      ...putDumpedKey({ key: Buffer.from('k'), payload: value }),
      putFileEnd(),
    ]);
    const records = [];
    for await (const batch of readRecords(file)) records.push(...batch);
    expect(records.find(({ kind }) => kind === 'entry')).toMatchObject({ key: Uint8Array.of(0x6b), meta });
  });

  test('that reaches over the end is damage', () => {
    const cut = Buffer.from(`f3050d00${'00'.repeat(8)}`, 'hex');
    expect(() => [...putDumpedKey({ key: Buffer.from('k'), payload: cut })]).toThrow(/DUMP payload/);
  });

  test('is none to Valkey, whose opcode 243 means something else', () => {
    const value = Buffer.from(`f3015000${'00'.repeat(8)}`, 'hex');
    expect(hexOf(putDumpedKey({ key: Buffer.from('k'), payload: value }))).toBe('f3016b01');
  });
});

test.each([
  ['shorter than its footer', '00'.repeat(9), /a DUMP payload of 9 bytes: 10 are the least/],
  ['of a footer alone', `0b00${'00'.repeat(8)}`, /a DUMP payload without a value/],
])('a payload %s is damage', (_what, hex, message) => {
  expect(() => [...putDumpedKey({ key: Buffer.from('k'), payload: Buffer.from(hex, 'hex') })]).toThrow(message);
});

test('functions are records without the footer', () => {
  expect(hexOf([putFunctions(Buffer.from(`f501610b00${'00'.repeat(8)}`, 'hex'))])).toBe('f50161');
});
