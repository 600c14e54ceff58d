import { describe, expect, test } from 'vitest';
import { JsonText } from '../../src/model/readable.ts';
import { readModule } from '../../src/modules/registry.ts';
import { scalarsOf } from './scalars.ts';

function json(version: number, hex: string): string | undefined {
  const read = readModule({ name: 'ReJSON-RL', version }, scalarsOf(hex));
  if (read === undefined) return undefined;
  const value = read['json'];
  if (!(value instanceof JsonText)) throw new Error('no JSON');
  return Buffer.from(value.bytes).toString();
}

const textHex = (text: string): string => {
  const bytes = Buffer.from(text);
  return `05 ${bytes.length.toString(16).padStart(2, '0')} ${bytes.toString('hex')}`;
};

describe('version 3: the text', () => {
  test.each([
    ['an object', '{"a":[1,2.50,null]}', '{"a":[1,2.50,null]}'],
    ['numbers stay as they are', '[12345678901234567890,1e400,-0]', '[12345678901234567890,1e400,-0]'],
    ['a name twice', '{"a":1,"a":2}', '{"a":1,"a":2}'],
    ['line ends become spaces', '{\r\n"a":\n1}', '{  "a": 1}'],
    ['escaped line ends stay', '"\\n"', '"\\n"'],
    ['no JSON', '{a:1}', undefined],
    ['a byte order mark', '\ufeff{}', undefined],
    ['nothing', '', undefined],
  ])('%s', (_name, text, want) => {
    expect(json(3, textHex(text))).toBe(want);
  });

  test.each([
    ['no UTF-8', '05 03 22ff22'],
    ['a scalar more', '05 02 7b7d 02 00'],
    ['no string', '02 00'],
    ['no scalar', ''],
  ])('%s stays opaque', (_name, hex) => {
    expect(json(3, hex)).toBeUndefined();
  });
});

test.each([
  ['alone', `${textHex('[1]')} 02 00`, '[1]'],
  ['with a schema', `${textHex('[1]')} 02 01 05 01 61 05 01 62`, '[1]'],
  ['with half a schema', `${textHex('[1]')} 02 01 05 01 61`, undefined],
])('version 2: the text %s', (_name, hex, want) => {
  expect(json(2, hex)).toBe(want);
});

describe('version 0: a tree', () => {
  test.each([
    ['null', '02 01', 'null'],
    ['string', '02 02 05 02 6122', '"a\\""'],
    ['number', '02 04 04 000000000000e03f', '0.5'],
    ['negative zero', '02 04 04 0000000000000080', '-0'],
    ['integer', '02 08 02 05', '5'],
    ['lowest integer', '02 08 02 81 8000000000000000', '-9223372036854775808'],
    ['true', '02 10 05 01 31', 'true'],
    ['false', '02 10 05 01 30', 'false'],
    ['object', '02 20 02 02  02 4080 05 01 61 02 01  02 4080 05 01 62 02 4040 02 00', '{"a":null,"b":[]}'],
    ['empty object', '02 20 02 00', '{}'],
    ['array', '02 4040 02 02 02 01 02 08 02 01', '[null,1]'],
    [
      'a name that is special in JavaScript',
      '02 20 02 01 02 4080 05 09 5f5f70726f746f5f5f 02 01',
      '{"__proto__":null}',
    ],
    ['no such node', '02 03', undefined],
    ['a member that is none', '02 20 02 01 02 01 05 01 61 02 01', undefined],
    ['more members than scalars', '02 20 02 81 ffffffffffffffff', undefined],
    ['infinity', '02 04 04 000000000000f07f', undefined],
    ['a string that is no UTF-8', '02 02 05 01 ff', undefined],
    ['a node more', '02 01 02 01', undefined],
  ])('%s', (_name, hex, want) => {
    expect(json(0, hex)).toBe(want);
  });

  test('of 512 levels, not of more', () => {
    const nested = (levels: number): string => `${'02 4040 02 01 '.repeat(levels)} 02 01`;
    expect(json(0, nested(512))).toBe(`${'['.repeat(512)}null${']'.repeat(512)}`);
    expect(json(0, nested(513))).toBeUndefined();
    expect(json(0, nested(100_000))).toBeUndefined();
  });
});

test.each([1, 4, 1023])('version %s stays opaque', (version) => {
  expect(json(version, textHex('{}'))).toBeUndefined();
});
