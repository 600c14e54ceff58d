/** Hashes: what each command leaves of values and of expiries. */
import { describe, expect, test } from 'vitest';
import { NOW_MS, replayCommands, valuesAfter } from '../../tools/replay-commands.ts';

const FAR = NOW_MS + 5_000_000;

test('fields that come and go beside a large one', () => {
  const churn = Array.from({ length: 1000 }, (_, i) => [`HSET k f${i} ${i}`, `HDEL k f${i - 1}`]).flat();
  const value = valuesAfter([['HSET', 'k', 'large', 'x'.repeat(30_000)], ...churn])['k'];
  expect(value).toEqual({ large: 'x'.repeat(30_000), f999: '999' });
});

describe('values', () => {
  test.each([
    ['HSET', ['HSET k f v g w'], { f: 'v', g: 'w' }],
    ['HSET again', ['HSET k f v', 'HSET k f longer'], { f: 'longer' }],
    ['HSET of a shorter one', ['HSET k f longer', 'HSET k f v'], { f: 'v' }],
    ['HSET without a value', ['HSET k f v', 'HSET k f v g'], { f: 'v' }],
    ['HMSET', ['HMSET k f v f w'], { f: 'w' }],
    ['HSETNX', ['HSET k f v', 'HSETNX k f x', 'HSETNX k g w'], { f: 'v', g: 'w' }],
    ['HDEL', ['HSET k f v g w', 'HDEL k f x'], { g: 'w' }],
    ['HDEL of all takes the key', ['HSET k f v', 'HDEL k f'], undefined],
    ['HGETDEL', ['HSET k f v g w', 'HGETDEL k FIELDS 1 f'], { g: 'w' }],
    ['HGETDEL with a wrong number', ['HSET k f v g w', 'HGETDEL k FIELDS 2 f'], { f: 'v', g: 'w' }],
    ['HINCRBY', ['HINCRBY k f 5', 'HINCRBY k f -7'], { f: '-2' }],
    ['HINCRBY beyond 64 bits', ['HSET k f 9223372036854775807', 'HINCRBY k f 1'], { f: '9223372036854775807' }],
    ['HINCRBY of no number makes no key', ['HINCRBY k f x'], undefined],
    ['HINCRBYFLOAT', ['HSET k f 10.5', 'HINCRBYFLOAT k f 0.1'], { f: '10.6' }],
    ['HSETEX', ['HSETEX k FIELDS 2 f v g w'], { f: 'v', g: 'w' }],
    ['HSETEX FNX with one there', ['HSET k f v', 'HSETEX k FNX FIELDS 2 f x g w'], { f: 'v' }],
    ['HSETEX FXX with one missing', ['HSET k f v', 'HSETEX k FXX FIELDS 2 f x g w'], { f: 'v' }],
    ['HSETEX FXX with all there', ['HSET k f v', 'HSETEX k FXX FIELDS 1 f x'], { f: 'x' }],
    ['HSETEX FXX makes no key', ['HSETEX k FXX FIELDS 1 f x'], undefined],
    ['HSETEX with its options behind', ['HSETEX k FIELDS 1 f v FNX'], { f: 'v' }],
  ])('%s', (_name, lines, want) => {
    expect(valuesAfter(lines)['k']).toEqual(want);
  });
});

describe('field expiries', () => {
  const SET = `HSETEX k PXAT ${FAR} FIELDS 1 f v`;
  test.each([
    ['HPEXPIREAT', ['HSET k f v g w', `HPEXPIREAT k ${FAR} FIELDS 2 f x`], { f: FAR }],
    ['HEXPIREAT', ['HSET k f v', 'HEXPIREAT k 1800001000 FIELDS 1 f'], { f: 1_800_001_000_000 }],
    ['HEXPIRE counts from loading', ['HSET k f v', 'HEXPIRE k 10 FIELDS 1 f'], { f: NOW_MS + 10_000 }],
    ['HPEXPIRE', ['HSET k f v', 'HPEXPIRE k 10 FIELDS 1 f'], { f: NOW_MS + 10 }],
    ['a time in the past stays', ['HSET k f v', 'HPEXPIREAT k 1000 FIELDS 1 f'], { f: 1000 }],
    ['NX', [SET, `HPEXPIREAT k 5 NX FIELDS 1 f`], { f: FAR }],
    ['XX without one', ['HSET k f v', `HPEXPIREAT k ${FAR} XX FIELDS 1 f`], undefined],
    ['GT without one', ['HSET k f v', `HPEXPIREAT k ${FAR} GT FIELDS 1 f`], undefined],
    ['LT without one', ['HSET k f v', `HPEXPIREAT k ${FAR} LT FIELDS 1 f`], { f: FAR }],
    ['GT of a later one', [SET, `HPEXPIREAT k ${FAR + 1} GT FIELDS 1 f`], { f: FAR + 1 }],
    ['XX LT without one', ['HSET k f v', `HPEXPIREAT k ${FAR} XX LT FIELDS 1 f`], undefined],
    ['XX GT', [SET, `HPEXPIREAT k ${FAR + 1} XX GT FIELDS 1 f`], { f: FAR + 1 }],
    ['the condition behind', [SET, `HPEXPIREAT k ${FAR - 1} FIELDS 1 f GT`], { f: FAR }],
    ['HPERSIST', [SET, 'HPERSIST k FIELDS 1 f'], undefined],
    ['HSETEX', [SET], { f: FAR }],
    ['HSETEX KEEPTTL', [SET, 'HSETEX k KEEPTTL FIELDS 2 f longer g w'], { f: FAR }],
    ['HSETEX without one clears it', [SET, 'HSETEX k FIELDS 1 f w'], undefined],
    ['HSET clears it', [SET, 'HSET k f w'], undefined],
    ['HINCRBY keeps it', [`HSETEX k PXAT ${FAR} FIELDS 1 f 9`, 'HINCRBY k f 1'], { f: FAR }],
    ['HGETEX', ['HSET k f v', `HGETEX k PXAT ${FAR} FIELDS 2 f g`], { f: FAR }],
    ['HGETEX PERSIST', [SET, 'HGETEX k PERSIST FIELDS 1 f'], undefined],
    ['HGETEX without an option', [SET, 'HGETEX k FIELDS 1 f'], { f: FAR }],
    ['COPY copies them', [`HSETEX j PXAT ${FAR} FIELDS 1 f v`, 'COPY j k'], { f: FAR }],
    ['RENAME takes them along', [`HSETEX j PXAT ${FAR} FIELDS 1 f v`, 'RENAME j k'], { f: FAR }],
  ])('%s', (_name, lines, want) => {
    const record = replayCommands(lines).keys.find(({ key }) => key === 'k');
    expect(record?.['fieldExpireAt']).toEqual(want);
  });
});
