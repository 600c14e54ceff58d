/** What is said on stderr: errors, and warnings up to a number. */
import { quoteBytes } from '../src/bytes/text.ts';
import { ReplicationError, UnsupportedError } from '../src/errors.ts';
import type { Warning } from '../src/rdb/context.ts';
import { describeError, EXIT, type ExitStatus } from './exit.ts';
import type { Outside } from './outside.ts';
import type { OutputOptions } from './shared/output-flags.ts';

/** More than these are counted only. */
const MOST_WARNINGS = 10;

export class Messages {
  private readonly outside: Outside;
  private readonly options: Pick<OutputOptions, 'quiet' | 'verbose' | 'debug'>;
  /** Something was passed over, as was asked for. */
  isPartial = false;
  private warnings = 0;

  constructor(outside: Outside, options: Pick<OutputOptions, 'quiet' | 'verbose' | 'debug'>) {
    this.outside = outside;
    this.options = options;
  }

  error(error: unknown, source?: string): void {
    // Trouble with a server names it.
    const where = source === undefined || error instanceof ReplicationError ? '' : `${printable(source)}: `;
    this.say(`${where}${describeError(error, this.options.debug)}`);
  }

  warn({ message, offset, db, key, file }: Warning, source: string): void {
    if (this.options.quiet) return;
    this.warnings++;
    if (this.warnings > MOST_WARNINGS && !this.options.verbose) return;
    const place = key === undefined ? '' : `db${db} / key ${quoteBytes(key)}: `;
    const part = file === undefined ? '' : `${printable(file)}: `;
    this.say(`warning: ${printable(source)}: ${part}${place}${message} (byte ${offset})`);
  }

  /** What is not as it may be expected, and no damage. */
  note(text: string, source: string): void {
    if (!this.options.quiet) this.say(`${printable(source)}: ${text}`);
  }

  /** Commands of a log were passed over, as was asked for: output that lacks what they did is kept, but not called whole. */
  skipped(commands: ReadonlyMap<string, number>, source: string): void {
    const list = [...commands].map(([name, count]) => (count === 1 ? name : `${name} (${count} times)`));
    this.error(new UnsupportedError(`commands that cannot be replayed were passed over: ${list.join(', ')}`), source);
    this.isPartial = true;
  }

  /** The status to end with, if all else ended with `status`. */
  settle(status: ExitStatus): ExitStatus {
    return status === EXIT.DONE && this.isPartial ? EXIT.DAMAGED : status;
  }

  /** Say how many warnings were not said. */
  close(): void {
    const more = this.warnings - MOST_WARNINGS;
    if (more > 0 && !this.options.verbose) this.say(`warning: ${more} more warnings (-v shows all)`);
  }

  /** One line. */
  say(line: string): void {
    this.outside.stderr.write(`rdb-tool: ${line}\n`);
  }
}

/** A file's name without what a terminal would obey. */
function printable(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  return /[\u0000-\u001f\u007f-\u009f]/.test(name) ? quoteBytes(Buffer.from(name)) : name;
}
