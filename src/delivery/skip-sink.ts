/** A sink in front of a lane that has got further than others: what it has already is not told again. */
import { ForwardSink } from '../filter/forward-sink.ts';
import type { EntrySink } from '../model/sink.ts';

/** @param offset - a position's: outside of transactions */
export function skipTo(sink: EntrySink, offset: number): EntrySink {
  return new SkipSink(sink, offset);
}

class SkipSink extends ForwardSink {
  readonly command: EntrySink['command'];

  constructor(target: EntrySink, offset: number) {
    super(target);
    this.command = (place, rows, count) => {
      if ((place.replOffset ?? Infinity) > offset) target.command?.(place, rows, count);
    };
  }

  get stringKeys(): EntrySink['stringKeys'] {
    return this.target.stringKeys;
  }
}
