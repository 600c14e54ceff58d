import type { StreamId } from '../../model/stream.ts';
import type { Context } from '../context.ts';

/** Two lengths, as everywhere but in node keys and PELs. */
export function readId({ cursor }: Context): StreamId {
  return { ms: cursor.length64('a stream id'), seq: cursor.length64('a stream id') };
}
