/** A job of KeyDB: a script that is run at intervals. What it does stands in the log on its own. */
import type { CronJob, EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import type { Collection } from '../collection.ts';

export class CronValue implements Collection {
  readonly type = 'cron';
  readonly encoding = TYPES.CRON.encoding;
  readonly typeByte = TYPES.CRON.byte;
  /** None until it is loaded. */
  private job: CronJob | undefined;

  constructor(job?: CronJob) {
    this.job = job;
  }

  get size(): number {
    return this.job === undefined ? 0 : 1;
  }

  copy(): CronValue {
    return new CronValue(this.job);
  }

  loadCron(job: CronJob): void {
    this.job = job;
  }

  play(sink: EntrySink): void {
    if (this.job !== undefined) sink.cron(this.job);
  }
}
