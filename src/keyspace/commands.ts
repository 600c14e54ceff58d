/** Every command that is replayed, by name in lower case. Source: aof-replication-resp.md 2. */
import type { Command } from './command.ts';
import { COUNTER_COMMANDS } from './families/counters.ts';
import { GEO_COMMANDS } from './families/geo.ts';
import { HASH_EXPIRY_COMMANDS } from './families/hash-expiries.ts';
import { HASH_COMMANDS } from './families/hashes.ts';
import { KEY_COMMANDS } from './families/keys.ts';
import { SET_COMMANDS } from './families/sets.ts';
import { STRING_COMMANDS } from './families/strings.ts';
import { ZSET_STORE_COMMANDS } from './families/zset-stores.ts';
import { ZSET_COMMANDS } from './families/zsets.ts';

export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ...Object.entries(COUNTER_COMMANDS),
  ...Object.entries(GEO_COMMANDS),
  ...Object.entries(HASH_COMMANDS),
  ...Object.entries(HASH_EXPIRY_COMMANDS),
  ...Object.entries(KEY_COMMANDS),
  ...Object.entries(SET_COMMANDS),
  ...Object.entries(STRING_COMMANDS),
  ...Object.entries(ZSET_COMMANDS),
  ...Object.entries(ZSET_STORE_COMMANDS),
]);

/** In logs and feeds without an effect on data. */
export const NO_EFFECT: ReadonlySet<string> = new Set(['ping', 'replconf', 'publish', 'spublish', 'script']);
