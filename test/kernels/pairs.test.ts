/** Rows of a packed value made into members with scores, or fields with expiries. Source: rdb-format.md 3.4, 3.7. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTICE } from '../../src/kernels/kernels.ts';
import { integerRow, row, type Answer, type Row } from '../../src/kernels/twins/answer.ts';
import * as twins from '../../src/kernels/twins/packed.ts';
import { ascii, observe, settled, stopOf } from './memory.ts';

const text = fc.oneof(
  fc.double().map((value) => ascii(String(value))),
  fc.integer().map((value) => ascii(String(value / 100))),
  fc.uint8Array({ maxLength: 6 }),
);
/** A row as the packed kernels make it. */
const packed = fc.oneof(
  fc.bigInt({ min: -1000n, max: 2n ** 60n }).map(integerRow),
  text.map((bytes) => row(bytes)),
);

describe('pairScores', () => {
  /** The place of a fault as the number of the pair. */
  function kernel(rows: readonly Row[]): Answer {
    return observe((memory) => {
      const { start } = memory.table(rows);
      const pairs = rows.length >> 1;
      const places = memory.spans(start, rows.length).map((span) => span.start);
      const stop = stopOf(memory.kernels.pairScores(start, pairs));
      if (stop === 'FAULT') {
        const { fault, pos } = memory;
        return { stop, fault, pos: places.lastIndexOf(pos) >> 1, rows: [] };
      }
      return { stop, pos: pairs, rows: memory.rows(start, pairs, true), notice: memory.notice };
    });
  }

  function twin(rows: readonly Row[]): Answer {
    const answer = settled(twins.pairScores(rows));
    return answer.stop === 'FAULT' ? { ...answer, rows: [] } : answer;
  }

  test.each<[string, Row, Row]>([
    ['an integer', integerRow(-5n), row(ascii('m'), -5)],
    ['a large integer', integerRow(2n ** 63n - 1n), row(ascii('m'), 2 ** 63)],
    ['text', row(ascii('2.5')), row(ascii('m'), 2.5)],
    ['text to be parsed', row(ascii('1e9')), { bytes: ascii('m'), number: NaN, slow: ascii('1e9') }],
    ['infinite', row(ascii('-inf')), { bytes: ascii('m'), number: NaN, slow: ascii('-inf') }],
  ])('%s', (_name, score, member) => {
    const notice = member.slow ? NOTICE.SLOW_NUMBER : 0;
    const want = { stop: 'DONE', pos: 1, rows: [member], notice };
    expect(kernel([row(ascii('m')), score])).toEqual(want);
    expect(twin([row(ascii('m')), score])).toEqual(want);
  });

  test('no score at all, or one longer than a row can point at, is a fault', () => {
    const right = [row(ascii('m')), integerRow(1n)];
    for (const size of [0, 0x10000]) {
      const rows = [...right, row(ascii('n')), row(new Uint8Array(size).fill(0x41))];
      const want = { stop: 'FAULT', fault: 'SCORE', pos: 1, rows: [] };
      expect(kernel(rows)).toEqual(want);
      expect(twin(rows)).toEqual(want);
    }
    expect(kernel([...right, row(ascii('n')), row(new Uint8Array(0xffff).fill(0x41))])).toMatchObject({ stop: 'DONE' });
  });

  test('any rows', () => {
    const pairs = fc.array(fc.tuple(packed, packed), { maxLength: 8 }).map((list) => list.flat());
    fc.assert(
      fc.property(pairs, (rows) => {
        expect(kernel(rows)).toEqual(twin(rows));
      }),
    );
  });
});

describe('clearTimes', () => {
  function kernel(rows: readonly Row[]): Row[] {
    return observe((memory) => {
      const { start } = memory.table(rows);
      memory.kernels.clearTimes(start, rows.length >> 1);
      return memory.rows(start, rows.length);
    });
  }

  test('fields that are integers have no expiry', () => {
    const rows = [integerRow(5n), integerRow(6n), row(ascii('f')), integerRow(7n)];
    const want = [row(ascii('5')), integerRow(6n), row(ascii('f')), integerRow(7n)];
    expect(kernel(rows)).toEqual(want);
    expect(twins.clearTimes(rows)).toEqual(want);
    expect(kernel([])).toEqual([]);
  });
});

describe('tripleTimes', () => {
  function kernel(rows: readonly Row[]): Row[] | undefined {
    return observe((memory) => {
      const { start } = memory.table(rows);
      const triples = rows.length / 3;
      return memory.kernels.tripleTimes(start, triples) ? memory.rows(start, 2 * triples) : undefined;
    });
  }

  test.each([
    ['none', integerRow(0n), NaN],
    ['one', integerRow(1700000000000n), 1700000000000],
  ])('expiry: %s', (_name, expiry, number) => {
    const rows = [integerRow(1n), integerRow(2n), expiry, row(ascii('f')), row(ascii('v')), expiry];
    const want = [row(ascii('1'), number), row(ascii('2')), row(ascii('f'), number), row(ascii('v'))];
    expect(kernel(rows)).toEqual(want);
    expect(twins.tripleTimes(rows)).toEqual(want);
  });

  test.each([
    ['negative', integerRow(-1n)],
    ['text', row(ascii('5x'))],
  ])('expiry: %s is none', (_name, expiry) => {
    const rows = [row(ascii('f')), row(ascii('v')), expiry];
    expect(kernel(rows)).toBeUndefined();
    expect(twins.tripleTimes(rows)).toBeUndefined();
  });

  test('any rows', () => {
    const expiry = fc.oneof({ weight: 9, arbitrary: fc.bigInt({ min: 0n, max: 3n }).map(integerRow) }, packed);
    const triples = fc.array(fc.tuple(packed, packed, expiry), { maxLength: 8 }).map((list) => list.flat());
    fc.assert(
      fc.property(triples, (rows) => {
        expect(kernel(rows)).toEqual(twins.tripleTimes(rows));
      }),
    );
  });
});
