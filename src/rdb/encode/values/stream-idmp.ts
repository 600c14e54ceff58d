/** What a stream knows of idempotent producers (Redis 8.6). Source: rdb-format.md 3.6. */
import type { StreamIdmp } from '../../../model/stream.ts';
import type { RdbWriter } from '../rdb-writer.ts';
import { putId } from './stream-group.ts';

/** stream-idmp-duration and -maxsize, where nothing was set. */
const DEFAULT: StreamIdmp = { durationSeconds: 100n, maxEntries: 100n, producers: [], added: 0n, duplicates: 0n };

export function putIdmp(out: RdbWriter, idmp: StreamIdmp = DEFAULT): void {
  out.length(idmp.durationSeconds);
  out.length(idmp.maxEntries);
  out.length(idmp.producers.length);
  for (const { id, entries } of idmp.producers) {
    out.bytes(id);
    out.length(entries.length);
    for (const { iid, id: streamId } of entries) {
      out.bytes(iid);
      putId(out, streamId);
    }
  }
  out.length(idmp.added);
  out.length(idmp.duplicates);
}

/** Whether it is what a stream has that never saw a producer. */
export function holdsNothing({ durationSeconds, maxEntries, producers, added, duplicates }: StreamIdmp): boolean {
  const set = durationSeconds !== DEFAULT.durationSeconds || maxEntries !== DEFAULT.maxEntries;
  return !set && producers.length === 0 && added === 0n && duplicates === 0n;
}
