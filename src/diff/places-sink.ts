/**
 * A sink in front of a sink that lets the keys of some places through, and stops behind the last. Of the source's own records
 * only its head is handed on.
 */
import type { Arena } from '../bytes/arena.ts';
import { ForwardSink } from '../filter/forward-sink.ts';
import {
  ENOUGH,
  type EntrySink,
  type Interest,
  type KeyEnd,
  type KeyHeader,
  type RecordPlace,
  type StringKeys,
} from '../model/sink.ts';
import { partOfRun, recordOffset } from '../model/string-run.ts';

/** A place that is wanted, of a side as a whole. */
export interface WantedPlace {
  readonly place: number;
  /** What stands beside the value is enough. */
  readonly headOnly: boolean;
}

/** How places of a side are found in one of its sources. */
export interface PlaceRange {
  /** Places of this source begin here; those of the next one, at `end`. */
  readonly base: number;
  readonly end: number;
  /** Places count keys; else they are offsets of records. */
  readonly ordinal: boolean;
  /** The database that is selected at a place, where the source can be read from any. */
  readonly dbAt: ((place: number) => number) | undefined;
}

/** Where less than this stands between two places, it is passed over rather than read anew. */
const NEAR = 256 * 1024;

export class PlacesSink extends ForwardSink {
  /** Undefined: there are no more. */
  private next: WantedPlace | undefined;
  private readonly wanted: Iterator<WantedPlace>;
  private range: PlaceRange = { base: 0, end: Infinity, ordinal: true, dbAt: undefined };
  private keys = 0;
  private place = 0;
  private passed = false;
  private arena: Arena | undefined;

  /** @param wanted - ascending */
  constructor(target: EntrySink, wanted: Iterator<WantedPlace>) {
    super(target);
    this.wanted = wanted;
    this.advance();
  }

  /** The source that follows. False: nothing of it is wanted. */
  from(range: PlaceRange): boolean {
    this.range = range;
    this.keys = 0;
    this.place = range.base;
    return this.isShort;
  }

  /** The source is over, and keys that it had are not found. */
  get isShort(): boolean {
    return this.next !== undefined && this.next.place < this.range.end;
  }

  protected override get isPassed(): boolean {
    return this.passed;
  }

  override get singlePass(): boolean {
    return !this.passed || super.singlePass;
  }

  override resizeDb(): void {}
  override slotInfo(): void {}
  override slotImport(): void {}
  override functionLibrary(): void {}
  override moduleAux(): void {}
  override end(): void {}

  /** For a target that takes runs. Where nothing near is wanted keys come one by one, and `goOn` is asked. */
  get stringKeys(): ((keys: StringKeys) => void) | undefined {
    return this.target.stringKeys === undefined || this.isFar ? undefined : this.takeRun;
  }

  /** Hand on what is wanted of a run, as shorter ones. */
  private readonly takeRun = (keys: StringKeys): void => {
    const { count } = keys;
    let to = 0;
    while (to < count && this.isShort) {
      let from = to;
      while (from < count && this.placeOf(keys, from) !== this.next?.place) from++;
      to = from;
      while (to < count && this.placeOf(keys, to) === this.next?.place) {
        to++;
        this.advance();
      }
      if (to > from) this.target.stringKeys?.(partOfRun(keys, from, to));
    }
    this.place = this.placeOf(keys, count - 1);
    this.keys += count;
    if (!this.isShort) throw ENOUGH;
  };

  private placeOf(keys: StringKeys, index: number): number {
    const { arena, range } = this;
    if (range.ordinal || arena === undefined) return range.base + this.keys + index;
    return range.base + recordOffset(arena, keys, index);
  }

  override open(arena: Arena): void {
    this.arena = arena;
    super.open(arena);
  }

  override key(header: KeyHeader): Interest {
    const { range, next } = this;
    this.place = range.base + (range.ordinal ? this.keys++ : header.offset);
    this.passed = this.place === next?.place;
    if (!this.passed) return 'skip';
    const interest = this.target.key(header);
    return next?.headOnly === true ? 'skip' : interest;
  }

  override endKey(end: KeyEnd): Interest | undefined {
    if (!this.passed) return undefined;
    const again = this.target.endKey(end);
    if (again !== undefined) return again;
    this.passed = false;
    this.advance();
    if (this.next === undefined || this.next.place >= this.range.end) throw ENOUGH;
    return undefined;
  }

  /** The key at hand is near the one that is wanted next, or it is not. */
  readonly goOn = (): RecordPlace | undefined => {
    const { next } = this;
    const { base, dbAt } = this.range;
    if (dbAt === undefined || next === undefined || !this.isFar) return undefined;
    return { offset: next.place - base, db: dbAt(next.place) };
  };

  /** What is wanted next is better read from its place. */
  private get isFar(): boolean {
    const { next, place, range } = this;
    return range.dbAt !== undefined && next !== undefined && next.place - place >= NEAR;
  }

  private advance(): void {
    const { value, done } = this.wanted.next();
    this.next = done === true ? undefined : value;
  }
}
