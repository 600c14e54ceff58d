/** What is written is read back, in any pieces; what is damaged gives values or an error, soon and in little memory. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeRequest, encodeValue } from '../../src/resp/encode.ts';
import { RequestDecoder } from '../../src/resp/request.ts';
import type { RespPair, RespValue } from '../../src/resp/value.ts';
import { decodeReplies, drain, wire } from './feed.ts';

const bytes = fc.uint8Array({ maxLength: 30 });
const line = bytes.map((value) => value.filter((byte) => byte !== 0x0a && byte !== 0x0d));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const scalar: fc.Arbitrary<RespValue> = fc.oneof(
  fc.record({ type: fc.constantFrom('simple-string' as const, 'error' as const), value: line }),
  fc.record({ type: fc.constantFrom('string' as const, 'blob-error' as const), value: bytes }),
  fc.record({ type: fc.constant('verbatim-string' as const), format: fc.constantFrom('txt', 'mkd'), value: bytes }),
  fc.record({
    type: fc.constant('integer' as const),
    value: int64.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
  }),
  fc.record({ type: fc.constant('big-number' as const), value: fc.bigInt() }),
  fc.record({ type: fc.constant('double' as const), value: fc.double() }),
  fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ type: fc.constantFrom('null' as const, 'null-string' as const, 'null-array' as const) }),
);

const { value } = fc.letrec<{ value: RespValue; plain: RespValue; pair: RespPair }>((tie) => {
  const items = fc.array(tie('value'), { maxLength: 5 });
  const pairs = fc.array(tie('pair'), { maxLength: 4 });
  return {
    pair: fc.tuple(tie('value'), tie('value')),
    plain: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.record({ type: fc.constantFrom('array' as const, 'set' as const), items }),
      fc.record({ type: fc.constant('map' as const), pairs }),
    ),
    value: fc.oneof(
      { weight: 8, arbitrary: tie('plain') },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('plain'), fc.array(tie('pair'), { minLength: 1, maxLength: 2 }))
          .map(([plain, attributes]): RespValue => ({ ...plain, attributes })),
      },
    ),
  };
});
const push: fc.Arbitrary<RespValue> = fc
  .tuple(bytes, fc.array(value, { maxLength: 3 }))
  .map(([kind, items]) => ({ type: 'push', items: [{ type: 'string', value: kind }, ...items] }));
const replies = fc.array(fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: push }), { maxLength: 5 });

test('any replies come back, in pieces of any size', () => {
  fc.assert(
    fc.property(replies, fc.boolean(), fc.integer({ min: 1, max: 50 }), (values, streamed, size) => {
      const stream = Buffer.concat(values.map((one) => encodeValue(one, { streamed })));
      expect(decodeReplies(stream, {}, size)).toEqual({ values, error: undefined });
    }),
    { numRuns: 500 },
  );
});

test('any requests come back, in pieces of any size', () => {
  const args = fc.array(bytes, { minLength: 1, maxLength: 5 }).filter(([name]) => name?.[0] !== 0x50);
  fc.assert(
    fc.property(fc.array(args, { maxLength: 5 }), fc.integer({ min: 1, max: 50 }), (all, size) => {
      const { values, error } = drain(new RequestDecoder(), Buffer.concat(all.map(encodeRequest)), size);
      expect(error).toBeUndefined();
      expect(values.map((request) => request.args)).toEqual(all);
    }),
  );
});

test.each<readonly [RespValue, string]>([
  [{ type: 'double', value: -0 }, ',-0\r\n'],
  [{ type: 'double', value: 1e21 }, ',1e+21\r\n'],
  [{ type: 'double', value: -Infinity }, ',-inf\r\n'],
  [{ type: 'null-array', attributes: [[{ type: 'null' }, { type: 'null' }]] }, '|1\r\n_\r\n_\r\n*-1\r\n'],
])('%j is %j', (plain, want) => {
  expect(Buffer.from(encodeValue(plain)).toString('latin1')).toBe(want);
});

test.each<readonly [RespValue, string]>([
  [{ type: 'error', value: wire('ERR a\nb') }, 'a simple string or error holds no line end'],
  [{ type: 'verbatim-string', format: 'text', value: wire('') }, 'a format has three letters, not "text"'],
])('%j cannot be written', (plain, message) => {
  expect(() => encodeValue(plain)).toThrow(message);
});

describe('hostile streams', () => {
  test('mutations give values or an error', () => {
    const seed = 20_260_101;
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(replies, flips, fc.integer({ min: 1, max: 50 }), (values, changes, size) => {
        const stream = Buffer.concat(values.map((one) => encodeValue(one)));
        if (stream.length === 0) return;
        for (const [at, byte] of changes) stream[at % stream.length] = byte;
        // Throws what is neither of our errors.
        const whole = decodeReplies(stream);
        expect(decodeReplies(stream, {}, size)).toEqual(whole);
        drain(new RequestDecoder(), stream, size);
      }),
      { numRuns: 1000, seed },
    );
  });

  test('what is announced is not allocated', () => {
    const before = process.memoryUsage();
    const decoder = new RequestDecoder();
    decoder.push(wire('*2147483647\r\n$536870912\r\nabc'));
    expect(decoder.take()).toBeUndefined();
    for (let i = 0; i < 50; i++) {
      expect(decodeReplies(wire('*4294967295\r\n$536870912\r\nabc')).error).toMatch(/^TRUNCATED/);
    }
    const after = process.memoryUsage();
    expect(after.arrayBuffers + after.heapTotal - before.arrayBuffers - before.heapTotal).toBeLessThan(64 << 20);
  });

  const LINEAR_MS = 5000;

  test.each<readonly [string, Uint8Array, number]>([
    ['a large string in many pieces', encodeValue({ type: 'string', value: new Uint8Array(32 << 20) }), 1000],
    ['a wide array', wire(`*300000\r\n${':1\r\n'.repeat(300_000)}`), 4096],
    ['a wide array that arrives at once', wire(`*?\r\n${':1\r\n'.repeat(300_000)}.\r\n`), 1 << 30],
    ['many attributes of one value', wire(`${'|1\r\n:1\r\n:1\r\n'.repeat(100_000)}:1\r\n`), 4096],
    ['many slices', wire(`$?\r\n${';1\r\na\r\n'.repeat(200_000)};0\r\n`), 100],
    ['a long line byte by byte', wire(`+${'a'.repeat(65_000)}\r\n`), 1],
  ])('%s takes linear time', (_name, stream, size) => {
    const start = performance.now();
    const { values, error } = decodeReplies(stream, {}, size);
    expect([values.length, error]).toEqual([1, undefined]);
    expect(performance.now() - start).toBeLessThan(LINEAR_MS);
  });
});
