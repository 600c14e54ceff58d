/**
 * A job of KeyDB: a script that is run at intervals. What it does stands in the log on its own. The next time that it is run
 * is kept as the expiry of a member of the key's own name. Source: keydb src/cron.cpp, cronCommand().
 */
import type { Arena } from '../../bytes/arena.ts';
import type { CronJob, EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import type { Collection } from '../collection.ts';
import { ExpiringMembers } from './expiring-members.ts';

export class CronValue extends ExpiringMembers implements Collection {
  readonly type = 'cron';
  readonly encoding = TYPES.CRON.encoding;
  readonly typeByte = TYPES.CRON.byte;
  /** None until it is loaded. */
  private loaded: CronJob | undefined;

  constructor(job?: CronJob) {
    super();
    this.loaded = job;
  }

  get job(): CronJob | undefined {
    return this.loaded;
  }

  has(): boolean {
    return true;
  }

  get size(): number {
    return this.job === undefined ? 0 : 1;
  }

  copy(): CronValue {
    return new CronValue(this.job).copyTimes(this);
  }

  loadCron(job: CronJob): void {
    this.loaded = job;
  }

  play(sink: EntrySink, arena: Arena): void {
    if (this.job === undefined) return;
    sink.cron(this.job);
    this.playTimes(sink, arena);
  }
}
