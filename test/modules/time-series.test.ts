import { describe, expect, test } from 'vitest';
import { readModule } from '../../src/modules/registry.ts';
import { scalarsOf, text } from './scalars.ts';

const read = (version: number, hex: string): unknown => readModule({ name: 'TSDB-TYPE', version }, scalarsOf(hex));

const TWO = '04 0000000000000040';
const FIVE = '04 0000000000001440';
const NONE = '02 00';

/** Key t; no retention; chunks of 4096 bytes. */
const HEAD = '05 01 74  02 00  02 5000';
const SAMPLES = [
  [100n, 3],
  [120n, 5],
];
/** [100, 3] outside of the bits; then + 20 (1, 10, 8 bits) and, after 11, 12 leading zeros, 2 bits: 3 ^ 5. */
const COMPRESSED =
  '02 08 02 02 02 1b 02 81 4008000000000000 02 40 64 02 40 78 02 14 02 81 4014000000000000 02 0b 02 32 05 08';
const DATA = 'a378090700000000';
const PLAIN_CHUNK = `02 40 64 02 02 02 20 05 20 6400000000000000 0000000000000840 7800000000000000 0000000000001440`;

describe('versions', () => {
  const rule = (fields: string): string => `05 01 64 02 43e8 ${fields}`;
  const shown = { key: text('t'), retention: 0n, chunkSizeBytes: 4096n, labels: [], rules: [], samples: [] };
  test.each([
    [
      0,
      `05 01 74 02 00 02 41 00 ${NONE} ${NONE} 02 02  02 40 64 04 0000000000000840  02 40 78 ${FIVE}`,
      { ...shown, samples: SAMPLES },
    ],
    [
      1,
      `05 01 74 02 00 02 41 00 02 01 02 01 05 01 6c 05 01 76 ${NONE} ${NONE}`,
      { ...shown, labels: [[text('l'), text('v')]] },
    ],
    [2, `${HEAD} 02 00 02 40 78 ${FIVE} 02 02 02 01 05 01 73 ${NONE} ${NONE} ${NONE}`, { ...shown, source: text('s') }],
    [
      2,
      `${HEAD} 02 01 02 40 78 ${FIVE} 02 02 ${NONE} ${NONE} ${NONE} 02 01 ${PLAIN_CHUNK}`,
      { ...shown, samples: SAMPLES },
    ],
    [
      3,
      `${HEAD} 02 02 02 40 78 ${FIVE} 02 02 02 02 ${NONE} ${NONE} 02 01 ${rule(`02 03 02 00 ${TWO} 02 01`)} ${NONE}`,
      {
        ...shown,
        duplicatePolicy: 'last',
        rules: [{ destination: text('d'), bucket: 1000n, aggregation: 'sum', start: 0n }],
      },
    ],
    [
      5,
      `${HEAD} 02 02 02 40 78 ${FIVE} 02 02 02 07 ${NONE} ${NONE} 02 01 ${rule(`02 01 02 00 ${TWO} ${FIVE} 05 01 00`)} ${NONE}`,
      {
        ...shown,
        duplicatePolicy: '7',
        rules: [{ destination: text('d'), bucket: 1000n, aggregation: 'min', start: 0n }],
      },
    ],
    [
      7,
      `${HEAD} 02 02 02 40 78 ${FIVE} 02 02 ${NONE} ${NONE} ${NONE} 02 01 ${rule(`02 0a 02 04 02 00 ${TWO} ${FIVE} 02 00`)} ${NONE}`,
      {
        ...shown,
        duplicatePolicy: 'none',
        rules: [{ destination: text('d'), bucket: 1000n, alignment: 10n, aggregation: 'avg', start: 0n }],
      },
    ],
    [
      9,
      `${HEAD} 02 02 02 40 78 ${FIVE} 02 02 ${NONE} ${NONE} 02 05 ${TWO} ${NONE} ${NONE} 02 01 ${COMPRESSED} ${DATA}`,
      { ...shown, duplicatePolicy: 'none', ignoreMaxTimeDiff: 5n, ignoreMaxValDiff: 2, samples: SAMPLES },
    ],
  ])('version %s: %s', (version, hex, want) => {
    expect(read(version, hex)).toEqual(want);
    expect(readModule({ name: 'TSDB-TYPE', version }, [...scalarsOf(hex), ...scalarsOf('02 00')])).toBeUndefined();
  });

  test('a newer one stays opaque', () => {
    expect(read(10, HEAD)).toBeUndefined();
  });
});

describe("a rule's context is passed over", () => {
  const series = (aggregation: string, context: string): string =>
    `${HEAD} 02 02 02 00 ${TWO} 02 00 ${NONE} ${NONE} 02 00 ${TWO} ${NONE}
     02 01 05 01 64 02 01 02 00 02 ${aggregation} 02 00 02 01 ${context} ${NONE}`;
  test.each([
    ['min', '01', `${TWO} ${TWO}`],
    ['max', '02', `${TWO} ${TWO}`],
    ['sum', '03', TWO],
    ['avg', '04', `${TWO} ${TWO} 02 00`],
    ['count', '05', TWO],
    ['first', '06', `${TWO} 02 00`],
    ['last', '07', TWO],
    ['range', '08', `${TWO} ${TWO}`],
    ['std.p', '09', `${TWO} ${TWO} 02 00`],
    ['std.s', '0a', `${TWO} ${TWO} 02 00`],
    ['var.p', '0b', `${TWO} ${TWO} 02 00`],
    ['var.s', '0c', `${TWO} ${TWO} 02 00`],
    ['twa', '0d', `${TWO} 02 00 ${TWO} ${'02 00 '.repeat(7)}`],
    ['countnan', '0e', TWO],
    ['countall', '0f', TWO],
  ])('%s', (aggregation, number, context) => {
    expect(read(9, series(number, context))).toMatchObject({ rules: [{ aggregation }], samples: [] });
    expect(read(9, series(number, `${context} 02 00`))).toBeUndefined();
  });

  test.each(['00', '10'])('no such aggregation %s', (number) => {
    expect(read(9, series(number, TWO))).toBeUndefined();
  });
});

