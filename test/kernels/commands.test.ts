/** Commands of a log, many at a call. Source: aof-replication-resp.md 1.5. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BYTES, COMMAND, ROW_BYTES, type BytesMode } from '../../src/kernels/kernels.ts';
import { row, type Row } from '../../src/kernels/twins/answer.ts';
import {
  jsonCommand,
  scanCommands,
  type CommandFrame,
  type Scan,
  type ScannedCommand,
} from '../../src/kernels/twins/commands.ts';
import { mutated, textual, utf8Edges } from './arbitraries.ts';
import { join } from './encode.ts';
import { ascii, hex, observe, stopOf } from './memory.ts';

/** Arguments as a command. */
function command(...args: readonly (string | Uint8Array)[]): Uint8Array {
  const parts = args.map((arg) => {
    const bytes = typeof arg === 'string' ? ascii(arg) : arg;
    return join(ascii(`$${bytes.length}\r\n`), bytes, ascii('\r\n'));
  });
  return join(ascii(`*${args.length}\r\n`), ...parts);
}

function kernel(bytes: Uint8Array, rowRoom = bytes.length + 2): Scan {
  return observe((memory) => {
    const { start, end } = memory.input(bytes);
    const table = memory.room(rowRoom * ROW_BYTES);
    const stop = stopOf(memory.kernels.scanCommands(start, end, table.start, table.end));
    const commands: ScannedCommand[] = [];
    let row = table.start;
    for (let left = memory.done; left > 0; left--) {
      const [own] = memory.spans(row, 1);
      // Its number of arguments and its kind stand where other rows have their number.
      const [counts] = memory.spans(row + 8, 1);
      const args = memory.rows(row + ROW_BYTES, counts?.start ?? 0).map((arg) => arg.bytes);
      const kind = Object.values(COMMAND).find((each) => each === counts?.end);
      if (own === undefined || kind === undefined) throw new Error('no such command');
      commands.push({ start: own.start - start, end: own.end - start, kind, args });
      row += (args.length + 1) * ROW_BYTES;
    }
    const need = stop === 'ROWS' ? memory.need / ROW_BYTES : memory.need;
    const needed = stop === 'INPUT' || stop === 'ROWS' ? { need } : {};
    return { stop, pos: memory.pos - start, commands, ...needed };
  });
}

const PING = command('PING');

