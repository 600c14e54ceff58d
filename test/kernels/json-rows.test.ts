/** Rows as JSON. Source: record-schema.md, values by type. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BYTES, LAYOUT, NOTICE, type BytesMode, type Layout } from '../../src/kernels/kernels.ts';
import { row, type Row } from '../../src/kernels/twins/answer.ts';
import { jsonRows, type Printed } from '../../src/kernels/twins/text.ts';
import { textual, utf8Edges } from './arbitraries.ts';
import { ascii, hex, observe, stopOf } from './memory.ts';

/** What the longest of these elements takes, twice over. */
function ample(rows: readonly Row[]): number {
  return rows.reduce((sum, { bytes }) => sum + 6 * bytes.length + 160, 160);
}

function kernel(rows: readonly Row[], layout: Layout, mode: BytesMode, room = ample(rows)): Printed {
  return observe((memory) => {
    const table = memory.table(rows);
    const out = memory.room(room);
    const stop = stopOf(memory.kernels.jsonRows(table.start, rows.length, layout, mode, out.start, out.end));
    return { stop, done: memory.done, text: memory.utf8(out.start, memory.free), notice: memory.notice };
  });
}

const a = row(ascii('a'));
const b = row(ascii('b'));
const timed = row(ascii('t'), 1700000000000);
const bytes = row(hex('ff'));

test.each<[string, Row[], Layout, Omit<Printed, 'stop' | 'done'>]>([
  ['nothing', [], LAYOUT.ITEMS, { text: '', notice: 0 }],
  ['items', [a, bytes, b], LAYOUT.ITEMS, { text: '"a",{"$base64":"/w=="},"b",', notice: 0 }],
  ['fields of an object', [a, b, b, bytes], LAYOUT.OBJECT, { text: '"a":"b","b":{"$base64":"/w=="},', notice: 0 }],
  ['fields with an expiry', [a, b, timed, b], LAYOUT.OBJECT, { text: '"a":"b","t":"b",', notice: NOTICE.TIMES }],
  ['fields in pairs', [bytes, a, a, b], LAYOUT.PAIRS, { text: '[{"$base64":"/w=="},"a"],["a","b"],', notice: 0 }],
  ['pairs with an expiry', [timed, a], LAYOUT.PAIRS, { text: '["t","a"],', notice: NOTICE.TIMES }],
  ['scores', [row(ascii('a'), 1.5), row(ascii('b'), -0)], LAYOUT.SCORES, { text: '["a",1.5],["b",-0],', notice: 0 }],
  ['score NaN', [a, row(ascii('b'), Infinity)], LAYOUT.SCORES, { text: '["a","nan"],["b","inf"],', notice: 0 }],
  ['expiries', [a, b, timed, b], LAYOUT.TIME_OBJECT, { text: '"t":1700000000000,', notice: 0 }],
  ['expiries in pairs', [timed, b, a, b], LAYOUT.TIME_PAIRS, { text: '["t",1700000000000],', notice: 0 }],
])('%s', (_name, rows, layout, printed) => {
  const want = { stop: 'DONE', done: rows.length, ...printed };
  expect(kernel(rows, layout, BYTES.AUTO)).toEqual(want);
  expect(jsonRows(rows, layout, BYTES.AUTO)).toEqual(want);
});

test.each([
  ['no text', bytes],
  ['begins with $', row(ascii('$a'))],
])('a name that is none: %s', (_name, name) => {
  const want = { stop: 'NAME', done: 2, text: '"a":"b",', notice: 0 };
  expect(kernel([a, b, name, b], LAYOUT.OBJECT, BYTES.AUTO)).toEqual(want);
  expect(jsonRows([a, b, name, b], LAYOUT.OBJECT, BYTES.AUTO)).toEqual(want);
});

test('a string whose room has no 32 bits waits for output; it is not written past the end', () => {
  // Nobody reads the bytes: the span alone says that they cannot be printed.
  for (const size of [2 ** 31 - 1, Math.ceil(2 ** 32 / 6)]) {
    const answer = observe((memory) => {
      const table = memory.table([a]);
      memory.setSpan(table.start, 0, size);
      const out = memory.room(1000);
      return stopOf(memory.kernels.jsonRows(table.start, 1, LAYOUT.ITEMS, BYTES.AUTO, out.start, out.end));
    });
    expect(answer).toBe('OUTPUT');
  }
});

describe('any rows', () => {
  const text = fc.oneof(textual, utf8Edges);
  const number = fc.oneof(fc.constant(NaN), fc.maxSafeNat());
  const rows = fc
    .array(fc.tuple(text, text, number), { maxLength: 5 })
    .map((list) => list.flatMap(([first, second, time]) => [row(first, time), row(second)]));
  const layouts = fc.constantFrom(...Object.values(LAYOUT));
  const modes = fc.constantFrom(...Object.values(BYTES));

  test('in any layout', () => {
    fc.assert(
      fc.property(rows, layouts, modes, (list, layout, mode) => {
        expect(kernel(list, layout, mode)).toEqual(jsonRows(list, layout, mode));
      }),
      { numRuns: 500 },
    );
  });

  test('with any scores', () => {
    const members = fc.array(
      fc.tuple(text, fc.double()).map(([member, score]) => row(member, score)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(members, modes, (list, mode) => {
        expect(kernel(list, LAYOUT.SCORES, mode)).toEqual(jsonRows(list, LAYOUT.SCORES, mode));
      }),
    );
  });

  test('with little room: nothing is lost', () => {
    fc.assert(
      fc.property(rows, layouts, modes, fc.nat(400), (list, layout, mode, first) => {
        const whole = jsonRows(list, layout, mode);
        let room = first;
        let printed = '';
        let done = 0;
        for (;;) {
          const part = kernel(list.slice(done), layout, mode, room);
          printed += part.text;
          done += part.done;
          if (part.stop !== 'OUTPUT') break;
          if (part.done === 0) room = Math.max(room + 1, 2 * room);
        }
        expect({ printed, done }).toEqual({ printed: whole.text, done: whole.done });
      }),
    );
  });
});
