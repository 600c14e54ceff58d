/** Vector sets, whose elements are told of, and modules of which nothing is known. */
import { describe, expect, test } from 'vitest';
import type { ElementChange, KeyFacts } from '../../../../src/diff/change.ts';
import { PLAIN_FACTS } from '../../../diff/plain-facts.ts';
import { linesOf, printWith } from './print-patch.ts';
import { bytes } from './values.ts';

const FACTS: KeyFacts = {
  ...PLAIN_FACTS,
  type: 'module',
  module: { name: 'vectorset', version: 0 },
  encoding: 'module-2',
};

function print(changes: readonly ElementChange[], target = 'redis-8.6'): { lines: string[]; anew: boolean } {
  let anew = false;
  const printed = printWith(
    (sink) =>
      sink.changed({
        a: FACTS,
        b: FACTS,
        aspects: ['value'],
        elements: (tell) => changes.forEach(tell),
        play: () => {
          anew = true;
        },
      }),
    { target },
  );
  return { lines: linesOf(printed), anew };
}

const element = bytes('e');
const vector = [1, 0];
const attributes = bytes('{"n":1}');

describe('elements', () => {
  test.each<[string, ElementChange, string]>([
    ['attributes', { kind: 'vector', element, a: { vector }, b: { vector, attributes } }, 'VSETATTR k e {"n":1}'],
    ['no attributes', { kind: 'vector', element, a: { vector, attributes }, b: { vector } }, 'VSETATTR k e ""'],
    ['one less', { kind: 'vector', element, a: { vector } }, 'VREM k e'],
  ])('%s', (_name, change, line) => {
    expect(print([change])).toEqual({ lines: [line], anew: false });
  });

  test('those that stay change before others go', () => {
    const changes: ElementChange[] = [
      { kind: 'vector', element: bytes('old'), a: { vector } },
      { kind: 'vector', element, a: { vector }, b: { vector, attributes } },
    ];
    expect(print(changes).lines).toEqual(['VSETATTR k e {"n":1}', 'VREM k old']);
  });
});

describe('written anew', () => {
  test.each<[string, ElementChange, string?]>([
    ['a new element', { kind: 'vector', element, b: { vector } }],
    ['another vector', { kind: 'vector', element, a: { vector }, b: { vector: [0, 1] } }],
    ['what is stored beside a vector', { kind: 'vector', element, a: { vector }, b: { vector } }],
    ['another quantization', { kind: 'fact', name: 'quantization', a: 'f32', b: 'bin' }],
    ['bytes', { kind: 'opaque', a: bytes('a'), b: bytes('b') }],
    ['of a server that has none', { kind: 'vector', element, a: { vector } }, 'redis-7.2'],
  ])('%s', (_name, change, target) => {
    expect(print([change], target)).toEqual({ lines: [], anew: true });
  });
});
