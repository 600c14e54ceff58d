/** How many entries a group has read, where the file is too old to tell. */
import { compareIds, type StreamGroup, type StreamId, type StreamTotals } from './stream.ts';

/**
 * What a server from 7.0 on computes when it loads such a file; undefined: it takes it for unknown.
 * Source: redis 7.0 src/t_stream.c, streamEstimateDistanceFromFirstEverEntry(); src/rdb.c, RDB_TYPE_STREAM_LISTPACKS.
 *
 * @param first - the first entry there is
 */
export function estimateEntriesRead(
  id: StreamId,
  totals: StreamTotals,
  first: StreamId | undefined,
): bigint | undefined {
  const { length, lastId } = totals;
  // Of such a file, entries_added is the length, and no entry is known to be deleted.
  if (length === 0n) return 0n;
  const toLast = compareIds(id, lastId);
  if (toLast === 0) return length;
  if (toLast > 0 || first === undefined) return undefined;
  const toFirst = compareIds(id, first);
  if (toFirst < 0) return 0n;
  return toFirst === 0 ? 1n : undefined;
}

/**
 * The count by which groups of two sources are compared. Nothing can have been read of a stream that never had an entry, though
 * servers that make a group by command call that unknown, and those that load an older file call it 0.
 *
 * @param first - the first entry there is
 */
export function comparableEntriesRead(
  { lastId, entriesRead }: StreamGroup,
  totals: StreamTotals,
  first: StreamId | undefined,
): bigint | undefined {
  const { entriesAdded } = totals;
  if (entriesAdded === undefined) return estimateEntriesRead(lastId, totals, first);
  return entriesRead ?? (entriesAdded === 0n ? 0n : undefined);
}
