/** A line on a terminal that tells what is being done now. */
import type { Ora } from 'ora';
import type { ReplicationStatus } from '../../src/delivery/status.ts';
import { statusLine } from '../../src/formatters/replication/status-text.ts';
import type { Outside } from '../outside.ts';
import type { ReplicationLog } from './log.ts';

const REFRESH_MS = 200;
/** Rates are those of so many refreshes. */
const SAMPLES = 10;
/** What stands before the text, and a column that stays free. */
const SPINNER_COLUMNS = 3;

export class StatusLine {
  private readonly outside: Outside;
  private readonly status: ReplicationStatus;
  private readonly counts: number[] = [];
  private spinner: Ora | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(outside: Outside, status: ReplicationStatus, log: ReplicationLog) {
    this.outside = outside;
    this.status = status;
    log.onLine = () => this.spinner?.clear();
  }

  /** Only if a person is there to see it. */
  async start(wanted: boolean): Promise<void> {
    const { stderr, env } = this.outside;
    if (!wanted || stderr.isTTY !== true || (stderr.columns ?? 0) <= 0) return;
    if (env['TERM'] === 'dumb' || env['CI'] !== undefined) return;
    const { default: ora } = await import('ora');
    // ora wants the whole type; what `bin` hands over is process.stderr.
    const stream = stderr as unknown as NodeJS.WriteStream;
    this.spinner = ora({ stream, discardStdin: false, hideCursor: false }).start();
    this.timer = setInterval(() => this.draw(), REFRESH_MS);
    this.draw();
  }

  stop(): void {
    clearInterval(this.timer);
    this.spinner?.stop();
    this.spinner = undefined;
  }

  private draw(): void {
    const { counts, status, spinner } = this;
    if (spinner === undefined) return;
    counts.push([...status.commands.values()].reduce((sum, count) => sum + count, 0));
    if (counts.length > SAMPLES + 1) counts.shift();
    const seconds = ((counts.length - 1) * REFRESH_MS) / 1000;
    const rate = seconds === 0 ? 0 : ((counts.at(-1) ?? 0) - (counts[0] ?? 0)) / seconds;
    spinner.text = this.fit(statusLine(status, this.outside.now(), rate));
  }

  /** A line that runs over cannot be taken away whole. */
  private fit(text: string): string {
    const room = (this.outside.stderr.columns ?? Infinity) - SPINNER_COLUMNS;
    return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
  }
}
