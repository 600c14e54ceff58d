/** RESTORE and its words. Source: aof-replication-resp.md 6.3. */
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../src/bytes/writer.ts';
import { decode } from '../../../src/decode.ts';
import { RespFormatter } from '../../../src/formatters/resp/formatter.ts';
import { parseTarget } from '../../../src/model/target.ts';
import { readDumpPayload } from '../../../src/read-payload.ts';
import { inPieces } from '../../io/pieces.ts';
import { bytes, close, key, string, u64le, type Part } from '../../tools/rdb-bytes.ts';
import { parseCommands } from './commands.ts';

async function restore(target: string, parts: readonly Part[], replace = false): Promise<string[][]> {
  const out: Buffer[] = [];
  const formatter = new RespFormatter(new ByteWriter((part) => out.push(Buffer.from(part))), {
    restore: true,
    replace,
    del: false,
    target: parseTarget(target, '--target'),
    onLoss: ({ what }) => expect(what).toBe(''),
  });
  await decode(inPieces(close(bytes('REDIS0012', ...parts), 'zero'), 100_000), formatter);
  formatter.finish();
  return parseCommands(Buffer.concat(out)).slice(1);
}

const plain = key(0, 'k', string('v'));
const expires = (ms: bigint): Part => bytes(0xfc, u64le(ms));
const frequent = bytes(0xf9, 7);
const idle = bytes(0xf8, 9);

test.each<[string, string, Part[], boolean, string[]]>([
  ['plain', 'redis-7.4', [plain], false, ['0']],
  ['--replace', 'redis-7.4', [plain], true, ['0', 'REPLACE']],
  ['--replace, before 3.0', 'redis-2.8', [plain], true, ['0']],
  ['an expiry', 'valkey-9.1', [expires(5000n), plain], true, ['5000', 'REPLACE', 'ABSTTL']],
  ['a frequency', 'redis-5.0', [frequent, plain], false, ['0', 'FREQ', '7']],
  [
    'an idle time and an expiry',
    'redis-5.0',
    [expires(5000n), idle, plain],
    false,
    ['5000', 'ABSTTL', 'IDLETIME', '9'],
  ],
  ['an idle time, before 5.0', 'redis-4.0', [idle, plain], false, ['0']],
])('%s: %s', async (_name, target, parts, replace, words) => {
  const [command = []] = await restore(target, parts, replace);
  const [name, on, ttl, payload = '', ...rest] = command;
  expect([name, on, ttl, ...rest]).toEqual(['RESTORE', 'k', ...words]);
  expect(readDumpPayload(Buffer.from(payload, 'latin1'))).toMatchObject({ version: 6, value: { type: 'string' } });
});

test('an expiry, where RESTORE knows no absolute ones, or takes none', async () => {
  for (const [target, ms] of [
    ['redis-4.0', 5000n],
    ['redis-7.4', -5n],
  ] as const) {
    const [first, second] = await restore(target, [expires(BigInt.asUintN(64, ms)), plain]);
    expect(first?.slice(0, 3)).toEqual(['RESTORE', 'k', '0']);
    expect(second).toEqual(['PEXPIREAT', 'k', String(ms)]);
  }
});

test('a payload that is too long to be held is whole', async () => {
  const text = 'x'.repeat(3_000_000);
  const [command = []] = await restore('redis-7.4', [key(0, 'k', string(text)), key(0, 'l', string('v'))], true);
  const payload = readDumpPayload(Buffer.from(command[3] ?? '', 'latin1'));
  expect(command[4]).toBe('REPLACE');
  expect(payload.value.type === 'string' && Buffer.from(payload.value.value).equals(Buffer.from(text))).toBe(true);
});

test.each([
  ['a listpack, before 7.0', 'redis-6.2', 16],
  ['a listpack of members, in Valkey before 7.2', 'redis-7.0', 20],
])('%s becomes commands', async (_name, target, type) => {
  // A listpack of "a" and "b".
  const packed = bytes(13, 0, 0, 0, 2, 0, 0x81, 0x61, 2, 0x81, 0x62, 2, 0xff);
  const [command] = await restore(target, [key(type, 'k', string(packed))]);
  expect(command).toEqual([type === 16 ? 'HSET' : 'SADD', 'k', 'a', 'b']);
});
