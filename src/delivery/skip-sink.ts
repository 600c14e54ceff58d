/** A sink in front of a lane that has got further than others: what it has already is not told again. */
import { CommandSink } from '../filter/feed/command-sink.ts';
import type { CommandPlace, EntrySink, SourceHeader } from '../model/sink.ts';

/** @param offset - a position's: outside of transactions */
export function skipTo(sink: EntrySink, offset: number): EntrySink {
  return new SkipSink(sink, offset);
}

class SkipSink extends CommandSink {
  private offset: number;

  constructor(target: EntrySink, offset: number) {
    super(target);
    this.offset = offset;
  }

  override begin(header: SourceHeader): void {
    // A snapshot takes the place of all that was there, and may begin another history.
    if (header.format === 'rdb') this.offset = -Infinity;
    super.begin(header);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    if ((place.replOffset ?? Infinity) > this.offset) this.send(place, rows, count);
  }
}
