/** KeyDB's cron jobs. Source: rdb-format.md 3.15. */
import type { CronJob } from '../../../model/sink.ts';
import { TYPES } from '../../types.ts';
import type { RdbWriter } from '../rdb-writer.ts';
import { headless, type Encoded } from '../context.ts';

export function putCron(out: RdbWriter, { script, startMs, intervalMs, keys, args }: CronJob): Encoded {
  out.bytes(script);
  out.i64le(startMs);
  out.i64le(intervalMs);
  for (const list of [keys, args]) {
    out.length(list.length);
    for (const one of list) out.bytes(one);
  }
  return headless(TYPES.CRON.byte);
}
