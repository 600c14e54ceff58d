/** What a lane of a log is told: keys go into the snapshot that is being written, commands behind it. */
import type { Arena } from '../../bytes/arena.ts';
import { ForwardSink } from '../../filter/forward-sink.ts';
import { NullSink } from '../../model/null-sink.ts';
import type { CommandPlace, EntrySink, StringKeys } from '../../model/sink.ts';
import type { CommandLog } from './command-log.ts';

export class WritesSink extends ForwardSink {
  override readonly raw = (start: number, end: number): void => this.target.raw?.(start, end);
  private readonly log: CommandLog;

  constructor(log: CommandLog) {
    super(new NullSink());
    this.log = log;
  }

  get stringKeys(): ((keys: StringKeys) => void) | undefined {
    return this.target.stringKeys;
  }

  /** Keys go there from now on; undefined: there are none to come, or nobody looks at them. */
  to(snapshot: EntrySink = new NullSink()): void {
    this.target = snapshot;
  }

  override open(arena: Arena): void {
    this.target.open(arena);
    this.log.open(arena);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    this.log.command(place, rows, count);
  }
}