describe('compressed samples', () => {
  const series = (chunk: string): unknown =>
    read(2, `${HEAD} 02 02 02 00 ${TWO} 02 00 ${NONE} ${NONE} ${NONE} 02 01 ${chunk}`);

  /** The bits of 1. */
  const SAME = '3ff0000000000000';
  const length32 = (value: number): string => `80${value.toString(16).padStart(8, '0')}`;

  /** A chunk of the first sample [0, 1] and those in `bits`, which are drawn in the order they are read in. */
  function chunk(count: number, lastTime: bigint, lastValue: string, bits: string): string {
    const digits = bits.replaceAll(' ', '');
    const data = new Uint8Array(8 * Math.ceil(digits.length / 64));
    for (let i = 0; i < digits.length; i++)
      if (digits[i] === '1') data[i >>> 3] = (data[i >>> 3] ?? 0) | (1 << (i & 7));
    const size = length32(data.length);
    const time = lastTime.toString(16).padStart(16, '0');
    return `02 ${size} 02 ${length32(count)} 02 ${length32(digits.length)}
      02 81 ${SAME} 02 00 02 81 ${time} 02 00 02 81 ${lastValue} 02 00 02 00
      05 ${size} ${Buffer.from(data).toString('hex')}`;
  }

  /** `value` as `count` bits, lowest first. */
  const lowestFirst = (value: bigint, count: number): string =>
    BigInt.asUintN(count, value).toString(2).padStart(count, '0').split('').reverse().join('');

  test.each([
    ['5 bits, highest', `1 0 ${lowestFirst(15n, 5)} 0`, 15n],
    ['8 bits', `1 10 ${lowestFirst(16n, 8)} 0`, 16n],
    ['11 bits', `1 110 ${lowestFirst(1023n, 11)} 0`, 1023n],
    ['15 bits', `1 1110 ${lowestFirst(16383n, 15)} 0`, 16383n],
    ['32 bits', `1 11110 ${lowestFirst(2n ** 31n - 1n, 32)} 0`, 2n ** 31n - 1n],
    ['64 bits', `1 11111 ${lowestFirst(2n ** 53n, 64)} 0`, 2n ** 53n],
    ['no change: the time before once more', '0 0', 0n],
  ])('time of %s', (_name, bits, time) => {
    expect(series(chunk(2, time, SAME, bits))).toMatchObject({
      samples: [
        [0n, 1],
        [time, 1],
      ],
    });
  });

  test('times at even distances take a bit each', () => {
    expect(series(chunk(4, 30n, SAME, `1 0 ${lowestFirst(10n, 5)} 0  00 00`))).toMatchObject({
      samples: [
        [0n, 1],
        [10n, 1],
        [20n, 1],
        [30n, 1],
      ],
    });
  });

  test('a distance that shrinks', () => {
    const bits = `1 0 ${lowestFirst(10n, 5)} 0  1 0 ${lowestFirst(-4n, 5)} 0`;
    expect(series(chunk(3, 16n, SAME, bits))).toMatchObject({
      samples: [
        [0n, 1],
        [10n, 1],
        [16n, 1],
      ],
    });
  });

  test('values: a new place of the bits, then the same again', () => {
    // 1 ^ 1.5 is bit 51: 12 leading zeros, one bit.
    const place = `1 1 ${lowestFirst(12n, 5)} ${lowestFirst(0n, 6)} 1`;
    expect(series(chunk(3, 0n, SAME, `0 ${place}  0 1 0 1`))).toMatchObject({
      samples: [
        [0n, 1],
        [0n, 1.5],
        [0n, 1],
      ],
    });
  });

  test('an empty chunk', () => {
    expect(series(chunk(0, 0n, SAME, '0'))).toMatchObject({ samples: [] });
  });

  test.each([
    ['bits left over', chunk(2, 0n, SAME, '0 0 0')],
    ['another last time', chunk(2, 1n, SAME, '0 0')],
    ['another last value', chunk(2, 0n, '3ff8000000000000', '0 0')],
    ['samples that are not there', chunk(100, 0n, SAME, '0 0')],
    ['a value of 65 bits', chunk(2, 0n, SAME, `0 1 1 ${lowestFirst(1n, 5)} ${lowestFirst(63n, 6)} ${'0'.repeat(64)}`)],
    ['data that are no words', `${COMPRESSED.slice(0, -2)} 01 a3`],
    ['more samples than chunks', PLAIN_CHUNK],
  ])('%s stay opaque', (_name, hex) => {
    expect(series(hex)).toBeUndefined();
  });
});

test('plain samples beyond their chunk', () => {
  const hex = `${HEAD} 02 01 02 00 ${TWO} 02 00 ${NONE} ${NONE} ${NONE} 02 01 02 00 02 03 02 20 05 20 ${'00'.repeat(32)}`;
  expect(read(2, hex)).toBeUndefined();
});
