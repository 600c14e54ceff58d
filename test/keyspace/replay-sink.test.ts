/** Commands that cannot be executed. */
import { expect, test } from 'vitest';
import { replayCommands } from '../tools/replay-commands.ts';

test.each([
  ['EVAL', 'a Lua script', ['EVAL', 'return 1', '0'], 'command "eval" cannot be replayed: it runs a Lua script'],
  ['JSON.SET', 'a module', 'JSON.SET k $ 1', 'command "json.set" cannot be replayed: what it does is not known'],
])('%s stops the replay', (_name, _what, line, want) => {
  expect(() => replayCommands(['SET k v', line])).toThrow(want);
});

test('or is passed over and told, if that is asked for', () => {
  const { keys, warnings } = replayCommands(['SET k v', 'EVAL x 0'], { skipUnknown: true });
  expect(keys).toHaveLength(1);
  expect(warnings).toEqual(['command "eval" is passed over: it runs a Lua script']);
});
