/** Keys with what they take, as CSV and NDJSON. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { row } from '../../src/kernels/twins/answer.ts';
import {
  putCsvField,
  putCsvSizes,
  putJsonSizes,
  putSizedStrings,
  type SizedString,
  type Sizes,
} from '../../src/kernels/twins/sized-lines.ts';
import { textual, utf8Edges } from './arbitraries.ts';
import { ascii, hex, observe, stopOf, type Memory } from './memory.ts';

const NONE: Sizes = { bytes: 64, elements: NaN, largest: NaN, expireAt: NaN, idle: NaN, freq: NaN };

function kernelField(bytes: Uint8Array): string {
  return observe((memory) => {
    const { start, end } = memory.input(bytes);
    const out = memory.room(2 * bytes.length + 16);
    return memory.utf8(out.start, memory.kernels.putCsvField(start, end, out.start));
  });
}

function kernelCsv(encoding: string, { bytes, elements, largest, expireAt, idle, freq }: Sizes): string {
  return observe((memory) => {
    const { start } = memory.text(encoding);
    const out = memory.room(encoding.length + 256);
    const numbers = [bytes, elements, largest, expireAt, idle, freq] as const;
    return memory.utf8(out.start, memory.kernels.putCsvSizes(start, encoding.length, ...numbers, out.start));
  });
}

function kernelJson({ bytes, elements, largest, expireAt, idle, freq }: Sizes): string {
  return observe((memory) => {
    const out = memory.room(256);
    const numbers = [bytes, elements, largest, expireAt, idle, freq] as const;
    return memory.utf8(out.start, memory.kernels.putJsonSizes(...numbers, out.start));
  });
}

describe('a field', () => {
  test.each<[string, Uint8Array, string]>([
    ['a word', ascii('user:1000'), 'user:1000'],
    ['nothing', ascii(''), ''],
    ['a long word', ascii('user:1000:settings:notifications'), 'user:1000:settings:notifications'],
    ['a comma', ascii('a,b'), '"a,b"'],
    ['a quote', ascii('a"b'), '"a""b"'],
    ['a quote in a long word', ascii('user:1000:"settings":x'), '"user:1000:""settings"":x"'],
    ['a line end', ascii('a\nb'), '"a\nb"'],
    ['a carriage return', ascii('\r'), '"\r"'],
    ['text', Buffer.from('鍵é'), '鍵é'],
    ['long text', Buffer.from('schlüssel:größe:übung'), 'schlüssel:größe:übung'],
    ['no text', hex('ff 00'), 'base64:/wA='],
    ['no text, long', ascii('\xffaaaaaaaaaaaaaaaa'), 'base64:/2FhYWFhYWFhYWFhYWFhYWE='],
    ['our own mark', ascii('base64:x'), 'base64:YmFzZTY0Ong='],
  ])('%s', (_name, bytes, want) => {
    expect(kernelField(bytes)).toBe(want);
    expect(putCsvField(bytes)).toBe(want);
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(textual, utf8Edges), (bytes) => {
        expect(kernelField(bytes)).toBe(putCsvField(bytes));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a time', () => {
  test.each([
    ['no fraction', 1893456000000, '2030-01-01T00:00:00'],
    ['a fraction', 1893456000007, '2030-01-01T00:00:00.007000'],
    ['the start', 0, '1970-01-01T00:00:00'],
    ['before it', -1, '1969-12-31T23:59:59.999000'],
    ['the last second of a leap day', 1709251199000, '2024-02-29T23:59:59'],
    ['a century that has none', 4107542400000, '2100-03-01T00:00:00'],
    ['a century that has one', 951782400000, '2000-02-29T00:00:00'],
    ['past the year 9999', 253402300800000, '+010000-01-01T00:00:00'],
    ['the last there is', 8640000000000000, '+275760-09-13T00:00:00'],
    ['the first there is', -8640000000000000, '-271821-04-20T00:00:00'],
    ['no calendar has it', 8640000000000001, ''],
  ])('%s', (_name, expireAt, want) => {
    const line = `,64,raw,,,${want},,,${expireAt}`;
    expect(kernelCsv('raw', { ...NONE, expireAt })).toBe(line);
    expect(putCsvSizes('raw', { ...NONE, expireAt })).toBe(line);
  });
});

describe('sizes', () => {
  const all: Sizes = { bytes: 1e15, elements: 3, largest: 0, expireAt: 1000, idle: 60, freq: 255 };

  test('all there are', () => {
    expect(kernelCsv('listpack', all)).toBe(',1000000000000000,listpack,3,0,1970-01-01T00:00:01,60,255,1000');
    expect(kernelJson(all)).toBe(
      ',"bytes":1000000000000000,"elements":3,"largest":0,"expireAt":1000,"idle":60,"freq":255',
    );
  });

  test('what is not known is left out', () => {
    expect(kernelCsv('', NONE)).toBe(',64,,,,,,,');
    expect(kernelJson(NONE)).toBe(',"bytes":64');
  });

  test('any', () => {
    const number = fc.oneof(fc.constant(NaN), fc.maxSafeNat());
    const time = fc.oneof(number, fc.integer({ min: -1e13, max: 1e13 }));
    const sizes = fc.record({
      bytes: fc.maxSafeNat(),
      elements: number,
      largest: number,
      expireAt: time,
      idle: number,
      freq: number,
    });
    fc.assert(
      fc.property(sizes, (one) => {
        expect(kernelCsv('raw', one)).toBe(putCsvSizes('raw', one));
        expect(kernelJson(one)).toBe(putJsonSizes(one));
      }),
      { numRuns: 500 },
    );
  });
});

describe('runs', () => {
  const HEADS = { csv: '0,string,', json: '{"db":0,"key":' };
  const ENCODINGS = { csv: ['int', 'embstr', 'raw'], json: [',"i":1', ',"e":1', ',"r":1'] };
  const TAILS = { csv: ',dump.rdb\n', json: '}\n' };

  function table(memory: Memory, run: readonly SizedString[]): number {
    const { start } = memory.table(run.flatMap(({ key, bytes }) => [key, row(ascii(''), bytes)]));
    for (const [i, { encoding, length }] of run.entries()) memory.setSpan(start + 32 * i + 16, encoding, length);
    return start;
  }

  function kernel(run: readonly SizedString[], form: 'csv' | 'json', room: number): { text: string; done: number } {
    return observe((memory) => {
      const rows = table(memory, run);
      const head = memory.text(HEADS[form]);
      const tail = memory.text(TAILS[form]);
      const encodings = memory.table(ENCODINGS[form].map((name) => row(ascii(name)))).start;
      const out = memory.room(room);
      const stop = stopOf(
        memory.kernels.putSizedStrings(
          rows,
          run.length,
          Number(form === 'csv'),
          head.start,
          head.end - head.start,
          encodings,
          tail.start,
          tail.end - tail.start,
          out.start,
          out.end,
        ),
      );
      expect(stop).toBe(memory.done === run.length ? 'DONE' : 'OUTPUT');
      return { text: memory.utf8(out.start, memory.free), done: memory.done };
    });
  }

  const two: SizedString[] = [
    { key: row(ascii('a')), encoding: 0, length: 3, bytes: 48 },
    { key: row(ascii('b,c'), 1893456000000), encoding: 2, length: 100, bytes: 184 },
  ];

  test.each([
    [
      'csv',
      '0,string,a,48,int,3,3,,,,,dump.rdb\n' +
        '0,string,"b,c",184,raw,100,100,2030-01-01T00:00:00,,,1893456000000,dump.rdb\n',
    ],
    [
      'json',
      '{"db":0,"key":"a","i":1,"bytes":48,"largest":3}\n' +
        '{"db":0,"key":"b,c","r":1,"bytes":184,"largest":100,"expireAt":1893456000000}\n',
    ],
  ] as const)('as %s', (form, want) => {
    expect(kernel(two, form, 2000)).toEqual({ text: want, done: 2 });
    expect(putSizedStrings(two, form === 'csv', HEADS[form], ENCODINGS[form], TAILS[form])).toBe(want);
  });

  test('any, with little room: nothing is lost', () => {
    const one = fc.record({
      key: fc
        .tuple(fc.oneof(textual, utf8Edges), fc.oneof(fc.constant(NaN), fc.maxSafeNat()))
        .map(([bytes, number]) => row(bytes, number)),
      encoding: fc.nat(2),
      length: fc.nat(),
      bytes: fc.maxSafeNat(),
    });
    const forms = fc.constantFrom('csv' as const, 'json' as const);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 5 }), forms, fc.nat(2000), (run, form, first) => {
        let room = first;
        let text = '';
        let done = 0;
        for (;;) {
          const part = kernel(run.slice(done), form, room);
          text += part.text;
          done += part.done;
          if (done === run.length) break;
          if (part.done === 0) room += 1000;
        }
        expect(text).toBe(putSizedStrings(run, form === 'csv', HEADS[form], ENCODINGS[form], TAILS[form]));
      }),
    );
  });
});
