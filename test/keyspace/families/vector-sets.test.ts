/** Vector sets: what Redis 8 answers VEMB and VGETATTR of. */
import { describe, expect, test } from 'vitest';
import { bytesOf, replayCommands, valuesAfter, type CommandLine } from '../../tools/replay-commands.ts';

const A = 'VADD v VALUES 2 3 4 a NOQUANT';

/** The elements of `v`: name, vector, and attributes if there are any. */
function elementsAfter(lines: readonly CommandLine[]): unknown {
  const value = Object(valuesAfter(lines)['v']);
  const elements: Record<string, unknown>[] = value.elements;
  return elements.map(({ element, vector, attributes }) => [
    element,
    vector,
    ...(attributes === undefined ? [] : [attributes]),
  ]);
}

function floats(...numbers: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(numbers).buffer);
}

describe('VADD', () => {
  test.each<[string, CommandLine, object]>([
    ['bytes unless it is told', 'VADD v VALUES 2 1 0 a', { quantization: 'int8', dimension: 2 }],
    ['Q8', 'VADD v VALUES 2 1 0 a q8', { quantization: 'int8', dimension: 2 }],
    ['NOQUANT', A, { quantization: 'f32', dimension: 2, elements: [{ element: 'a', vector: [3, 4] }] }],
    ['BIN', 'VADD v VALUES 2 3 -4 a BIN', { quantization: 'bin', elements: [{ element: 'a', vector: [1, -1] }] }],
    ['the last quantization counts', 'VADD v VALUES 2 3 4 a BIN Q8', { quantization: 'int8' }],
    ['FP32', ['VADD', 'v', 'fp32', floats(3, 4), 'a', 'NOQUANT'], { elements: [{ element: 'a', vector: [3, 4] }] }],
    ['REDUCE', 'VADD v REDUCE 2 VALUES 4 1 2 3 4 a NOQUANT', { dimension: 2, elements: [{ vector: [5, -1] }] }],
    [
      'CAS, EF and M leave the element as it is',
      'VADD v VALUES 2 3 4 a CAS EF 10 NOQUANT M 8',
      { elements: [{ element: 'a', vector: [3, 4] }] },
    ],
    ['SETATTR', 'VADD v VALUES 2 3 4 a SETATTR {"x":1}', { elements: [{ element: 'a', attributes: '{"x":1}' }] }],
  ])('%s', (_name, line, want) => {
    expect(valuesAfter([line])['v']).toMatchObject(want);
  });

  test.each<[string, CommandLine[], unknown]>([
    ['again: another vector', [A, 'VADD v VALUES 2 6 8 a NOQUANT'], [['a', [6, 8]]]],
    ['again: attributes stay', [`${A} SETATTR {}`, 'VADD v VALUES 2 6 8 a NOQUANT'], [['a', [6, 8], '{}']]],
    ['again with attributes', [`${A} SETATTR {}`, `${A} SETATTR [1]`], [['a', [3, 4], '[1]']]],
    ['again with "" for attributes', [`${A} SETATTR {}`, [...A.split(' '), 'SETATTR', '']], [['a', [3, 4]]]],
    [
      'a second one',
      [A, 'VADD v VALUES 2 5 12 b NOQUANT SETATTR {}'],
      [
        ['a', [3, 4]],
        ['b', [5, 12], '{}'],
      ],
    ],
  ])('%s', (_name, lines, want) => {
    expect(elementsAfter(lines)).toEqual(want);
  });

  test.each([
    ['VADD v VALUES 2 1 0', 'an argument is missing'],
    ['VADD v VALUES 3 1 0 a', 'an argument is no valid float'],
    ['VADD v VALUES 9 1 0 a', 'an invalid vector specification'],
    ['VADD v VALUES 0 a b', 'an invalid vector specification'],
    ['VADD v FP64 abcd a', 'an invalid vector specification'],
    ['VADD v FP32 abc a', 'an invalid vector specification'],
    ['VADD v REDUCE 0 VALUES 1 1 a', 'an invalid vector specification'],
    ['VADD v VALUES 1 1 a NEAR', 'a syntax error'],
    ['VADD v VALUES 1 1 a EF 0', 'a number is out of range 1..1000000'],
    ['VADD v VALUES 1 1 a M 3', 'a number is out of range 4..4096'],
  ])('%s is an error', (line, why) => {
    const { keys, warnings } = replayCommands([line]);
    expect(keys).toEqual([]);
    expect(warnings).toEqual([`VADD changes nothing: ${why}`]);
  });

  test.each([
    ['VADD v VALUES 2 1 0 b', "the set's quantization is f32"],
    ['VADD v VALUES 2 1 0 b NOQUANT M 8', "the set's M is 16"],
    ['VADD v VALUES 3 1 0 0 b NOQUANT', "the set's dimension is 2"],
    ['VADD v REDUCE 2 VALUES 2 1 0 b NOQUANT', 'the set has no projection'],
    ['VADD r VALUES 4 1 2 3 4 b', "the set's dimension is 2"],
    ['VADD r VALUES 2 1 2 b', "the set's dimension is 2"],
    ['VADD r REDUCE 2 VALUES 3 1 2 3 b', "the set's projection is of 4 dimensions"],
    ['VADD s VALUES 2 1 2 b', 'WRONGTYPE: the key holds another kind of value'],
  ])('%s does not fit', (line, why) => {
    const before: CommandLine[] = [A, 'VADD r REDUCE 2 VALUES 4 1 2 3 4 a', 'SADD s a'];
    const { keys, warnings } = replayCommands([...before, line]);
    expect(keys).toEqual(replayCommands(before).keys);
    expect(warnings).toEqual([`VADD changes nothing: ${why}`]);
  });
});

