/** Bitmaps: the bytes that each command leaves. */
import { describe, expect, test } from 'vitest';
import { bytesOf, replayCommands, type CommandLine } from '../../tools/replay-commands.ts';

function hexAfter(lines: readonly CommandLine[]): string | undefined {
  const record = replayCommands(lines).keys.find(({ key }) => key === 'k');
  return record && bytesOf(record['value']).toString('hex');
}

const AB = ['SETBIT a 0 1', 'SETBIT a 1 1', 'SETBIT b 1 1', 'SETBIT b 15 1', 'SETBIT c 1 1', 'SETBIT c 2 1'];

describe('values', () => {
  test.each<[string, CommandLine[], string | undefined]>([
    ['SETBIT 0 is the highest', ['SETBIT k 0 1'], '80'],
    ['SETBIT 7 is the lowest', ['SETBIT k 7 1'], '01'],
    ['SETBIT grows', ['SETBIT k 0 1', 'SETBIT k 17 1'], '800040'],
    ['SETBIT of 0 makes a key', ['SETBIT k 9 0'], '0000'],
    ['SETBIT clears', ['SET k a', 'SETBIT k 1 0'], '21'],
    ['SETBIT beyond 512 MB', ['SETBIT k 4294967296 1'], undefined],
    ['SETBIT of 2', ['SETBIT k 0 2'], undefined],
    ['BITOP AND', [...AB, 'BITOP AND k a b'], '4000'],
    ['BITOP OR', [...AB, 'BITOP OR k a b'], 'c001'],
    ['BITOP XOR', [...AB, 'BITOP XOR k a b'], '8001'],
    ['BITOP NOT', [...AB, 'BITOP NOT k b'], 'bffe'],
    ['BITOP NOT of two', [...AB, 'BITOP NOT k a b'], undefined],
    ['BITOP DIFF', [...AB, 'BITOP DIFF k a b c'], '8000'],
    ['BITOP DIFF1', [...AB, 'BITOP DIFF1 k a b c'], '2001'],
    ['BITOP ANDOR', [...AB, 'BITOP ANDOR k b a c'], '4000'],
    ['BITOP ONE', [...AB, 'BITOP ONE k a b c'], 'a001'],
    ['BITOP AND with none', [...AB, 'BITOP AND k a none'], '00'],
    ['BITOP of nothing deletes', ['SET k v', 'BITOP OR k none'], undefined],
    ['BITOP over its source', ['SET k a', 'BITOP NOT k k'], '9e'],
    ['BITFIELD SET', ['BITFIELD k SET u8 0 255 SET u4 12 5'], 'ff05'],
    ['BITFIELD in fields', ['BITFIELD k SET u12 #1 4095'], '000fff'],
    ['BITFIELD across bytes', ['BITFIELD k SET u8 4 171'], '0ab0'],
    ['BITFIELD of 64 bits', ['BITFIELD k SET i64 0 -2'], 'fffffffffffffffe'],
    ['BITFIELD SET of a negative value', ['BITFIELD k SET u8 0 -1'], 'ff'],
    ['BITFIELD INCRBY', ['BITFIELD k SET i8 0 -1 INCRBY i8 0 -1'], 'fe'],
    ['wraps', ['BITFIELD k SET i8 0 127 INCRBY i8 0 1'], '80'],
    ['wraps below zero', ['BITFIELD k INCRBY u8 0 -1'], 'ff'],
    ['OVERFLOW SAT', ['BITFIELD k OVERFLOW SAT INCRBY i8 0 200 INCRBY u8 8 -1'], '7f00'],
    ['OVERFLOW FAIL', ['BITFIELD k SET u8 0 255 OVERFLOW FAIL INCRBY u8 0 1'], 'ff'],
    ['a failed one makes room', ['BITFIELD k OVERFLOW FAIL INCRBY u8 8 256'], '0000'],
    ['OVERFLOW holds for those behind it', ['BITFIELD k INCRBY u2 0 5 OVERFLOW SAT INCRBY u2 2 5'], '70'],
    ['BITFIELD GET makes none', ['BITFIELD k GET u8 0'], undefined],
    ['no such type', ['BITFIELD k SET u64 0 1'], undefined],
  ])('%s', (_name, lines, want) => {
    expect(hexAfter(lines)).toBe(want);
  });
});

test('SETBIT and BITFIELD keep an expiry, BITOP clears it', () => {
  const lines = ['SET k a PXAT 5', 'SETBIT k 99 1', 'BITFIELD k SET u8 200 1'];
  expect(replayCommands(lines).keys).toMatchObject([{ expireAt: 5 }]);
  expect(replayCommands([...lines, 'BITOP NOT k k']).keys[0]).not.toHaveProperty('expireAt');
});
