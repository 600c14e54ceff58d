/** Every command that is replayed, by name in lower case. Source: aof-replication-resp.md 2. */
import type { Command } from './command.ts';
import { KEY_COMMANDS } from './families/keys.ts';
import { SET_COMMANDS } from './families/sets.ts';
import { STRING_COMMANDS } from './families/strings.ts';

export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ...Object.entries(KEY_COMMANDS),
  ...Object.entries(SET_COMMANDS),
  ...Object.entries(STRING_COMMANDS),
]);

/** In logs and feeds without an effect on data. */
export const NO_EFFECT: ReadonlySet<string> = new Set(['ping', 'replconf', 'publish', 'spublish', 'script']);
