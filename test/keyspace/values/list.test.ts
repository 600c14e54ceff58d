/** A list's elements wherever its nodes end. */
import { describe, expect, test } from 'vitest';
import { ListValue } from '../../../src/keyspace/values/list.ts';
import { copyOf, spanOf, spanOfText, type Span } from '../../../src/keyspace/span.ts';

function textOf(span: Span | undefined): string | undefined {
  return span && Buffer.from(copyOf(span)).toString('latin1');
}

function contentOf(list: ListValue): (string | undefined)[] {
  return Array.from(list, textOf);
}

/** Elements as in an array, of lengths around those where a length takes more bytes, or a node is full. */
function element(number: number): string {
  const length = [0, 1, 3, 253, 254, 255, 256, 4000, 8180, 8200][number % 10] ?? 0;
  return String(number).padEnd(length, '.');
}

describe('a list is what an array is', () => {
  test.each([
    ['short', (n: number) => `e${n % 50}`],
    ['of all lengths', element],
  ])('%s elements', (_name, make) => {
    const list = new ListValue();
    let array: string[] = [];
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let step = 0; step < 4000; step++) {
      const text = make(random(1000));
      const at = random(Math.max(1, array.length));
      switch (random(10)) {
        case 0:
        case 1:
          list.push('front', spanOfText(text));
          array.unshift(text);
          break;
        case 2:
        case 3:
        case 4:
          list.push('back', spanOfText(text));
          array.push(text);
          break;
        case 5:
          list.pop('front');
          array.shift();
          break;
        case 6:
          list.pop('back');
          array.pop();
          break;
        case 7:
          if (list.set(at, spanOfText(text))) array[at] = text;
          break;
        case 8: {
          const pivot = array[at] ?? 'none';
          if (list.insert('after', spanOfText(pivot), spanOfText(text)))
            array.splice(array.indexOf(pivot) + 1, 0, text);
          break;
        }
        default: {
          const victim = array[at] ?? 'none';
          list.removeEqual(spanOfText(victim), 'back', 1);
          if (array.includes(victim)) array.splice(array.lastIndexOf(victim), 1);
        }
      }
      expect(list.size).toBe(array.length);
      expect(textOf(list.at(at))).toBe(array[at]);
      if (step % 500 === 499) {
        expect(contentOf(list.copy())).toEqual(array);
        const dropped = random(array.length);
        list.drop('front', dropped);
        array = array.slice(dropped);
        expect(contentOf(list)).toEqual(array);
      }
    }
  });
});

test('a queue of many elements takes from one end what comes at the other', () => {
  const list = new ListValue();
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 300_000; i++) {
    view.setUint32(0, i);
    list.push('front', spanOf(bytes));
  }
  for (let i = 0; i < 299_999; i++) list.pop('back');
  expect(copyOf(list.at(0) ?? spanOf(bytes)).slice(0, 4)).toEqual(Uint8Array.of(0, 4, 0x93, 0xdf));
});
