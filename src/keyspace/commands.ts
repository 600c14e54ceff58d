/** Every command that is replayed, by name in lower case. Source: aof-replication-resp.md 2. */
import type { Command } from './command.ts';
import { BIT_COMMANDS } from './families/bits.ts';
import { FUNCTION_COMMANDS } from './families/functions.ts';
import { COUNTER_COMMANDS } from './families/counters.ts';
import { GEO_COMMANDS } from './families/geo.ts';
import { HASH_EXPIRY_COMMANDS } from './families/hash-expiries.ts';
import { HASH_COMMANDS } from './families/hashes.ts';
import { KEY_COMMANDS } from './families/keys.ts';
import { LIST_COMMANDS } from './families/lists.ts';
import { KEYDB_COMMANDS } from './families/keydb.ts';
import { SET_COMMANDS } from './families/sets.ts';
import { SKETCH_COMMANDS } from './families/sketches.ts';
import { SLOT_COMMANDS } from './families/slots.ts';
import { SORT_COMMANDS } from './families/sort.ts';
import { ARRAY_COMMANDS } from './families/arrays.ts';
import { RESTORE_COMMANDS } from './families/restore.ts';
import { STREAM_CLAIM_COMMANDS } from './families/stream-claim.ts';
import { STREAM_GROUP_COMMANDS } from './families/stream-groups.ts';
import { STREAM_IDMP_COMMANDS } from './families/stream-idmp.ts';
import { STREAM_REFERENCE_COMMANDS } from './families/stream-references.ts';
import { STREAM_COMMANDS } from './families/streams.ts';
import { STRING_COMMANDS } from './families/strings.ts';
import { VECTOR_SET_COMMANDS } from './families/vector-sets.ts';
import { ZSET_STORE_COMMANDS } from './families/zset-stores.ts';
import { ZSET_COMMANDS } from './families/zsets.ts';

export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ...Object.entries(BIT_COMMANDS),
  ...Object.entries(FUNCTION_COMMANDS),
  ...Object.entries(COUNTER_COMMANDS),
  ...Object.entries(GEO_COMMANDS),
  ...Object.entries(HASH_COMMANDS),
  ...Object.entries(HASH_EXPIRY_COMMANDS),
  ...Object.entries(KEY_COMMANDS),
  ...Object.entries(LIST_COMMANDS),
  ...Object.entries(KEYDB_COMMANDS),
  ...Object.entries(SET_COMMANDS),
  ...Object.entries(SKETCH_COMMANDS),
  ...Object.entries(SLOT_COMMANDS),
  ...Object.entries(SORT_COMMANDS),
  ...Object.entries(ARRAY_COMMANDS),
  ...Object.entries(RESTORE_COMMANDS),
  ...Object.entries(STREAM_COMMANDS),
  ...Object.entries(STREAM_CLAIM_COMMANDS),
  ...Object.entries(STREAM_GROUP_COMMANDS),
  ...Object.entries(STREAM_IDMP_COMMANDS),
  ...Object.entries(STREAM_REFERENCE_COMMANDS),
  ...Object.entries(STRING_COMMANDS),
  ...Object.entries(VECTOR_SET_COMMANDS),
  ...Object.entries(ZSET_COMMANDS),
  ...Object.entries(ZSET_STORE_COMMANDS),
]);

/** In logs and feeds without an effect on data. */
export const NO_EFFECT: ReadonlySet<string> = new Set(['ping', 'replconf', 'publish', 'spublish', 'script']);

const SCRIPT = 'it runs a Lua script';

/** Why commands that are known cannot be executed. Up to 4.0 scripts stand in logs as they were called. */
export const REFUSALS: ReadonlyMap<string, string> = new Map([
  ['eval', SCRIPT],
  ['evalsha', SCRIPT],
  ['fcall', SCRIPT],
]);