describe('scanCommands', () => {
  test.each<[string, string, number[]]>([
    ['nothing', '', []],
    ['one argument', '*1\r\n$4\r\nPING\r\n', [COMMAND.OTHER]],
    ['an empty argument', '*2\r\n$3\r\nDEL\r\n$0\r\n\r\n', [COMMAND.OTHER]],
    ['CR LF in an argument', '*2\r\n$3\r\nDEL\r\n$2\r\n\r\n\r\n', [COMMAND.OTHER]],
    ['zeros before a number', '*01\r\n$0004\r\nPING\r\n', [COMMAND.OTHER]],
    ['names in any case', '*2\r\n$6\r\nsElEcT\r\n$1\r\n9\r\n*1\r\n$5\r\nmulti\r\n*1\r\n$4\r\nExec\r\n', [1, 2, 3]],
    ['a name as long as another', '*1\r\n$6\r\nAPPEND\r\n*1\r\n$5\r\nSETNX\r\n*1\r\n$4\r\nINCR\r\n', [0, 0, 0]],
  ])('%s', (_name, text, kinds) => {
    const bytes = ascii(text);
    const scan = kernel(bytes);
    expect(scan.commands.map(({ kind }) => kind)).toEqual(kinds);
    expect(scan).toMatchObject({ stop: 'DONE', pos: bytes.length });
    expect(scan).toEqual(scanCommands(bytes));
  });

  test.each([
    ['an annotation', '#TS:1700000000\r\n'],
    ['an inline command', 'SET a b\r\n'],
    ['a blank line', '\r\n'],
    ['zeros', '\0\0\0\0'],
    ['no arguments', '*0\r\n'],
    ['a negative count', '*-1\r\n'],
    ['LF alone', '*1\n$4\nPING\n'],
    ['a sign', '*+1\r\n$4\r\nPING\r\n'],
    ['a blank in a number', '* 1\r\n$4\r\nPING\r\n'],
    ['a count past any address', '*2147483648\r\n'],
    ['a count of many digits', '*00000000001\r\n'],
    ['no $', '*1\r\n*4\r\nPING\r\n'],
    ['a negative length', '*1\r\n$-1\r\n'],
    ['a length one too low', '*1\r\n$3\r\nPING\r\n'],
    ['a length one too high', '*1\r\n$5\r\nPING\r\n$'],
  ])('%s ends the run', (_name, text) => {
    const bytes = join(PING, ascii(text));
    expect(kernel(bytes)).toMatchObject({ stop: 'FAULT', pos: PING.length, commands: { length: 1 } });
    expect(kernel(bytes)).toEqual(scanCommands(bytes));
  });

  test.each([
    ['*', 2],
    ['*1', 3],
    ['*1\r', 4],
    ['*1\r\n', 5],
    ['*1\r\n$', 6],
    ['*1\r\n$4\r\n', 14],
    ['*1\r\n$4\r\nPIN', 14],
    ['*1\r\n$4\r\nPING\r', 14],
    ['*2\r\n$2147483647\r\nPING', 2147483647 + 19],
  ])('%j is cut, and %i bytes are needed', (text, need) => {
    const bytes = join(PING, ascii(text));
    expect(kernel(bytes)).toMatchObject({ stop: 'INPUT', pos: PING.length, need });
    expect(kernel(bytes)).toEqual(scanCommands(bytes));
  });

  test('a count that the bytes do not bear out asks for bytes, not for rows', () => {
    expect(kernel(ascii('*2147483647\r\n$1\r\na\r\n'), 3)).toMatchObject({ stop: 'INPUT', need: 21 });
  });

  test('a whole command that finds no room says how many rows it takes', () => {
    const bytes = join(PING, command('MSET', 'a', '1', 'b', '2'));
    expect(kernel(bytes, 7)).toMatchObject({ stop: 'ROWS', pos: PING.length, need: 6 });
    expect(kernel(bytes, 8)).toMatchObject({ stop: 'DONE' });
  });

  test('any log, whole, damaged or cut, in any table', () => {
    const name = fc.constantFrom('SET', 'select', 'MULTI', 'EXEC', 'MULTO', 'x');
    const arg = fc.uint8Array({ maxLength: 12 });
    const log = fc
      .array(fc.tuple(name, fc.array(arg, { maxLength: 4 })), { maxLength: 5 })
      .map((commands) => join(...commands.map(([first, rest]) => command(first, ...rest))));
    fc.assert(
      fc.property(fc.oneof(log, mutated(log)), fc.nat(12), (bytes, rowRoom) => {
        expect(kernel(bytes)).toEqual(scanCommands(bytes));
        expect(kernel(bytes, rowRoom)).toEqual(scanCommands(bytes, rowRoom));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('jsonCommand', () => {
  function kernel(frame: CommandFrame, args: readonly Row[], mode: BytesMode, room: number): string | undefined {
    return observe((memory) => {
      const { offset, db, timestamp } = frame;
      const live = frame.live ? 1 : 0;
      const { start, end } = memory.text(frame.source);
      const table = memory.table(args);
      const out = memory.room(room);
      const { kernels } = memory;
      const rest = [table.start, args.length, mode, out.start, out.end] as const;
      const stop = stopOf(kernels.jsonCommand(offset, live, start, end - start, db, timestamp, ...rest));
      return stop === 'OUTPUT' ? undefined : memory.utf8(out.start, memory.free);
    });
  }

  const plain = { offset: 7, live: false, source: '', db: 0, timestamp: NaN };
  test.each<[string, CommandFrame, Row[], string]>([
    ['a name', plain, [row(ascii('PING'))], '{"record":"command","offset":7,"db":0,"args":["PING"]}'],
    [
      'all there is',
      { offset: 2 ** 53 - 1, live: false, source: ',"source":"a"', db: 15, timestamp: 1700000000000 },
      [row(ascii('SET')), row(ascii('k')), row(hex('ff'))],
      '{"record":"command","offset":9007199254740991,"source":"a","db":15,"args":["SET","k",{"$base64":"/w=="}],"timestamp":1700000000000}',
    ],
    [
      'one of a live feed',
      { offset: 12, live: true, source: '', db: 0, timestamp: 1700000000000 },
      [row(ascii('DEL')), row(ascii('k'))],
      '{"record":"command","replOffset":12,"db":0,"args":["DEL","k"],"timestamp":1700000000000}',
    ],
  ])('%s', (_name, frame, args, want) => {
    expect(kernel(frame, args, BYTES.AUTO, 1000)).toBe(`${want}\n`);
    expect(jsonCommand(frame, args, BYTES.AUTO)).toBe(`${want}\n`);
  });

  test('any command, in any room: all of it or nothing', () => {
    const args = fc.array(
      fc.oneof(textual, utf8Edges).map((bytes) => row(bytes)),
      { minLength: 1, maxLength: 5 },
    );
    const frame = fc.record({
      offset: fc.maxSafeNat(),
      live: fc.boolean(),
      source: fc.constantFrom('', ',"source":"x"'),
      db: fc.nat(),
      timestamp: fc.oneof(fc.constant(NaN), fc.maxSafeNat()),
    });
    const modes = fc.constantFrom(...Object.values(BYTES));
    fc.assert(
      fc.property(frame, args, modes, fc.nat(900), (how, list, mode, room) => {
        const want = jsonCommand(how, list, mode);
        const longest = list.reduce((sum, { bytes }) => sum + 6 * bytes.length + 100, 400);
        expect(kernel(how, list, mode, longest)).toBe(want);
        expect([want, undefined]).toContain(kernel(how, list, mode, room));
      }),
      { numRuns: 200 },
    );
  });
});
