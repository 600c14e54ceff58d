/** A sink of changes that wants to know nothing: override what you want. */
import { NullSink } from '../model/null-sink.ts';
import type { EntrySink } from '../model/sink.ts';
import type { ChangedKey, ChangeSink, DiffTotals, FunctionChange, SideFacts } from './change.ts';

export class NullChanges implements ChangeSink {
  readonly detail: ChangeSink['detail'];
  readonly removed: EntrySink = new NullSink();
  readonly added: EntrySink = new NullSink();

  constructor(detail: ChangeSink['detail'] = 'elements') {
    this.detail = detail;
  }

  begin(_a: SideFacts, _b: SideFacts): void {}
  functionLibrary(_change: FunctionChange): void {}
  changed(_key: ChangedKey): void {}
  end(_totals: DiffTotals): void {}
}
