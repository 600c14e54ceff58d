import { expect, test } from 'vitest';
import { ByteWriter } from '../../../src/bytes/writer.ts';
import { Arena } from '../../../src/bytes/arena.ts';
import { CommandWriter } from '../../../src/formatters/resp/command-writer.ts';
import { StringCommands } from '../../../src/formatters/resp/string-commands.ts';
import { readCommands } from './commands.ts';

/** `slices`, with arguments of at most `longest` bytes. */
function write(slices: readonly string[], longest: number): string[] {
  const parts: Buffer[] = [];
  const commands = new CommandWriter(new ByteWriter((part) => parts.push(Buffer.from(part))));
  const arena = new Arena();
  commands.open(arena);
  const text = new StringCommands(commands, longest);
  const { start } = arena.window;
  arena.putLatin1('k', start);
  commands.begin('SET', start, start + 1);
  text.begin('5');
  do {
    for (const [i, slice] of slices.entries()) {
      arena.putLatin1(slice, start);
      text.slice(start, start + slice.length, i === slices.length - 1);
    }
  } while (text.end());
  expect(text.timed).toBe(slices.join('').length <= longest || slices.length === 1);
  commands.out.flush();
  return readCommands(Buffer.concat(parts));
}

test.each([
  ['whole', ['abcdef'], 4, ['SET k abcdef PXAT 5']],
  ['in slices', ['ab', 'cd'], 4, ['SET k abcd PXAT 5']],
  ['longer than an argument may be', ['abc', 'defg', 'hi'], 4, ['SET k abcd', 'APPEND k efgh', 'APPEND k i']],
  ['twice as long', ['abc', 'defgh'], 4, ['SET k abcd', 'APPEND k efgh']],
])('a string %s', (_name, slices, longest, commands) => {
  expect(write(slices, longest)).toEqual(commands);
});
