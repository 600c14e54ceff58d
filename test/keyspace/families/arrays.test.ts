/** Arrays of Redis 8.8: what each command leaves. */
import { describe, expect, test } from 'vitest';
import { replayCommands } from '../../tools/replay-commands.ts';

const LAST = '18446744073709551614';
const NONE = '18446744073709551615';

/** The elements as [index, text or number], or undefined if there is no array. */
function itemsAfter(lines: readonly string[]): unknown {
  return valueAfter(lines)?.items;
}

interface ArrayRecord {
  readonly items: readonly (readonly [unknown, unknown])[];
  readonly insertIndex?: unknown;
}

function valueAfter(lines: readonly string[]): ArrayRecord | undefined {
  const value = replayCommands(lines).keys.find(({ key }) => key === 'a')?.['value'];
  return isArrayRecord(value) ? value : undefined;
}

function isArrayRecord(value: unknown): value is ArrayRecord {
  return typeof value === 'object' && value !== null && 'items' in value;
}

describe('elements', () => {
  test.each([
    [
      'ARSET: one after another',
      ['ARSET a 5 x y'],
      [
        [5, 'x'],
        [6, 'y'],
      ],
    ],
    [
      'ARSET over others',
      ['ARSET a 5 x y', 'ARSET a 6 longer z'],
      [
        [5, 'x'],
        [6, 'longer'],
        [7, 'z'],
      ],
    ],
    ['ARSET up to the last index', [`ARSET a ${LAST} x`], [[Number(LAST), 'x']]],
    ['ARSET beyond it', [`ARSET a ${LAST} x y`], undefined],
    ['ARSET at no index', [`ARSET a ${NONE} x`], undefined],
    [
      'ARMSET: anywhere',
      ['ARMSET a 9 x 2 y'],
      [
        [2, 'y'],
        [9, 'x'],
      ],
    ],
    ['ARMSET with a wrong index does nothing', ['ARMSET a 9 x -2 y'], undefined],
    [
      'integers are numbers',
      ['ARSET a 0 12 -5 007 1.0'],
      [
        [0, 12],
        [1, -5],
        [2, '007'],
        [3, '1.0'],
      ],
    ],
    ['integers beyond 61 bits are text', ['ARSET a 0 2305843009213693952'], [[0, '2305843009213693952']]],
    [
      'ARDEL',
      ['ARSET a 0 x y z', 'ARDEL a 1 1 9'],
      [
        [0, 'x'],
        [2, 'z'],
      ],
    ],
    ['ARDEL of the last one', ['ARSET a 0 x', 'ARDEL a 0'], undefined],
    [
      'ARDELRANGE, either way round',
      ['ARSET a 0 p q r s t', 'ARDELRANGE a 3 2 0 0'],
      [
        [1, 'q'],
        [4, 't'],
      ],
    ],
    ['ARDELRANGE over everything', ['ARMSET a 1 x 99 y', `ARDELRANGE a 0 ${LAST}`], undefined],
    [
      'ARINSERT',
      ['ARINSERT a x y', 'ARINSERT a z'],
      [
        [0, 'x'],
        [1, 'y'],
        [2, 'z'],
      ],
    ],
    [
      'ARINSERT goes on behind what was deleted',
      ['ARINSERT a x y', 'ARDEL a 1', 'ARINSERT a z'],
      [
        [0, 'x'],
        [2, 'z'],
      ],
    ],
    [
      'ARINSERT takes no notice of ARSET',
      ['ARSET a 5 x', 'ARINSERT a y'],
      [
        [0, 'y'],
        [5, 'x'],
      ],
    ],
    [
      'ARSEEK',
      ['ARSET a 1 x', 'ARSEEK a 7', 'ARINSERT a y'],
      [
        [1, 'x'],
        [7, 'y'],
      ],
    ],
    [
      'ARSEEK to 0',
      ['ARINSERT a x y', 'ARSEEK a 0', 'ARINSERT a z'],
      [
        [0, 'z'],
        [1, 'y'],
      ],
    ],
    ['ARSEEK to the end: no more inserts', ['ARSET a 1 x', `ARSEEK a ${NONE}`, 'ARINSERT a y'], [[1, 'x']]],
    ['ARSEEK makes no key', ['ARSEEK a 7'], undefined],
    ['COPY', ['ARSET b 1 x', 'COPY b a', 'ARSET b 1 y'], [[1, 'x']]],
  ])('%s', (_name, lines, want) => {
    expect(itemsAfter(lines)).toEqual(want);
  });
});

describe('ARRING', () => {
  test.each([
    ['goes round', ['ARRING a 3 p q r s'], ['s', 'q', 'r'], 0],
    ['goes on', ['ARRING a 3 p q', 'ARRING a 3 r s'], ['s', 'q', 'r'], 0],
    ['smaller: the latest stay, the oldest first', ['ARRING a 4 p q r s t', 'ARRING a 2 u'], ['u', 't'], 0],
    ['smaller, up to a hole', ['ARRING a 4 p q r s', 'ARDEL a 2', 'ARRING a 3 t'], ['s', 't'], 1],
    ['larger, not gone round', ['ARRING a 2 p q', 'ARRING a 4 r'], ['p', 'q', 'r'], 2],
    ['larger, gone round', ['ARRING a 3 p q r s', 'ARRING a 5 t'], ['q', 'r', 's', 't'], 3],
    ['larger after ARSEEK 0', ['ARRING a 3 p q r s', 'ARSEEK a 0', 'ARRING a 5 t'], ['t', 'q', 'r'], 0],
    ['after the highest was deleted', ['ARRING a 3 p q r', 'ARDEL a 2', 'ARRING a 3 s'], ['s', 'q'], 0],
  ])('%s', (_name, lines, texts, insertIndex) => {
    const value = valueAfter(lines);
    expect(value?.items.map(([, text]) => text)).toEqual(texts);
    expect(value?.insertIndex).toBe(insertIndex);
  });

  test('a size of 0 is an error', () => {
    expect(replayCommands(['ARRING a 0 x'])).toMatchObject({
      keys: [],
      warnings: ['ARRING changes nothing: the size of a ring is not positive'],
    });
  });
});
