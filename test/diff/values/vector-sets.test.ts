/** What is told of two vector sets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spanOf } from '../../../src/keyspace/span.ts';
import { VectorSetValue } from '../../../src/keyspace/values/vector-set.ts';
import { VectorReader } from '../../../src/keyspace/vectors/vector-reader.ts';
import type { VectorShape } from '../../../src/keyspace/vectors/vector-table.ts';
import { FIXTURES } from '../../tools/fixture-files.ts';
import { loadBytes } from './load-bytes.ts';
import { bytes, changesOf, readable, stored } from './stored.ts';

const SHAPE: VectorShape = { dimension: 2, quantization: 'f32', sizeBytes: 8, m: 16, projection: undefined };
const READER = new VectorReader();

type Element = [element: string, x: number, y: number, attributes?: string];

function vectors(elements: Element[], shape: Partial<VectorShape> = {}): VectorSetValue {
  const value = new VectorSetValue({ ...SHAPE, ...shape });
  const table = value.look(READER);
  for (const [element, x, y, attributes] of elements) {
    table.put(spanOf(bytes(element)), Float32Array.of(x, y));
    if (attributes !== undefined) table.setAttributes(spanOf(bytes(element)), spanOf(bytes(attributes)));
  }
  return value;
}

const A: Element[] = [
  ['a', 3, 4],
  ['b', 0, 1, '{"x":1}'],
];

test.each<[string, VectorSetValue, unknown[]]>([
  ['the same in another order', vectors(A.toReversed()), []],
  [
    'a vector',
    vectors([
      ['a', 3, 5],
      ['b', 0, 1, '{"x":1}'],
    ]),
    [
      {
        kind: 'vector',
        element: 'a',
        a: { vector: [3, 4].map((number) => expect.closeTo(number, 5)) },
        b: { vector: [3, 5].map((number) => expect.closeTo(number, 5)) },
      },
    ],
  ],
  [
    'a vector in the same direction',
    vectors([
      ['a', 3, 4],
      ['b', 0, 2, '{"x":1}'],
    ]),
    [
      {
        kind: 'vector',
        element: 'b',
        a: { vector: [0, 1], attributes: '{"x":1}' },
        b: { vector: [0, 2], attributes: '{"x":1}' },
      },
    ],
  ],
  [
    'attributes',
    vectors([
      ['a', 3, 4],
      ['b', 0, 1],
    ]),
    [{ kind: 'vector', element: 'b', a: { vector: [0, 1], attributes: '{"x":1}' }, b: { vector: [0, 1] } }],
  ],
  [
    'an element removed, another added',
    vectors([
      ['a', 3, 4],
      ['c', 1, 0],
    ]),
    [
      { kind: 'vector', element: 'b', a: { vector: [0, 1], attributes: '{"x":1}' } },
      { kind: 'vector', element: 'c', b: { vector: [1, 0] } },
    ],
  ],
  ['links of the graph', vectors(A, { m: 32 }), [{ kind: 'fact', name: 'm', a: 16, b: 32 }]],
])('%s', (_name, b, changes) => {
  expect(readable(changesOf(vectors(A), b))).toEqual(changes);
});

test('another quantization changes every vector', () => {
  const b = vectors([['a', 1, -1]], { quantization: 'bin' });
  expect(readable(changesOf(vectors([['a', 1, 0]]), b))).toEqual([
    { kind: 'fact', name: 'quantization', a: 'f32', b: 'bin' },
    { kind: 'vector', element: 'a', a: { vector: [1, 0] }, b: { vector: [1, -1] } },
  ]);
});

test('the length of a vector does not count where only directions are kept', () => {
  const bin = (x: number, y: number): VectorSetValue => vectors([['a', x, y]], { quantization: 'bin' });
  expect(changesOf(bin(1, -1), bin(2, -2))).toEqual([]);
});

test('the matrix that makes fewer numbers of many', () => {
  const projected = (...matrix: number[]): VectorSetValue =>
    vectors(A, { projection: { inputDimension: 2, matrix: Float32Array.from(matrix) } });
  expect(changesOf(projected(1, 2, 3, 4), projected(1, 2, 3, 4))).toEqual([]);
  expect(changesOf(projected(1, 2, 3, 4), projected(1, 2, 3, 5))).toMatchObject([{ kind: 'fact', name: 'projection' }]);
});

test('sets that cannot be read are the bytes that they are', () => {
  const payload = (text: string) =>
    stored({ type: 'module', module: { name: 'vectorset', version: 0 }, payload: bytes(text) });
  expect(readable(changesOf(payload('xx'), payload('xy')))).toEqual([{ kind: 'opaque', a: 'xx', b: 'xy' }]);
  expect(changesOf(payload('xx'), payload('xx'))).toEqual([]);
});

test('of a real server', async () => {
  const path = join(FIXTURES, 'rdb/redis-8.6.3/rdb-vectors/dump.rdb');
  const sets = (await loadBytes(readFileSync(path))).filter(({ facts }) => facts.module?.name === 'vectorset');
  expect(sets.length).toBeGreaterThan(1);
  const [first, second] = sets;
  if (first?.value === undefined || second?.value === undefined) throw new Error('there is no value');
  expect(changesOf(first.value, second.value).length).toBeGreaterThan(0);
  expect(changesOf(first.value, first.value)).toEqual([]);
});
