/**
 * Several sinks in the place of one. Each has a pass of its own over the values it wants, so each may want them in its own way;
 * commands and runs of keys, which come but once, are copied for each.
 */
import type { Arena, Region } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { ModuleId } from '../model/module-id.ts';
import { NullSink } from '../model/null-sink.ts';
import type {
  CommandPlace,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  SourceEnd,
  SourceHeader,
  StringKeys,
} from '../model/sink.ts';
import { ForwardSink } from './forward-sink.ts';

/** One of them alone needs no tee. */
export function teeOf(sinks: readonly EntrySink[]): EntrySink {
  const [first, ...others] = sinks;
  if (first === undefined) return new NullSink();
  return others.length === 0 ? first : new TeeSink(sinks);
}

class TeeSink extends ForwardSink {
  private readonly sinks: readonly EntrySink[];
  /** Which of them has its pass over the value at hand: `target`. */
  private turn = 0;
  private arena: Arena | undefined;
  private header: KeyHeader | undefined;
  /** Rows of the command at hand. */
  private readonly kept: Region = { start: 0, end: 0 };
  private readonly run = (keys: StringKeys): void =>
    this.forEach(keys.rows, 2 * keys.count, (sink) => sink.stringKeys?.(keys));
  override readonly raw = (start: number, end: number): void => this.target.raw?.(start, end);
  readonly command: EntrySink['command'] = (place, rows, count) => this.tellCommand(place, rows, count);

  constructor(sinks: readonly EntrySink[]) {
    // Its turn comes with each key; what is told beside keys is told to all.
    super(new NullSink());
    this.sinks = sinks;
  }

  /** The value of a key that two want is played twice. */
  override get singlePass(): boolean {
    return false;
  }

  get stringKeys(): ((keys: StringKeys) => void) | undefined {
    return this.sinks.every((sink) => sink.stringKeys !== undefined) ? this.run : undefined;
  }

  override open(arena: Arena): void {
    if (arena !== this.arena) {
      this.arena = arena;
      this.kept.start = 0;
      this.kept.end = 0;
    }
    for (const sink of this.sinks) sink.open(arena);
  }
  override begin(header: SourceHeader): void {
    for (const sink of this.sinks) sink.begin(header);
  }
  override aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, offset: number): void {
    for (const sink of this.sinks) sink.aux(nameStart, nameEnd, valueStart, valueEnd, offset);
  }
  override selectDb(db: number, offset: number): void {
    for (const sink of this.sinks) sink.selectDb(db, offset);
  }
  override resizeDb(keys: number, expires: number, offset: number): void {
    for (const sink of this.sinks) sink.resizeDb(keys, expires, offset);
  }
  override slotInfo(slot: number, keys: number, expires: number, offset: number): void {
    for (const sink of this.sinks) sink.slotInfo(slot, keys, expires, offset);
  }
  override slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], offset: number): void {
    for (const sink of this.sinks) sink.slotImport(job, ranges, offset);
  }
  override functionLibrary(library: FunctionLibrary, offset: number): void {
    for (const sink of this.sinks) sink.functionLibrary(library, offset);
  }
  override moduleAux(
    module: ModuleId,
    when: 'before-keys' | 'after-keys',
    start: number,
    end: number,
    offset: number,
  ): void {
    for (const sink of this.sinks) sink.moduleAux(module, when, start, end, offset);
  }
  override hashTemplate(id: bigint, fields: readonly Uint8Array[], offset: number): void {
    for (const sink of this.sinks) sink.hashTemplate(id, fields, offset);
  }

  override key(header: KeyHeader): Interest {
    // The decoder fills the same object for the next key; all passes are of this one.
    this.header = { ...header };
    this.turn = 0;
    this.target = this.sinks[0] ?? this.target;
    return this.target.key(header);
  }

  override endKey(end: KeyEnd): Interest | undefined {
    const again = this.target.endKey(end);
    const next = this.sinks[this.turn + 1];
    if (again !== undefined || next === undefined || this.header === undefined) return again;
    this.turn++;
    this.target = next;
    return next.key({ ...this.header, start: end.start, end: end.end });
  }

  override end(end: SourceEnd): void {
    for (const sink of this.sinks) sink.end(end);
  }

  private tellCommand(place: CommandPlace, rows: number, count: number): void {
    this.forEach(rows, count, (sink) => sink.command?.(place, rows, count));
  }

  /** Each is told with the same rows. */
  private forEach(rows: number, count: number, tell: (sink: EntrySink) => void): void {
    const { arena, kept } = this;
    if (arena === undefined) return;
    const size = count * ROW_BYTES;
    if (size > kept.end - kept.start) arena.grow(kept, 2 * size);
    arena.u8.copyWithin(kept.start, rows, rows + size);
    for (const sink of this.sinks) {
      // A sink may have made the table its own.
      arena.u8.copyWithin(rows, kept.start, kept.start + size);
      tell(sink);
    }
  }
}
