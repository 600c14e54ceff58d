/** A sink in front of a lane that has got further than others: what it has already is not told again. */
import { CommandSink } from '../filter/feed/command-sink.ts';
import type { CommandPlace, EntrySink } from '../model/sink.ts';

/** @param offset - a position's: outside of transactions */
export function skipTo(sink: EntrySink, offset: number): EntrySink {
  return new SkipSink(sink, offset);
}

class SkipSink extends CommandSink {
  private readonly offset: number;

  constructor(target: EntrySink, offset: number) {
    super(target);
    this.offset = offset;
  }

  command(place: CommandPlace, rows: number, count: number): void {
    if ((place.replOffset ?? Infinity) > this.offset) this.send(place, rows, count);
  }
}
