/** What a report says of the size model that its figures are of. */
import type { MemorySink } from '../memory/memory-sink.ts';
import { ESTIMATOR_VERSION } from '../memory/server-model.ts';
import type { Estimator } from './report.ts';

/** Once the source is read: it may be what tells the server. */
export function estimatorOf({ server, allocator }: MemorySink): Estimator {
  return { version: ESTIMATOR_VERSION, server: server.name, allocator };
}
