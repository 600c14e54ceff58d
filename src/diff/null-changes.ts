/** A sink of changes that wants to know nothing of them. */
import { NullSink } from '../model/null-sink.ts';
import type { ChangeSink } from './change.ts';

export class NullChanges implements ChangeSink {
  readonly detail: 'elements' | 'keys';
  readonly removed = new NullSink();
  readonly added = new NullSink();

  constructor(detail: 'elements' | 'keys') {
    this.detail = detail;
  }

  begin(): void {}
  functionLibrary(): void {}
  changed(): void {}
  end(): void {}
}
