/** What is changed of keys on their way. */
import { expect, test } from 'vitest';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { decode } from '../../src/decode.ts';
import { FilterSink } from '../../src/filter/filter-sink.ts';
import { MapSink, type MapOptions } from '../../src/filter/map-sink.ts';
import { RdbFormatter } from '../../src/formatters/rdb/formatter.ts';
import { RdbFile } from '../../src/formatters/rdb/rdb-file.ts';
import { RespFormatter } from '../../src/formatters/resp/formatter.ts';
import { parseTarget } from '../../src/model/target.ts';
import { readCommands } from '../formatters/resp/commands.ts';
import { inPieces } from '../io/pieces.ts';
import { printJson } from '../print-json.ts';
import { writeRdb } from '../tools/rdb-writer.ts';
import { bytes, close, key, length, string, u64le } from '../tools/rdb-bytes.ts';

const expires = (ms: number): Uint8Array => bytes(0xfc, u64le(BigInt(ms)));
/** A string, an expiring one, a set, a hash with an expiry of its field (type 24). */
const FILE = close(
  bytes(
    'REDIS0012',
    bytes(0xfe, 0),
    key(0, 'user:1', string('v')),
    expires(5000),
    key(0, 'user:2', string('w')),
    bytes(0xfe, 1),
    expires(6000),
    key(2, 'set', length(1), string('a')),
    key(24, 'hash', u64le(7000n), length(1), 1, string('f'), string('v')),
  ),
  'zero',
);

async function map(options: Partial<MapOptions>, restore = false, size = Infinity): Promise<string[]> {
  const parts: Buffer[] = [];
  const formatter = new RespFormatter(new ByteWriter((part) => parts.push(Buffer.from(part))), {
    restore,
    replace: false,
    del: false,
    target: parseTarget('redis-8.0', '--target'),
    onLoss: () => {},
  });
  const sink = new MapSink(formatter, { dbs: new Map(), prefixes: [], ttl: 0, ...options });
  await decode(inPieces(FILE, size), sink);
  formatter.finish();
  return readCommands(Buffer.concat(parts));
}

const prefix = (from: string, to: string): MapOptions['prefixes'][number] => ({
  from: Buffer.from(from),
  to: Buffer.from(to),
});

test.each<[string, Partial<MapOptions>, string[]]>([
  [
    'databases',
    { dbs: new Map([[1, 5]]) },
    [
      'SELECT 0',
      'SET user:1 v',
      'SET user:2 w PXAT 5000',
      'SELECT 5',
      'SADD set a',
      'PEXPIREAT set 6000',
      'HSET hash f v',
      'HPEXPIREAT hash 7000 FIELDS 1 f',
    ],
  ],
  [
    'names: the first prefix that fits',
    { prefixes: [prefix('user:', 'people/'), prefix('user', 'x'), prefix('', 'all.')] },
    [
      'SELECT 0',
      'SET people/1 v',
      'SET people/2 w PXAT 5000',
      'SELECT 1',
      'SADD all.set a',
      'PEXPIREAT all.set 6000',
      'HSET all.hash f v',
      'HPEXPIREAT all.hash 7000 FIELDS 1 f',
    ],
  ],
  [
    'expiries',
    { ttl: -5000 },
    [
      'SELECT 0',
      'SET user:1 v',
      'SET user:2 w PXAT 1',
      'SELECT 1',
      'SADD set a',
      'PEXPIREAT set 1000',
      'HSET hash f v',
      'HPEXPIREAT hash 2000 FIELDS 1 f',
    ],
  ],
  [
    'no expiries',
    { ttl: 'none' },
    ['SELECT 0', 'SET user:1 v', 'SET user:2 w', 'SELECT 1', 'SADD set a', 'HSET hash f v'],
  ],
])('%s', async (_name, options, commands) => {
  expect(await map(options)).toEqual(commands);
  expect(await map(options, false, 1)).toEqual(commands);
});

test('serialised values with other expiries of fields do not hold', async () => {
  const names = (commands: readonly string[]): string[] => commands.map((line) => line.split(' ', 2).join(' '));
  const kept = ['SELECT 0', 'RESTORE user:1', 'RESTORE user:2', 'SELECT 1', 'RESTORE set', 'RESTORE hash'];
  expect(names(await map({ dbs: new Map([[7, 8]]) }, true))).toEqual(kept);
  expect(names(await map({ ttl: 'none' }, true))).toEqual([...kept.slice(0, -1), 'HSET hash']);
});

test('of a pipe, a value that has to be played twice is kept behind changes and filters, too', async () => {
  const items = Array.from({ length: 60_000 }, (_, i) => Buffer.from(`${i}:${'x'.repeat(90)}`));
  const file = writeRdb([
    { key: Buffer.from('first'), value: { type: 'string', value: Buffer.from('v') } },
    { key: Buffer.from('k'), value: { type: 'list', items } },
  ]);
  const parts: Buffer[] = [];
  const formatter = new RdbFormatter([new RdbFile((part) => parts.push(Buffer.from(part)))], {
    target: parseTarget('redis-6.2', '--target'),
    compress: false,
    whole: false,
    onLoss: () => {},
  });
  const maps = { dbs: new Map([[0, 5]]), prefixes: [], ttl: 0 };
  await decode(inPieces(file, 1 << 16), new FilterSink(new MapSink(formatter, maps), { nowMs: 0 }));
  formatter.finish();
  const [, line = ''] = (await printJson(Buffer.concat(parts))).split('\n');
  expect(line).toContain('"db":5,"key":"k"');
  expect(line.match(/x"/g)).toHaveLength(60_000);
});

test('expiries that would come before 1970 have passed, and are there', async () => {
  expect(await map({ ttl: -10_000 })).toEqual([
    'SELECT 0',
    'SET user:1 v',
    'SET user:2 w PXAT 1',
    'SELECT 1',
    'SADD set a',
    'PEXPIREAT set 1',
    'HSET hash f v',
    'HPEXPIREAT hash 1 FIELDS 1 f',
  ]);
});
