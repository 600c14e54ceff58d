/** Values of modules: their scalars count, however a file writes them; of vector sets, the elements. */
import { expect, test } from 'vitest';
import { PayloadWriter } from '../../../src/keyspace/vectors/payload-writer.ts';
import { spanOf } from '../../../src/keyspace/span.ts';
import type { ModuleId } from '../../../src/model/module-id.ts';
import type { Value } from '../../../src/model/value.ts';
import { VECTOR_SET } from '../../../src/modules/vector-layout.ts';
import { Recorder } from './recorder.ts';
import { bytes } from './values.ts';

const recorder = new Recorder();
const MODULE: ModuleId = { name: 'hellotype', version: 1 };

function module(hex: string, id = MODULE): Value {
  return { type: 'module', module: id, payload: Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')) };
}

function digest(value: Value, encoding = 'module'): string | undefined {
  return recorder.digest(value, { header: { encoding } });
}

test.each([
  ['a number in more bytes', '02 05 00', '02 40 05 00'],
  ['a number in 64 bits', '02 05 00', '02 81 00 00 00 00 00 00 00 05 00'],
  ['a string that is an integer', '05 02 31 32 00', '05 c0 0c 00'],
  ['a compressed string', `05 14 ${'61'.repeat(20)} 00`, '05 c3 05 14 00 61 e0 0a 00 00'],
])('the same: %s', (_what, a, b) => {
  expect(digest(module(b))).toBe(digest(module(a)));
});

test.each([
  ['a number', '02 05 00', '02 06 00'],
  ['its sign', '02 05 00', '01 05 00'],
  ['one more', '02 05 00', '02 05 02 05 00'],
  ['a float and a double', '03 00 00 00 00 00', '04 00 00 00 00 00 00 00 00 00'],
  ['a bit of a double', '04 00 00 00 00 00 00 00 00 00', '04 00 00 00 00 00 00 00 80 00'],
  ['a byte passed to the next string', '05 02 61 62 05 01 63 00', '05 01 61 05 02 62 63 00'],
  ['nothing', '00', '02 00 00'],
])('not the same: %s', (_what, a, b) => {
  expect(digest(module(b))).not.toBe(digest(module(a)));
});

test('whose value it is', () => {
  const one = digest(module('02 05 00'));
  expect(digest(module('02 05 00', { name: 'othertype', version: 1 }))).not.toBe(one);
  expect(digest(module('02 05 00', { name: 'hellotype', version: 2 }))).not.toBe(one);
});

test('what cannot be read counts as its bytes', () => {
  for (const encoding of ['module', 'CMS']) {
    expect(digest(module('77 05 00'), encoding)).not.toBe(digest(module('77 06 00'), encoding));
    expect(digest(module('02'), encoding)).not.toBe(digest(module('02 05'), encoding));
  }
  // A sketch has no scalars, though its bytes may look so.
  expect(digest(module('02 40 05 00'), 'CMS')).not.toBe(digest(module('02 05 00'), 'CMS'));
});

interface Vector {
  readonly element: string;
  readonly vector: string;
  readonly attributes?: string;
  readonly norm?: number;
  readonly range?: number;
  /** Of the graph. */
  readonly links?: readonly number[];
}

const Q8 = 1;

/** See vector-layout.ts. Each element is in the lowest layer only. */
function vectors(elements: readonly Vector[], quantization = Q8, m = 16): Value {
  const out = new PayloadWriter();
  const ATTRIBUTES = 2;
  out.uint(3);
  out.uint(elements.length);
  out.uint(quantization | (m << 8));
  out.uint(ATTRIBUTES);
  for (const [i, { element, vector, attributes = '', norm = 1, range = 2, links = [] }] of elements.entries()) {
    for (const text of [element, attributes, vector]) out.string(spanOf(bytes(text)));
    out.uint(6 + links.length);
    out.uint(i + 1);
    out.uint(1 << 24);
    out.uint(links.length);
    out.uint(32);
    for (const link of links) out.uint(link);
    out.uint(0);
    out.pair(range, norm);
  }
  return { type: 'module', module: VECTOR_SET, payload: out.finish().slice() };
}

const A: Vector = { element: 'a', vector: '\x01\x02\x03' };
const B: Vector = { element: 'b', vector: '\x04\x05\x06', attributes: '{}' };
const SET = digest(vectors([A, B]));

test.each<[what: string, Value]>([
  ['the order of elements', vectors([B, A])],
  [
    'how they are linked',
    vectors([
      { ...A, links: [2] },
      { ...B, links: [1] },
    ]),
  ],
])('of a vector set does not count: %s', (_what, value) => {
  expect(digest(value)).toBe(SET);
});

test.each<[what: string, Value]>([
  ['an element', vectors([A, { ...B, element: 'c' }])],
  ['a component', vectors([A, { ...B, vector: '\x04\x05\x07' }])],
  [
    'vectors exchanged',
    vectors([
      { ...A, vector: B.vector },
      { ...B, vector: A.vector },
    ]),
  ],
  ['attributes', vectors([A, { ...B, attributes: '' }])],
  [
    'whose attributes',
    vectors([
      { ...A, attributes: '{}' },
      { ...B, attributes: '' },
    ]),
  ],
  ['a length', vectors([A, { ...B, norm: 3 }])],
  ['a range', vectors([A, { ...B, range: 3 }])],
  ['links that there may be', vectors([A, B], Q8, 8)],
])('of a vector set counts: %s', (_what, value) => {
  expect(digest(value)).not.toBe(SET);
});

test('of bits a range says nothing', () => {
  const BITS = 2;
  const bits = (range: number): Value => vectors([{ element: 'a', vector: '\x05\0\0\0\0\0\0\0', range }], BITS);
  expect(digest(bits(5))).toBe(digest(bits(6)));
});
