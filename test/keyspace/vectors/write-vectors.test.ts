/** What is written of a vector set, read again. */
import { describe, expect, test } from 'vitest';
import { Arena } from '../../../src/bytes/arena.ts';
import { QUANTIZATIONS, type QuantizationName } from '../../../src/modules/vector-layout.ts';
import { spanOfText, textOf } from '../../../src/keyspace/span.ts';
import { makeProjection } from '../../../src/keyspace/vectors/projection.ts';
import { readPayload, VectorReader } from '../../../src/keyspace/vectors/vector-reader.ts';
import { VectorTable, type VectorShape } from '../../../src/keyspace/vectors/vector-table.ts';
import { writeVectors } from '../../../src/keyspace/vectors/write-vectors.ts';

const arena = new Arena();
const DIMENSION = 3;

function shapeOf(quantization: QuantizationName, more: Partial<VectorShape> = {}): VectorShape {
  const sizeBytes = QUANTIZATIONS.find(({ name }) => name === quantization)?.sizeBytes(DIMENSION) ?? 0;
  return { dimension: DIMENSION, quantization, sizeBytes, m: 4, projection: undefined, ...more };
}

/** Directions spread over a sphere. */
function direction(i: number): Float32Array {
  return Float32Array.of(Math.sin(i), Math.cos(2.1 * i), Math.sin(3.7 * i));
}

function filled(shape: VectorShape, count: number): VectorTable {
  const table = new VectorTable(shape);
  for (let i = 0; i < count; i++) table.put(spanOfText(`e${i}`), direction(i));
  return table;
}

type Element = readonly [name: string, norm: number, range: number, vector: string, attributes: string];

function elementsOf(table: VectorTable): Element[] {
  const elements: Element[] = [];
  for (const _record of table.records()) {
    const { element, norm, range, vector, attributes } = table;
    elements.push([textOf(element), norm, range, textOf(vector), textOf(attributes)]);
  }
  return elements;
}

/** Links by name, as `a>b@layer`. */
function linksOf(payload: Uint8Array): ReadonlySet<string> {
  const names = new Map<number, string>();
  const links: [from: number, to: number, layer: number][] = [];
  readPayload(payload, arena, () => {
    let pending: [number, number][] = [];
    return {
      link: (layer, to) => pending.push([layer, to]),
      element: ({ id, element }) => {
        names.set(id, Buffer.from(element).toString());
        links.push(...pending.map(([layer, to]): [number, number, number] => [id, to, layer]));
        pending = [];
      },
    };
  });
  return new Set(links.map(([from, to, layer]) => `${names.get(from)}>${names.get(to)}@${layer}`));
}

function reachable(links: ReadonlySet<string>, from: string): number {
  const next = new Map<string, string[]>();
  for (const link of links) {
    const [, a = '', b = ''] = /^(.*)>(.*)@0$/.exec(link) ?? [];
    next.set(a, [...(next.get(a) ?? []), b]);
  }
  const reached = new Set([from]);
  for (const name of reached) for (const other of next.get(name) ?? []) reached.add(other);
  return reached.size;
}

function expectBothWays(links: ReadonlySet<string>): void {
  const lacking = [...links].filter((link) => !links.has(link.replace(/^(.*)>(.*)@/, '$2>$1@')));
  expect(lacking).toEqual([]);
  expect([...links].filter((link) => link.includes('undefined'))).toEqual([]);
}

test.each([
  ['bytes', shapeOf('int8')],
  ['floats', shapeOf('f32')],
  ['bits', shapeOf('bin')],
  ['another M', shapeOf('int8', { m: 300 })],
  ['a projection', shapeOf('f32', { projection: makeProjection(5, DIMENSION) })],
])('%s', (_name, shape) => {
  const table = filled(shape, 30);
  const read = new VectorReader().read(writeVectors(table, arena));
  expect(read.shape).toEqual(shape);
  expect(elementsOf(read)).toEqual(elementsOf(table));
});

test('attributes, of some', () => {
  const table = filled(shapeOf('int8'), 3);
  table.setAttributes(spanOfText('e1'), spanOfText('{"a":1}'));
  expect(elementsOf(new VectorReader().read(writeVectors(table, arena)))).toEqual(elementsOf(table));
});

describe('a graph that was loaded', () => {
  const payload = writeVectors(filled(shapeOf('f32'), 200), arena);
  const before = linksOf(payload);

  test('stays where nothing is changed', () => {
    expect(linksOf(writeVectors(new VectorReader().read(payload), arena, payload))).toEqual(before);
  });

  test('stays when attributes are set', () => {
    const table = new VectorReader().read(payload);
    table.setAttributes(spanOfText('e7'), spanOfText('{}'.repeat(50)));
    expect(linksOf(writeVectors(table, arena, payload))).toEqual(before);
  });

  test.each<[string, number, (table: VectorTable) => void]>([
    ['added to', 201, (table) => table.put(spanOfText('new'), direction(1000))],
    ['with another vector', 200, (table) => table.put(spanOfText('e5'), direction(1000))],
    ['with one less', 199, (table) => table.remove(spanOfText('e5'))],
    [
      'without most',
      50,
      (table) => {
        for (let i = 0; i < 150; i++) table.remove(spanOfText(`e${i}`));
      },
    ],
    [
      'of others',
      100,
      (table) => {
        for (let i = 0; i < 200; i++) table.remove(spanOfText(`e${i}`));
        for (let i = 0; i < 100; i++) table.put(spanOfText(`e${i}`), direction(i + 500));
      },
    ],
  ])('%s is whole', (_name, count, change) => {
    const table = new VectorReader().read(payload);
    change(table);
    const links = linksOf(writeVectors(table, arena, payload));
    expectBothWays(links);
    expect(reachable(links, elementsOf(table)[0]?.[0] ?? '')).toBe(count);
  });

  test('most of it stays when an element is added', () => {
    const table = new VectorReader().read(payload);
    table.put(spanOfText('new'), direction(1000));
    const links = linksOf(writeVectors(table, arena, payload));
    const kept = [...before].filter((link) => links.has(link)).length;
    expect(kept / before.size).toBeGreaterThan(0.98);
  });
});

test.each([
  ['no such quantization', '02 02 02 00 02 03 02 00 00', 'no such quantization 3'],
  ['a string where a number stands', '02 02 05 00 00', 'a scalar of opcode 5 where an unsigned integer is expected'],
  ['more than 32 bits', '02 81 0000000100000000 00', '4294967296 where a 32-bit number is expected'],
  ['scalars behind the last element', '02 02 02 00 02 00 02 00 02 00 00', 'scalars more than the layout has'],
  [
    'more parameters than bytes',
    '02 02 02 01 02 01 02 00 05 00 05 02 7f7f 02 30 00',
    '48 scalars declared where 1 bytes are left',
  ],
])('%s', (_name, hex, why) => {
  const payload = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  expect(() => new VectorReader().read(payload)).toThrow(`the vector set cannot be read: ${why}`);
});
