/** How a command is brought to a cluster: which slots it is about, and what is not possible there. Source: aof-replication-resp.md 2.3. */

/** Commands that are so many commands on a key each, and how many arguments belong to one: they can be split by slots. */
export const SPLIT: ReadonlyMap<string, number> = new Map([
  ['DEL', 1],
  ['UNLINK', 1],
  ['MSET', 2],
  ['JSON.MSET', 3],
  ['TS.MADD', 3],
]);

/** Commands that each master has to execute. */
export const EVERYWHERE: ReadonlySet<string> = new Set(['FLUSHALL', 'FLUSHDB', 'FUNCTION', 'SFLUSH']);

/** Messages: their channel stands where others have a key. */
export const MESSAGES: ReadonlySet<string> = new Set(['PUBLISH', 'SPUBLISH']);

/** What a cluster does not do, and why. */
export const IMPOSSIBLE: ReadonlyMap<string, string> = new Map([
  ['SWAPDB', 'it has no databases to exchange'],
  ['MOVE', 'it has no other databases'],
]);
