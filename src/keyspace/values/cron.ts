/** KeyDB's jobs: a script run once or at intervals. */
import type { Arena } from '../../bytes/arena.ts';
import type { CronJob, EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import type { Collection } from '../collection.ts';

export class CronValue implements Collection {
  readonly type = 'cron';
  readonly encoding = TYPES.CRON.encoding;
  readonly typeByte = TYPES.CRON.byte;
  readonly size = 1;
  private job: CronJob | undefined;

  constructor(job?: CronJob) {
    this.job = job;
  }

  copy(): CronValue {
    return new CronValue(this.job);
  }

  loadCron(job: CronJob): void {
    this.job = job;
  }

  play(sink: EntrySink, _arena: Arena): void {
    if (this.job !== undefined) sink.cron(this.job);
  }
}
