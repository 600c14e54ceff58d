/** RESTORE of one server for another. */
import { expect, test } from 'vitest';
import { RestoredPayloads } from '../../src/delivery/restored-payloads.ts';
import { encodeDumpPayload } from '../../src/encode-payload.ts';
import { decodeInput } from '../../src/input.ts';
import { TARGETS, parseTarget } from '../../src/model/target.ts';
import type { Value } from '../../src/model/value.ts';
import { readDumpPayload } from '../../src/read-payload.ts';
import { command } from '../aof/log-events.ts';
import { CommandLines } from '../filter/feed/through.ts';
import { comparable } from '../rdb/encode/values.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const FIELD = { field: Buffer.from('f'), value: Buffer.from('v') };
const HASH: Value = { type: 'hash', fields: [FIELD] };
const TIMED: Value = { type: 'hash', fields: [{ ...FIELD, expireAtMs: 4_102_444_800_000 }] };
const STREAM: Value = {
  type: 'stream',
  entries: [],
  totals: { length: 0n, lastId: { ms: 1n, seq: 1n } },
  groups: [],
};

async function restore(
  server: string,
  payload: string,
  words = ['REPLACE'],
  name = 'RESTORE',
): Promise<{ lines: readonly string[]; losses: readonly string[] }> {
  const losses: string[] = [];
  const target = new CommandLines();
  const sink = new RestoredPayloads(target, parseTarget(server, '--target'), (what) => losses.push(what));
  // Twice: memory is used again, and a loss is told once.
  const bytes = command(name, 'k', '0', payload, ...words).repeat(2);
  await decodeInput(Buffer.from(bytes, 'latin1'), sink);
  const [first, second] = target.lines;
  expect(second).toBe(first);
  return { lines: target.lines.slice(1), losses };
}

/** What stands between its fixed arguments. */
function payloadOf(line = '', words = 'REPLACE'): Uint8Array {
  const head = 'RESTORE k 0 '.length;
  return Buffer.from(line.slice(head, line.length - words.length - 1), 'latin1');
}

test('what the server takes stays as it is', async () => {
  const payload = text(encodeDumpPayload(HASH, { target: 'redis-7.0' }));
  const { lines, losses } = await restore('redis-8.6', payload, ['REPLACE', 'ABSTTL', 'FREQ', '5'], 'RESTORE-ASKING');
  expect({ lines, losses }).toEqual({ lines: [`RESTORE-ASKING k 0 ${payload} REPLACE ABSTTL FREQ 5`], losses: [] });
});

test.each(TARGETS.filter(({ rdbVersion }) => rdbVersion >= 6).map(({ name }) => name))(
  'a value of Redis 8.6 and of Valkey 9.1 for %s',
  async (server) => {
    for (const from of ['redis-8.6', 'valkey-9.1']) {
      const { lines, losses } = await restore(server, text(encodeDumpPayload(HASH, { target: from })));
      const { value, version } = readDumpPayload(payloadOf(lines[0]));
      expect(comparable(value, 80)).toEqual(comparable(HASH, 80));
      const { family, rdbVersion } = parseTarget(server, '--target');
      const [isOfIts, isCommon] = [version <= rdbVersion, version <= 11 || version >= 80];
      expect({ losses, isTaken: isOfIts && (family === 'redis' || isCommon) }).toEqual({ losses: [], isTaken: true });
    }
  },
);

test('expiries of fields cross between the families', async () => {
  for (const [from, to] of [
    ['redis-8.6', 'valkey-9.1'],
    ['valkey-9.1', 'redis-8.0'],
  ] as const) {
    const { lines, losses } = await restore(to, text(encodeDumpPayload(TIMED, { target: from })));
    expect(comparable(readDumpPayload(payloadOf(lines[0])).value, 80)).toEqual(comparable(TIMED, 80));
    expect(losses).toEqual([]);
  }
});

test('what an older server has not is told, once', async () => {
  const { lines, losses } = await restore('redis-7.0', text(encodeDumpPayload(TIMED, { target: 'redis-8.6' })));
  expect(comparable(readDumpPayload(payloadOf(lines[0])).value, 80)).toEqual(comparable(HASH, 80));
  expect(losses).toEqual(['RESTORE: values lose expiries of 1 field: redis-7.0 has none']);
});

test('a key that the server has no type for goes', async () => {
  const { lines, losses } = await restore('redis-4.0', text(encodeDumpPayload(STREAM, { target: 'redis-8.6' })));
  expect(lines).toEqual(['UNLINK k']);
  expect(losses).toEqual(['RESTORE: keys are lost: streams: redis-4.0 has none']);
});

test('a damaged payload is for the server to refuse', async () => {
  const payload = `${text(encodeDumpPayload(HASH, { target: 'redis-8.6' })).slice(0, -1)}x`;
  const { lines } = await restore('redis-6.2', payload);
  expect(lines).toEqual([`RESTORE k 0 ${payload} REPLACE`]);
});
