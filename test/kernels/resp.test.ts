/** Rows as arguments of commands. Source: aof-replication-resp.md 1.5. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARGUMENTS, BULK_ROOM, NOTICE, type Arguments } from '../../src/kernels/kernels.ts';
import { row, type Row } from '../../src/kernels/twins/answer.ts';
import { putBulk, respRows, respStringKeys } from '../../src/kernels/twins/resp.ts';
import { anyBytes } from './arbitraries.ts';
import { ascii, observe, stopOf } from './memory.ts';

const long = fc.nat(9000).map((length) => new Uint8Array(length).fill(65));
const strings = fc.oneof({ weight: 9, arbitrary: anyBytes }, { weight: 1, arbitrary: long });
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('putBulk', () => {
  const kernel = (bytes: Uint8Array): string =>
    observe((memory) => {
      const { start, end } = memory.input(bytes);
      const out = memory.room(bytes.length + BULK_ROOM);
      return memory.latin1(out.start, memory.kernels.putBulk(start, end, out.start));
    });

  test.each([
    [0, '$0\r\n\r\n'],
    [1, '$1\r\nA\r\n'],
    [9, '$9\r\nAAAAAAAAA\r\n'],
    [10, '$10\r\nAAAAAAAAAA\r\n'],
  ])('%i bytes', (length, text) => {
    expect(kernel(new Uint8Array(length).fill(65))).toBe(text);
  });

  test('every length up to 300', () => {
    for (let length = 0; length <= 300; length++) {
      const bytes = new Uint8Array(length).map((_, i) => i);
      expect(kernel(bytes)).toBe(latin1(putBulk(bytes)));
    }
  });
});

interface Answer {
  readonly stop: string;
  readonly done: number;
  readonly text: string;
  readonly notice: number;
}

describe('respRows', () => {
  function kernel(rows: readonly Row[], layout: Arguments, room: number): Answer {
    return observe((memory) => {
      const table = memory.table(rows);
      const out = memory.room(room);
      const stop = stopOf(memory.kernels.respRows(table.start, rows.length, layout, out.start, out.end));
      return { stop, done: memory.done, text: memory.latin1(out.start, memory.free), notice: memory.notice };
    });
  }

  const [a, b] = [row(ascii('a')), row(ascii('b'))];

  test.each<[string, Row[], Arguments, string, number]>([
    ['nothing', [], ARGUMENTS.ITEMS, '', 0],
    ['items', [a, row(ascii(''))], ARGUMENTS.ITEMS, '$1\r\na\r\n$0\r\n\r\n', 0],
    ['pairs', [a, b], ARGUMENTS.PAIRS, '$1\r\na\r\n$1\r\nb\r\n', 0],
    ['pairs with an expiry', [row(ascii('a'), 5), b], ARGUMENTS.PAIRS, '$1\r\na\r\n$1\r\nb\r\n', NOTICE.TIMES],
    ['a whole score', [row(ascii('a'), 1)], ARGUMENTS.SCORES, '$1\r\n1\r\n$1\r\na\r\n', 0],
    ['a score of nine digits', [row(ascii('a'), 123456789)], ARGUMENTS.SCORES, '$9\r\n123456789\r\n$1\r\na\r\n', 0],
    ['one of ten', [row(ascii('a'), 1234567890)], ARGUMENTS.SCORES, '$10\r\n1234567890\r\n$1\r\na\r\n', 0],
    [
      'the longest score',
      [row(ascii('a'), -2.2250738585072014e-308)],
      ARGUMENTS.SCORES,
      '$24\r\n-2.2250738585072014e-308\r\n$1\r\na\r\n',
      0,
    ],
    [
      'infinite scores',
      [row(ascii('a'), Infinity), row(ascii('b'), -Infinity)],
      ARGUMENTS.SCORES,
      '$3\r\ninf\r\n$1\r\na\r\n$4\r\n-inf\r\n$1\r\nb\r\n',
      0,
    ],
    ['a score of -0', [row(ascii('a'), -0)], ARGUMENTS.SCORES, '$2\r\n-0\r\n$1\r\na\r\n', 0],
  ])('%s', (_name, rows, layout, text, notice) => {
    expect(kernel(rows, layout, 1000)).toEqual({ stop: 'DONE', done: rows.length, text, notice });
    expect(latin1(respRows(rows, layout).bytes)).toBe(text);
  });

  test('any rows, in any room: nothing is lost, no pair is cut', () => {
    const score = fc.double({ noNaN: true });
    const cases = fc.constantFrom(...Object.values(ARGUMENTS)).chain((layout) => {
      const rows = fc.array(
        fc.tuple(strings, layout === ARGUMENTS.SCORES ? score : fc.oneof(fc.constant(NaN), fc.nat())),
      );
      const even = rows.map((list) => (layout === ARGUMENTS.PAIRS ? list.slice(0, list.length & ~1) : list));
      return fc.tuple(fc.constant(layout), even, fc.nat(3000));
    });
    fc.assert(
      fc.property(cases, ([layout, list, first]) => {
        const rows = list.map(([bytes, number]) => row(bytes, number));
        let room = first;
        let text = '';
        let notice = 0;
        for (let left: readonly Row[] = rows; ;) {
          const part = kernel(left, layout, room);
          text += part.text;
          notice |= part.notice;
          left = left.slice(part.done);
          if (part.stop === 'DONE') break;
          if (part.done === 0) room = 2 * room + 100;
        }
        const want = respRows(rows, layout);
        expect({ text, notice }).toEqual({ text: latin1(want.bytes), notice: want.notice });
      }),
      { numRuns: 150 },
    );
  });

  test('a string whose room has no 32 bits waits for output', () => {
    const answer = observe((memory) => {
      const table = memory.table([a, a]);
      memory.setSpan(table.start, 0, 2 ** 31 - 1);
      memory.setSpan(table.start + 16, 0, 2 ** 31 - 1);
      const out = memory.room(1000);
      return stopOf(memory.kernels.respRows(table.start, 2, ARGUMENTS.PAIRS, out.start, out.end));
    });
    expect(answer).toBe('OUTPUT');
  });
});

describe('respStringKeys', () => {
  function kernel(rows: readonly Row[], pxat: boolean, room: number): Omit<Answer, 'notice'> {
    return observe((memory) => {
      const table = memory.table(rows);
      const out = memory.room(room);
      const { kernels } = memory;
      const stop = stopOf(kernels.respStringKeys(table.start, rows.length / 2, Number(pxat), out.start, out.end));
      return { stop, done: memory.done, text: memory.latin1(out.start, memory.free) };
    });
  }

  test.each([
    ['no expiry', NaN, true, '*3 $3 SET $1 k $1 v '],
    ['an expiry', 1700000000000, true, '*5 $3 SET $1 k $1 v $4 PXAT $13 1700000000000 '],
    ['an early one', 5, true, '*5 $3 SET $1 k $1 v $4 PXAT $1 5 '],
    ['one that PXAT does not take', 0, true, '*3 $3 SET $1 k $1 v *3 $9 PEXPIREAT $1 k $1 0 '],
    ['for servers before 6.2', 1700000000000, false, '*3 $3 SET $1 k $1 v *3 $9 PEXPIREAT $1 k $13 1700000000000 '],
  ])('%s', (_name, time, pxat, text) => {
    const rows = [row(ascii('k'), time), row(ascii('v'))];
    const want = text.replaceAll(' ', '\r\n');
    expect(kernel(rows, pxat, 1000)).toEqual({ stop: 'DONE', done: 1, text: want });
    expect(latin1(respStringKeys(rows, pxat))).toBe(want);
  });

  test('any run, in any room', () => {
    const time = fc.oneof(fc.constant(NaN), fc.maxSafeInteger());
    const runs = fc.array(fc.tuple(anyBytes, anyBytes, time), { maxLength: 6 });
    fc.assert(
      fc.property(runs, fc.boolean(), fc.nat(2000), (list, pxat, first) => {
        const rows = list.flatMap(([key, value, at]) => [row(key, at), row(value)]);
        let room = first;
        let text = '';
        for (let left = rows; ;) {
          const part = kernel(left, pxat, room);
          text += part.text;
          left = left.slice(2 * part.done);
          if (part.stop === 'DONE') break;
          if (part.done === 0) room = 2 * room + 100;
        }
        expect(text).toBe(latin1(respStringKeys(rows, pxat)));
      }),
      { numRuns: 150 },
    );
  });
});

test('respCommand: all of it, or nothing', () => {
  const rows = [row(ascii('f')), row(ascii('v'))];
  const want = '*5\r\n$4\r\nXADD\r\n$1\r\nk\r\n$3\r\n1-0\r\n$1\r\nf\r\n$1\r\nv\r\n';
  for (const room of [0, 20, 60, 300]) {
    const answer = observe((memory) => {
      const head = memory.text('$4\r\nXADD\r\n$1\r\nk\r\n');
      const id = memory.text('1-0');
      const table = memory.table(rows);
      const out = memory.room(room);
      const text = [head.start, head.end - head.start, 2, id.start, id.end] as const;
      const stop = stopOf(memory.kernels.respCommand(...text, table.start, 2, out.start, out.end));
      return stop === 'DONE' ? memory.latin1(out.start, memory.free) : stop;
    });
    expect(answer).toBe(room === 300 ? want : 'OUTPUT');
  }
});
