/** What a lane of a server keeps in the state file, beside the marker that the server has. */
import { readPosition, type Position } from '../../replication/position.ts';
import type { Kept, LaneSource } from '../target.ts';
import { isCompany, MARKER_PREFIX, parsePosition, type Company, type Mark } from './marker.ts';

/**
 * The same over restarts.
 * @param within - what stands before the source's name, so that the markers of two targets on one server differ
 */
export function markerKey(within: readonly string[], { id, name }: LaneSource, kept: Kept | undefined): string {
  const key = kept?.['marker'];
  return typeof key === 'string' ? key : [MARKER_PREFIX, ...within, id === '' ? name : id].join(':');
}

export function keptCompany(kept: Kept | undefined): Company | undefined {
  const company = kept?.['company'];
  return isCompany(company) ? company : undefined;
}

/**
 * Where a server stands. Undefined: it has nothing, or a snapshot that is not whole.
 * @param mark - the marker that is there
 * @param isMarked - whether markers are looked for
 */
export function positionOf(mark: Mark | undefined, kept: Kept | undefined, isMarked: boolean): Position | undefined {
  const at = readPosition(kept?.['at']);
  // It had one: whatever took it away, a flush or a restart without its data, took more.
  if (mark === undefined && isMarked && kept?.['text'] !== undefined) return undefined;
  // What came since then has not changed anything there.
  if (mark === undefined || (mark.text === kept?.['text'] && at !== undefined)) return at;
  return parsePosition(mark);
}
