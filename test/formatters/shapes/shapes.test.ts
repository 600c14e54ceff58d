import { describe, expect, test } from 'vitest';
import { HdtShape } from '../../../src/formatters/shapes/hdt.ts';
import { LibrdbShape } from '../../../src/formatters/shapes/librdb.ts';
import { RctShape } from '../../../src/formatters/shapes/rct.ts';
import { RdbtoolsShape } from '../../../src/formatters/shapes/rdbtools.ts';
import { printShape, rdb, type Shape } from './print-shape.ts';
import { VALUES } from './values.ts';

const SHAPES: readonly (readonly [string, Shape])[] = [
  ['librdb', LibrdbShape],
  ['rdbtools', RdbtoolsShape],
  ['rct', RctShape],
  ['hdt', HdtShape],
];

const length32 = (length: number): string => `80${length.toString(16).padStart(8, '0')}`;
const hexOf = (text: string | Uint8Array): string => Buffer.from(text).toString('hex');
const string = (text: string | Uint8Array): string => length32(Buffer.from(text).length) + hexOf(text);

describe.each(SHAPES)('%s', (_name, Shape) => {
  test('bytes in pieces of 1 and 7 give the same text', async () => {
    for (const [version, hex] of Object.values(VALUES)) {
      const file = rdb(version, hex);
      const whole = await printShape(Shape, [file]);
      expect(await printShape(Shape, [file], 7)).toBe(whole);
      expect(await printShape(Shape, [file], 1)).toBe(whole);
    }
  });

  test('several files are one document', async () => {
    const files = [rdb(9, 'fe00 00 01 61 01 62'), rdb(9, ''), rdb(9, 'fe00 00 01 63 01 64')];
    const found: unknown = JSON.parse(await printShape(Shape, files));
    expect(JSON.stringify(found)).toMatch(/"a".*"b".*"c".*"d"/);
  });

  test('a long string of many slices stays whole, whatever they cut', async () => {
    const text = `${'x'.repeat(700_001)}${'é😀'.repeat(200_000)}`;
    const document = await printShape(Shape, [rdb(9, `fe00 00 01 6b ${string(text)}`)]);
    const expected = Shape === LibrdbShape ? Buffer.from(text).toString('latin1') : text;
    expect(JSON.stringify(JSON.parse(document))).toContain(JSON.stringify(expected));
  });

  test('a file that is cut short in a large value still gives JSON', async () => {
    const items = string('y'.repeat(80)).repeat(8000);
    const file = rdb(9, `fe00 00 01 61 01 62 01 01 6c ${length32(9000)}${items}`);
    const text = await printShape(Shape, [file.subarray(0, 100), file.subarray(0, 12), file]);
    expect(() => void JSON.parse(text)).not.toThrow();
    expect(text.match(/"a"/g)).toHaveLength(2);
    // One that has to know a size first has printed nothing of the list.
    expect(text.includes('y'.repeat(80))).toBe(Shape !== HdtShape);
  });
});

describe('hdt', () => {
  test('a hash too large to be sorted keeps the order of the file', async () => {
    const fields = Array.from({ length: 90_000 }, (_, i) => `${string(`f${90_000 - i}`)}${string('v')}`);
    const text = await printShape(HdtShape, [rdb(9, `fe00 04 01 6b ${length32(fields.length)}${fields.join('')}`)]);
    expect(text).toContain('"hash":{"f90000":"v","f89999":"v",');
    expect(Object.keys(JSON.parse(text)[0].hash)).toHaveLength(90_000);
  });

  test('field expiries of such a hash follow in the same order', async () => {
    const fields = Array.from({ length: 90_000 }, (_, i) => `01${string(`f${90_000 - i}`)}${string('v')}`);
    const body = `fe00 18 01 6b 0000000001000000 ${length32(fields.length)}${fields.join('')}`;
    const text = await printShape(HdtShape, [rdb(12, body)]);
    expect(text).toContain('},"expire":{"f90000":4294967296,"f89999":4294967296,');
    expect(Object.keys(JSON.parse(text)[0].expire)).toHaveLength(90_000);
  });

  test('seconds of 32 bits are unsigned, and years after 2261 wrong', async () => {
    const old = 'fd fdffffff 00 01 61 01 62';
    const late = 'fc 00a0724e18090000 00 01 63 01 64';
    const text = await printShape(HdtShape, [rdb(9, `fe00 ${old} ${late}`)]);
    const keys = JSON.parse(text) as { expiration: string }[];
    expect(keys.map(({ expiration }) => expiration)).toEqual(['2106-02-07T06:28:13Z', expect.stringMatching(/^1[67]/)]);
  });
});

describe('rdbtools', () => {
  test('values in zipmaps that Python takes for integers become such', async () => {
    const pair = (value: string): string => `01 66 ${hexOf(Uint8Array.of(value.length, 0))}${hexOf(value)}`;
    const values = [' 1', '+5', '-007', '1_000', '1__0', '0x1', ''];
    const blob = `07${values.map(pair).join('')}ff`.replace(/\s/g, '');
    const body = `fe00 09 01 6b ${length32(blob.length / 2)}${blob}`;
    const text = await printShape(RdbtoolsShape, [rdb(9, body)]);
    expect([...text.matchAll(/"f":"(.*?)"/g)].map(([, value]) => value)).toEqual([
      '1',
      '5',
      '-7',
      '1000',
      '1__0',
      '0x1',
      '',
    ]);
  });
});
