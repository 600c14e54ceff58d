/** The table of idempotent producers of a stream (Redis 8.6). Source: rdb-format.md 3.6. */
import { DecodeError } from '../../errors.ts';
import type { StreamIdmp } from '../../model/stream.ts';
import { checkCount, type Context } from '../context.ts';
import { readId } from './stream-id.ts';

/** Limits of the settings. Source: redis 8.6 src/stream.h. */
const LONGEST_DURATION = 86400n;
const MOST_ENTRIES = 10000n;

export function readIdmp(context: Context): StreamIdmp {
  const { cursor } = context;
  const { offset } = cursor;
  const durationSeconds = cursor.length64('an IDMP duration');
  const maxEntries = cursor.length64('an IDMP limit');
  if (durationSeconds < 1n || durationSeconds > LONGEST_DURATION) {
    throw new DecodeError('STREAM', `IDMP duration ${durationSeconds} is out of range 1..${LONGEST_DURATION}`, offset);
  }
  if (maxEntries < 1n || maxEntries > MOST_ENTRIES) {
    throw new DecodeError('STREAM', `IDMP limit ${maxEntries} is out of range 1..${MOST_ENTRIES}`, offset);
  }
  const count = cursor.length('a count of producers');
  checkCount(context, count, 2, 'producers', offset);
  const producers: StreamIdmp['producers'][number][] = [];
  const ids = new Set<string>();
  for (let i = 0; i < count; i++) {
    const at = cursor.offset;
    const id = cursor.stringBytes();
    const text = Buffer.from(id).toString('latin1');
    if (ids.has(text)) throw new DecodeError('STREAM', `producer ${JSON.stringify(text)} stands twice`, at);
    ids.add(text);
    const size = cursor.length('a count of IDMP entries');
    checkCount(context, size, 3, 'IDMP entries', at);
    const entries: { iid: Uint8Array; id: { ms: bigint; seq: bigint } }[] = [];
    for (let j = 0; j < size; j++) entries.push({ iid: cursor.stringBytes(), id: readId(context) });
    producers.push({ id, entries });
  }
  return {
    durationSeconds,
    maxEntries,
    producers,
    added: cursor.length64('a count of ids'),
    duplicates: cursor.length64('a count of ids'),
  };
}
