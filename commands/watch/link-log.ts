/** What links tell of themselves, as lines of the log. */
import type { LinkEvent } from '../../src/replication/segment.ts';
import { formatSize } from '../../src/formatters/quantity.ts';
import type { ReplicationLog } from './log.ts';

/** @param source - what messages call it */
export function logLink(log: ReplicationLog, source: string, event: LinkEvent): void {
  const { kind, server } = event;
  const facts = { source, server };
  switch (kind) {
    case 'connecting':
      log.say('debug', kind, `${server}: connecting`, facts);
      return;
    case 'preparing':
      log.say('debug', kind, `${server}: prepares a snapshot`, facts);
      return;
    case 'snapshot': {
      const { at, bytes } = event;
      const size = bytes === undefined ? '' : ` of ${formatSize(bytes)}`;
      const { replid, offset } = at;
      log.say('info', kind, `${server}: a snapshot${size}, of offset ${offset}`, { ...facts, replid, offset, bytes });
      return;
    }
    case 'live': {
      const { at, resumed } = event;
      const { replid, offset } = at;
      const how = resumed ? 'goes on' : 'live';
      log.say('info', kind, `${server}: ${how} at offset ${offset}`, { ...facts, replid, offset, resumed });
      return;
    }
    case 'lost': {
      const { error, retryMs } = event;
      const wait = `next try in ${(retryMs / 1000).toFixed(1)} s`;
      log.say('warn', kind, `${error.message}; ${wait}`, { ...facts, error: error.message, retryMs });
    }
  }
}
