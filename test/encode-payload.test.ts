/** Values into DUMP payloads and back, for every server. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeDumpPayload } from '../src/encode-payload.ts';
import { TARGETS } from '../src/model/target.ts';
import type { Value } from '../src/model/value.ts';
import { readDumpPayload } from '../src/read-payload.ts';
import { comparable, VALUES } from './rdb/encode/values.ts';
import { hex } from './tools/rdb-bytes.ts';

const RUNS = process.env['FUZZ'] ? 300 : 8;
/** One of each RDB version. */
const OLDEST = TARGETS.filter(
  ({ family, rdbVersion }, i) =>
    TARGETS.findIndex((one) => one.family === family && one.rdbVersion === rdbVersion) === i,
);
const STREAMS = 9;

describe.each(Object.entries(VALUES))('decode(encode(%s)) is the value', (name, arbitrary) => {
  test.each(OLDEST.map((target) => [target.name, target] as const))('for %s', (_name, target) => {
    if (name === 'stream' && target.rdbVersion < STREAMS) {
      fc.assert(
        fc.property(arbitrary, (value) => refuses(value, target.name)),
        { numRuns: 1 },
      );
      return;
    }
    const fieldTtl = (target.family === 'redis' && target.rdbVersion >= 12) || target.rdbVersion >= 80;
    fc.assert(
      fc.property(arbitrary, fc.boolean(), (given, compress) => {
        const losses: string[] = [];
        const payload = encodeDumpPayload(given, {
          target: target.name,
          compress,
          onLoss: (what) => losses.push(what),
        });
        const value = fieldTtl ? given : withoutExpiries(given);
        const answer = readDumpPayload(payload, { strict: true });
        expect(answer.version).toBe(target.rdbVersion);
        expect(comparable(answer.value, target.rdbVersion)).toEqual(comparable(value, target.rdbVersion));
        if (name !== 'stream') expect(losses.length > 0).toBe(value !== given);
      }),
      { numRuns: RUNS },
    );
  });
});

function refuses(value: Value, target: string): void {
  expect(() => encodeDumpPayload(value, { target })).toThrow(`streams: ${target} has none`);
}

function withoutExpiries(value: Value): Value {
  if (value.type !== 'hash' || value.fields.every(({ expireAtMs }) => expireAtMs === undefined)) return value;
  return { type: 'hash', fields: value.fields.map(({ field, value: text }) => ({ field, value: text })) };
}

const text = (string: string): Uint8Array => Buffer.from(string);

/** What Redis 8.6.3 answers to DUMP, with the version in the footer that is asked for. Source: rdb-format.md 5. */
describe('as Redis 8.6 itself', () => {
  test.each<[string, string, Value]>([
    ['an integer', '00 C13930 0D00 3F3D639494497F79', { type: 'string', value: text('12345') }],
    [
      'a set with a text',
      '140c0c00000002008161020501ff0d0053424f9d83a735d5',
      { type: 'set', members: [text('a'), text('5')] },
    ],
    [
      'a set of integers',
      '0b1404000000030000000100000002000000701101000d00277c48b55ca8a795',
      { type: 'set', members: ['70000', '1', '2'].map(text) },
    ],
    [
      'a sorted set',
      '111414000000040081610283312e35048162020201ff0d0058ab3d96a8adf0a3',
      {
        type: 'zset',
        members: [
          { member: text('b'), score: 2 },
          { member: text('a'), score: 1.5 },
        ],
      },
    ],
    [
      'a hash',
      '100c0c00000002008161020101ff0d00260f1a5bada2931b',
      { type: 'hash', fields: [{ field: text('a'), value: text('1') }] },
    ],
    [
      'a list, its node compressed',
      '120102c31540550d5500000003008161020101e04678e03c000148ff0d00f4f6f6fe8907714b',
      { type: 'list', items: [text('a'), text('1'), text('x'.repeat(70))] },
    ],
  ])('%s', (_name, bytes, value) => {
    expect(Buffer.from(encodeDumpPayload(value, { target: 'redis-8.6' })).toString('hex')).toBe(
      Buffer.from(hex(bytes)).toString('hex'),
    );
  });
});

describe('what a target cannot hold', () => {
  const expiring: Value = { type: 'hash', fields: [{ field: text('f'), value: text('v'), expireAtMs: 2e12 }] };

  test('is an error', () => {
    expect(() => encodeDumpPayload(expiring, { target: 'redis-7.2' })).toThrow(
      'expiries of 1 field: redis-7.2 has none',
    );
  });

  test('is told to whoever asks to be told', () => {
    const losses: string[] = [];
    const payload = encodeDumpPayload(expiring, { target: 'redis-7.2', onLoss: (what) => losses.push(what) });
    expect(losses).toEqual(['expiries of 1 field']);
    expect(readDumpPayload(payload).encoding).toBe('listpack');
  });

  test('a target that is not known', () => {
    expect(() => encodeDumpPayload(expiring, { target: 'redis-99' })).toThrow('there are: redis-2.4');
  });
});
