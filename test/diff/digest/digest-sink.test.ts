/** What a side tells beside its records: places, databases, functions, versions. */
import { describe, expect, test } from 'vitest';
import { DigestSink } from '../../../src/diff/digest/digest-sink.ts';
import type { DiffOptions } from '../../../src/diff/diff-options.ts';
import {
  KEY_RECORD_BYTES,
  NO_EXPIRY,
  RECORD_EXPIRY,
  RECORD_PLACE,
  type DiffSide,
} from '../../../src/diff/key-record.ts';
import { contentSteps, openInput } from '../../../src/input.ts';
import { aux, bytes, close, key, length, selectDb, string } from '../../tools/rdb-bytes.ts';
import { MemorySource } from '../../tools/memory-source.ts';
import { OPTIONS } from './recorder.ts';

interface Side {
  readonly sink: DigestSink;
  readonly places: bigint[];
  readonly expiries: bigint[];
  /** How many records came at a time. */
  readonly sizes: number[];
}

function sideOf(side: DiffSide = 'a', options: Partial<DiffOptions> = {}): Side {
  const places: bigint[] = [];
  const expiries: bigint[] = [];
  const sizes: number[] = [];
  const sink = new DigestSink(side, { ...OPTIONS, ...options }, (records) => {
    const view = new DataView(records.buffer, records.byteOffset, records.length);
    sizes.push(records.length / KEY_RECORD_BYTES);
    for (let at = 0; at < records.length; at += KEY_RECORD_BYTES) {
      places.push(view.getBigUint64(at + RECORD_PLACE, true));
      expiries.push(view.getBigInt64(at + RECORD_EXPIRY, true));
    }
  });
  return { sink, places, expiries, sizes };
}

async function read(sink: DigestSink, file: Uint8Array): Promise<void> {
  for await (const _bytes of contentSteps(await openInput(new MemorySource(file)), sink, {})) sink.flush();
  sink.flush();
}

const HEAD = bytes('REDIS0011', aux('redis-ver', '7.4.1'));
const STRING = key(0, 'one', string('v'));
const EMPTY = key(1, 'none', length(0));
const LIST = key(1, 'two', length(1), string('v'));
const FILE = close(bytes(HEAD, selectDb(0), STRING, EMPTY, LIST, selectDb(5), STRING, LIST), 'zero');

const FIRST = HEAD.length + selectDb(0).length;
const SECOND = FIRST + STRING.length + EMPTY.length;
const THIRD = SECOND + LIST.length + selectDb(5).length;
const FOURTH = THIRD + STRING.length;

describe('places', () => {
  test('are offsets, counted on from where the source begins', async () => {
    const { sink, places } = sideOf();
    sink.from(1000, false);
    await read(sink, FILE);
    expect(places).toEqual([FIRST, SECOND, THIRD, FOURTH].map((offset) => BigInt(1000 + offset)));
    expect([FIRST, SECOND, THIRD, FOURTH].map((offset) => sink.databases.at(1000 + offset))).toEqual([0, 0, 5, 5]);
  });

  test('are counted where there are no offsets: keys without elements too', async () => {
    const { sink, places } = sideOf();
    sink.from(1000, true);
    await read(sink, FILE);
    expect(places).toEqual([1000n, 1002n, 1003n, 1004n]);
    // Nobody asks for the database of one that is reached by counting.
    expect(sink.databases.at(1004)).toBe(0);
  });

  test('have a bit of their side', async () => {
    const { sink, places } = sideOf('b');
    sink.from(0, false);
    await read(sink, FILE);
    expect(places[0]).toBe(BigInt(FIRST) | (1n << 63n));
  });

  test('of several sources: each begins with a database', async () => {
    const { sink, places } = sideOf();
    sink.from(0, false);
    await read(sink, FILE);
    sink.from(FILE.length, false);
    await read(sink, FILE);
    expect(places.slice(4)).toEqual(places.slice(0, 4).map((place) => place + BigInt(FILE.length)));
    expect(places.map((place) => sink.databases.at(Number(place)))).toEqual([0, 0, 5, 5, 0, 0, 5, 5]);
  });
});

test('records come a thousand at a time', async () => {
  const COUNT = 5000;
  const keys = Array.from({ length: COUNT }, (_, i) => key(0, `key ${i}`, string('v')));
  const { sink, places, sizes } = sideOf();
  sink.from(0, true);
  await read(sink, close(bytes(HEAD, selectDb(0), ...keys), 'zero'));
  expect(places).toEqual(Array.from({ length: COUNT }, (_, i) => BigInt(i)));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1024);
});

test('expiries, and none', async () => {
  const timed = bytes(0xfc, Buffer.from('0100000000000000', 'hex'), STRING, LIST);
  const { sink, expiries } = sideOf();
  await read(sink, close(bytes(HEAD, selectDb(0), timed), 'zero'));
  expect(expiries).toEqual([1n, NO_EXPIRY]);
});

test.each([
  [true, ['mylib']],
  [false, []],
])('function libraries, if they count: %j', async (functions, names) => {
  const code = "#!lua name=mylib\nredis.register_function('f', function() end)";
  const { sink } = sideOf('a', { functions });
  await read(sink, close(bytes('REDIS0011', 0xf5, string(code)), 'zero'));
  expect([...sink.functions.keys()]).toEqual(names);
});

test('the server that wrote it', async () => {
  const { sink } = sideOf();
  await read(sink, close(bytes('VALKEY080', aux('valkey-ver', '9.1.0')), 'zero'));
  expect([...sink.versions]).toEqual([['valkey-ver', '9.1.0']]);
});
