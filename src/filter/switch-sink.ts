/** A sink in front of one that changes: one a snapshot, and between them none. */
import { NullSink } from '../model/null-sink.ts';
import type { EntrySink, StringKeys } from '../model/sink.ts';
import { ForwardSink } from './forward-sink.ts';

export class SwitchSink extends ForwardSink {
  override readonly raw = (start: number, end: number): void => this.target.raw?.(start, end);

  constructor() {
    super(new NullSink());
  }

  get stringKeys(): ((keys: StringKeys) => void) | undefined {
    return this.target.stringKeys;
  }

  /** What comes goes there from now on; left out: nobody looks at it. */
  to(target: EntrySink = new NullSink()): void {
    this.target = target;
  }
}