test.each<[string, CommandLine[], unknown]>([
  ['sets attributes', ['VSETATTR v a {}'], [['a', [3, 4], '{}']]],
  ['replaces them', ['VSETATTR v a {"long":true}', 'VSETATTR v a {}'], [['a', [3, 4], '{}']]],
  ['"" takes them away', ['VSETATTR v a {}', ['VSETATTR', 'v', 'a', '']], [['a', [3, 4]]]],
  ['no such element', ['VSETATTR v b {}'], [['a', [3, 4]]]],
])('VSETATTR %s', (_name, lines, want) => {
  expect(elementsAfter([A, ...lines])).toEqual(want);
});

test.each<[string, CommandLine[], unknown]>([
  ['an element', [A, 'VADD v VALUES 2 5 12 b NOQUANT', 'VREM v a'], [['b', [5, 12]]]],
  ['none', [A, 'VREM v b'], [['a', [3, 4]]]],
])('VREM of %s', (_name, lines, want) => {
  expect(elementsAfter(lines)).toEqual(want);
});

test('a set goes with its last element, and the next one may be another', () => {
  expect(valuesAfter([A, 'VREM v a'])).toEqual({});
  expect(valuesAfter([A, 'VREM v a', 'VADD v VALUES 1 1 a'])['v']).toMatchObject({
    quantization: 'int8',
    dimension: 1,
  });
});

test('keys that are not there are left alone', () => {
  expect(replayCommands(['VREM v a', 'VSETATTR v a {}'])).toEqual({ keys: [], libraries: [], warnings: [] });
});

test('COPY gives a set of its own', () => {
  const values = valuesAfter([A, 'COPY v w', 'VADD w VALUES 2 1 0 b NOQUANT', 'VSETATTR v a {}']);
  expect(values['v']).toMatchObject({ elements: [{ element: 'a', attributes: '{}' }] });
  expect(values['w']).toMatchObject({ elements: [{ element: 'a' }, { element: 'b' }] });
});

describe('a set of a file', () => {
  /** As Redis 8.6 dumps VADD v VALUES 2 3 4 a NOQUANT SETATTR {}. */
  const DUMP = Buffer.from(
    '0781bde72da2bb1eb40002020201025000020205016105027b7d05089a99193fcdcc4c3f02090201028001000001020002200200020002100200028040a00000000d00e0aa6b0873920c04',
    'hex',
  );
  const RESTORE: CommandLine = ['RESTORE', 'v', 0, DUMP];

  function payloadAfter(lines: readonly CommandLine[]): string | undefined {
    const value = replayCommands(lines).keys[0]?.['value'];
    return value === undefined ? undefined : bytesOf(value).toString('hex');
  }

  test.each<[string, CommandLine[]]>([
    ['no command', []],
    ['commands that change nothing', ['VREM v b', 'VSETATTR v b {}', 'VADD v VALUES 1 1 b']],
  ])('stays byte for byte after %s', (_name, lines) => {
    // Type and module id stand before, version and checksum behind.
    expect(payloadAfter([RESTORE, ...lines])).toBe(DUMP.toString('hex', 10, DUMP.length - 10));
  });

  test.each<[string, CommandLine, unknown]>([
    [
      'VADD',
      'VADD v VALUES 2 5 12 b NOQUANT',
      [
        ['a', [3, 4], '{}'],
        ['b', [5, 12]],
      ],
    ],
    ['VSETATTR', 'VSETATTR v a [1]', [['a', [3, 4], '[1]']]],
  ])('%s goes on from it', (_name, line, want) => {
    expect(elementsAfter([RESTORE, line])).toEqual(want);
  });

  test('VREM of its only element', () => {
    expect(valuesAfter([RESTORE, 'VREM v a'])).toEqual({});
  });
});
