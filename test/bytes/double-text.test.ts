import { expect, test } from 'vitest';
import { goDouble, javaDouble, fpconvDouble, printfDouble, pythonDouble } from '../../src/bytes/double-text.ts';

// Columns: Python 3.11 repr(), Java 19 Double.toString(), Go 1.26 encoding/json, C printf("%.17g"), librdb d2string().
test.each([
  [0, '0.0', '0.0', '0', '0', '0'],
  [-0, '-0.0', '-0.0', '-0', '-0', '0'],
  [1, '1.0', '1.0', '1', '1', '1'],
  [0.1, '0.1', '0.1', '0.1', '0.10000000000000001', '0.1'],
  [-2.5, '-2.5', '-2.5', '-2.5', '-2.5', '-2.5'],
  [0.001, '0.001', '0.001', '0.001', '0.001', '0.001'],
  [0.0001, '0.0001', '1.0E-4', '0.0001', '0.0001', '0.0001'],
  [0.00001, '1e-05', '1.0E-5', '0.00001', '1.0000000000000001e-05', '0.00001'],
  [1e-7, '1e-07', '1.0E-7', '1e-7', '9.9999999999999995e-08', '1e-7'],
  [1234567, '1234567.0', '1234567.0', '1234567', '1234567', '1234567'],
  [12345678, '12345678.0', '1.2345678E7', '12345678', '12345678', '12345678'],
  [1e7, '10000000.0', '1.0E7', '10000000', '10000000', '10000000'],
  [1e8, '100000000.0', '1.0E8', '100000000', '100000000', '1e+8'],
  [1e16, '1e+16', '1.0E16', '10000000000000000', '10000000000000000', '1e+16'],
  [1e17, '1e+17', '1.0E17', '100000000000000000', '1e+17', '1e+17'],
  [1e21, '1e+21', '1.0E21', '1e+21', '1e+21', '1e+21'],
  [5e-324, '5e-324', '4.9E-324', '5e-324', '4.9406564584124654e-324', '5e-324'],
  [
    -168917711288813.125,
    '-168917711288813.12',
    '-1.6891771128881312E14',
    '-168917711288813.12',
    '-168917711288813.12',
    '-168917711288813.12',
  ],
  [
    59679087269877984,
    '5.967908726987798e+16',
    '5.967908726987798E16',
    '59679087269877980',
    '59679087269877984',
    '59679087269877984',
  ],
])('%d', (value, python, java, go, printf, librdb) => {
  expect([pythonDouble(value), javaDouble(value), goDouble(value), printfDouble(value), fpconvDouble(value)]).toEqual([
    python,
    java,
    go,
    printf,
    librdb,
  ]);
});

test.each([
  [1125899906842624.25, '1125899906842624.2'],
  [1125899906842624.75, '1125899906842624.8'],
])('a tie behind the seventeenth digit goes to the even one: %d', (value, want) => {
  expect(printfDouble(value)).toBe(want);
});

test('infinities and NaN', () => {
  expect([Infinity, -Infinity, NaN].map(pythonDouble)).toEqual(['inf', '-inf', 'nan']);
  expect([Infinity, -Infinity, NaN].map(javaDouble)).toEqual(['Infinity', '-Infinity', 'NaN']);
  expect([Infinity, -Infinity, NaN].map(printfDouble)).toEqual(['inf', '-inf', 'nan']);
  expect([Infinity, -Infinity, NaN].map(fpconvDouble)).toEqual(['inf', '-inf', 'nan']);
});
