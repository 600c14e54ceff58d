/** What a lane of a log is told: keys go into the snapshot that is being written, commands behind it. */
import type { Arena } from '../../bytes/arena.ts';
import { SwitchSink } from '../../filter/switch-sink.ts';
import type { CommandPlace } from '../../model/sink.ts';
import type { CommandLog } from './command-log.ts';

export class WritesSink extends SwitchSink {
  /** Replication offset behind the last command. */
  told = 0;
  private readonly log: CommandLog;

  constructor(log: CommandLog) {
    super();
    this.log = log;
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.log.open(arena);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    this.told = place.replOffset ?? this.told;
    this.log.command(place, rows, count);
  }
}
