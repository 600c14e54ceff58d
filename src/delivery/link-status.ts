/** What links tell of themselves, in the status of their source. */
import type { LinkEvent } from '../replication/segment.ts';
import type { SourceStatus } from './status.ts';

export function noteLink(status: SourceStatus, event: LinkEvent): void {
  switch (event.kind) {
    case 'connecting':
      if (status.phase !== 'waiting') status.phase = 'connecting';
      return;
    case 'preparing':
      status.phase = 'preparing';
      status.trouble = undefined;
      return;
    case 'snapshot':
      status.phase = 'snapshot';
      status.fullSyncs++;
      status.trouble = undefined;
      return;
    case 'live':
      status.phase = 'live';
      status.trouble = undefined;
      return;
    case 'lost':
      status.phase = 'waiting';
      status.reconnects++;
      status.trouble = event.error.message;
  }
}
