/** How many elements a value has, as LLEN, SCARD, ZCARD, HLEN, XLEN and ARCOUNT would say; of a path hash, its paths. */
import type { StreamTotals } from '../model/stream.ts';
import type { Interest, KeyHeader, ValueType } from '../model/sink.ts';
import { NullSink } from '../model/null-sink.ts';

/** What these have inside is no number of elements. */
const UNCOUNTED: ReadonlySet<ValueType> = new Set<ValueType>(['string', 'module', 'cron']);

export class ElementCount extends NullSink {
  /** Absent where the type has no elements. */
  elements: number | bigint | undefined;
  protected type: ValueType = 'string';

  /** Asks for the elements only of values that have some. */
  override key(header: KeyHeader): Interest {
    this.type = header.type;
    const counted = !UNCOUNTED.has(header.type);
    this.elements = counted ? 0 : undefined;
    return counted ? 'elements' : 'skip';
  }

  override items(_rows: number, count: number): void {
    this.add(count);
  }

  override fields(_rows: number, count: number): void {
    if (this.type === 'hash') this.add(count);
  }

  override members(_rows: number, count: number): void {
    this.add(count);
  }

  override streamTotals(totals: StreamTotals): void {
    this.elements = totals.length;
  }

  override array(count: number, _insertIndex: bigint | undefined): void {
    this.elements = count;
  }

  override path(_start: number, _end: number): void {
    this.add(1);
  }

  private add(count: number): void {
    if (typeof this.elements === 'number') this.elements += count;
  }
}
