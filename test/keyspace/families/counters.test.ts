/** Counting in strings: results as servers write them. */
import { describe, expect, test } from 'vitest';
import { NOW_MS, replayCommands, valuesAfter } from '../../tools/replay-commands.ts';

describe('INCRBYFLOAT', () => {
  test.each([
    ['10.5', '0.1', '10.6'],
    ['0.1', '0.2', '0.3'],
    ['3.0e3', '200', '3200'],
    ['5', '-5', '0'],
    ['-0', '-0', '0'],
    ['1', '1e-17', '1.00000000000000001'],
    ['0', '6e-18', '0.00000000000000001'],
    ['0', '4e-18', '0'],
    ['1e20', '0', '100000000000000000000'],
    // 64 bits of mantissa end here.
    ['123456789012345678901234567890', '0', '123456789012345678899921813504'],
    ['abc', '1', 'abc'],
    ['1', 'inf', '1'],
  ])('%s + %s = %s', (before, increment, want) => {
    expect(valuesAfter([`SET k ${before}`, `INCRBYFLOAT k ${increment}`])['k']).toBe(want);
  });
});

describe('INCREX', () => {
  const FAR = NOW_MS + 5_000_000;
  test.each([
    ['by one from nothing', ['INCREX k'], '1', undefined],
    ['BYINT', ['SET k 5', 'INCREX k BYINT -7'], '-2', undefined],
    ['BYFLOAT', ['SET k 5', 'INCREX k BYFLOAT 0.5'], '5.5', undefined],
    ['beyond a bound changes nothing', ['SET k 5', `INCREX k UBOUND 5 PXAT ${FAR}`], '5', undefined],
    ['up to a bound', ['SET k 5', 'INCREX k UBOUND 6'], '6', undefined],
    ['SATURATE', ['SET k 5', 'INCREX k BYINT 9 UBOUND 6 SATURATE'], '6', undefined],
    ['SATURATE below', ['SET k 5', 'INCREX k BYINT -9 LBOUND 0 SATURATE'], '0', undefined],
    [
      'SATURATE at 64 bits',
      ['SET k 5', 'INCREX k BYINT 9223372036854775807 SATURATE'],
      String(2n ** 63n - 1n),
      undefined,
    ],
    ['beyond 64 bits changes nothing', ['SET k 5', 'INCREX k BYINT 9223372036854775807'], '5', undefined],
    ['with a time', ['INCREX k PXAT 5'], '1', 5],
    ['keeps a time', ['SET k 1 PXAT 5', 'INCREX k'], '2', 5],
    ['ENX keeps a time', ['SET k 1 PXAT 5', `INCREX k PXAT ${FAR} ENX`], '2', 5],
    ['ENX sets the first', ['SET k 1', `INCREX k PXAT ${FAR} ENX`], '2', FAR],
    ['PERSIST', ['SET k 1 PXAT 5', 'INCREX k PERSIST'], '2', undefined],
    ['a bound that is no number', ['SET k 1', 'INCREX k UBOUND x'], '1', undefined],
    ['XX without a key', ['INCREX k XX'], undefined, undefined],
  ])('%s', (_name, lines, want, expireAt) => {
    const record = replayCommands(lines).keys.find(({ key }) => key === 'k');
    expect(record?.['value']).toBe(want);
    expect(record?.['expireAt']).toBe(expireAt);
  });
});
