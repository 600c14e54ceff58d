/** How many elements a value has: whether to write it anew is less than to take others away. */
import type { ChangedKey } from '../../../diff/change.ts';
import { NullSink } from '../../../model/null-sink.ts';
import type { Interest } from '../../../model/sink.ts';

/** Fewer are taken away without a look at what stays. */
const FEW = 1000;

class ElementCount extends NullSink {
  readonly singlePass = true;
  count = 0;

  override key(): Interest {
    return 'elements';
  }
  override items(_rows: number, count: number): void {
    this.count += count;
  }
  override fields(_rows: number, count: number): void {
    this.count += count;
  }
  override members(_rows: number, count: number): void {
    this.count += count;
  }
}

/** @param removed - elements that b does not have */
export function isShorterAnew(key: ChangedKey, removed: number): boolean {
  if (removed < FEW) return false;
  const elements = new ElementCount();
  key.play('b', elements);
  return removed > elements.count;
}
