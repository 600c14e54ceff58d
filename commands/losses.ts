/** What a target cannot be given, said on stderr: the first with their keys, all of them by number. */
import { quoteBytes } from '../src/bytes/text.ts';
import type { Loss } from '../src/model/target.ts';
import { EXIT, type ExitStatus } from './exit.ts';
import type { Outside } from './outside.ts';
import type { OutputOptions } from './shared/output-flags.ts';

/** More than these are counted only. */
const MOST_NAMED = 10;

export class Losses {
  private readonly outside: Outside;
  private readonly options: Pick<OutputOptions, 'quiet' | 'verbose'>;
  private readonly allowed: boolean;
  /** How many there are of each kind that have not been named. */
  private readonly unnamed = new Map<string, number>();
  private count = 0;

  constructor(outside: Outside, options: Pick<OutputOptions, 'quiet' | 'verbose'>, allowed: boolean) {
    this.outside = outside;
    this.options = options;
    this.allowed = allowed;
  }

  add({ db, key, what }: Loss): void {
    this.count++;
    // Asked to be quiet about what is allowed.
    if (this.options.quiet && this.allowed) return;
    if (this.count > MOST_NAMED && !this.options.verbose) {
      this.unnamed.set(what, (this.unnamed.get(what) ?? 0) + 1);
      return;
    }
    this.say(`lost: ${key === undefined ? '' : `db${db} / key ${quoteBytes(key)}: `}${what}`);
  }

  /** Everything has been written. @param status - what it would end with */
  close(status: ExitStatus): ExitStatus {
    for (const [what, count] of this.unnamed) this.say(`lost: ${count} more (-v names all): ${what}`);
    if (this.count === 0 || this.allowed) return status;
    this.say('not everything could be carried: --allow-loss takes that for success');
    return Math.max(status, EXIT.DAMAGED) as ExitStatus;
  }

  private say(line: string): void {
    this.outside.stderr.write(`rdb-tool: ${line}\n`);
  }
}
