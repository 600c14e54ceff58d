/** Every command that is replayed, by name in lower case. Source: aof-replication-resp.md 2. */
import type { Command } from './command.ts';
import { ARRAY_COMMANDS } from './families/arrays.ts';
import { KEY_COMMANDS } from './families/keys.ts';
import { RESTORE_COMMANDS } from './families/restore.ts';
import { SET_COMMANDS } from './families/sets.ts';
import { STREAM_CLAIM_COMMANDS } from './families/stream-claim.ts';
import { STREAM_GROUP_COMMANDS } from './families/stream-groups.ts';
import { STREAM_IDMP_COMMANDS } from './families/stream-idmp.ts';
import { STREAM_REFERENCE_COMMANDS } from './families/stream-references.ts';
import { STREAM_COMMANDS } from './families/streams.ts';
import { STRING_COMMANDS } from './families/strings.ts';

export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ...Object.entries(ARRAY_COMMANDS),
  ...Object.entries(KEY_COMMANDS),
  ...Object.entries(RESTORE_COMMANDS),
  ...Object.entries(SET_COMMANDS),
  ...Object.entries(STREAM_COMMANDS),
  ...Object.entries(STREAM_CLAIM_COMMANDS),
  ...Object.entries(STREAM_GROUP_COMMANDS),
  ...Object.entries(STREAM_IDMP_COMMANDS),
  ...Object.entries(STREAM_REFERENCE_COMMANDS),
  ...Object.entries(STRING_COMMANDS),
]);

/** In logs and feeds without an effect on data. */
export const NO_EFFECT: ReadonlySet<string> = new Set(['ping', 'replconf', 'publish', 'spublish', 'script']);

const SCRIPT = 'scripts run on a server only';
const VECTORS = 'the graph of a vector set is made by chance, and no log holds it';

/** Why known commands cannot be replayed. */
export const UNPLAYABLE: ReadonlyMap<string, string> = new Map([
  ['eval', SCRIPT],
  ['evalsha', SCRIPT],
  ['fcall', SCRIPT],
  ['vadd', VECTORS],
  ['vrem', VECTORS],
  ['vsetattr', VECTORS],
]);
