/** The half of the collecting sink that makes records of what is no entry. */
import type { Arena } from '../bytes/arena.ts';
import { ByteKeeper } from '../bytes/keeper.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { ModuleId } from '../model/module-id.ts';
import type { Entry, RdbRecord } from '../model/record.ts';
import type { CommandPlace, EntrySink, FunctionLibrary, SourceEnd, SourceHeader } from '../model/sink.ts';

/** Who takes the objects, with about the bytes of memory that they hold. */
export interface Taker {
  entry(entry: Entry, bytes: number): void;
  /** Of everything that is no entry. Left out: it is not made. */
  readonly record?: (record: Exclude<RdbRecord, Entry>, bytes?: number) => void;
}

/** What the object around an argument's bytes takes, about. */
const ARGUMENT_BYTES = 64;

export abstract class RecordCollector {
  protected readonly taker: Taker;
  protected readonly keeper = new ByteKeeper();
  /** Only where records are wanted: whoever wants entries alone gets those that a log leaves. */
  readonly command: EntrySink['command'];
  readonly annotation: EntrySink['annotation'];
  private memory: Arena | undefined;

  constructor(taker: Taker) {
    this.taker = taker;
    if (taker.record === undefined) return;
    this.command = (place, rows, count) => this.collectCommand(place, rows, count);
    this.annotation = (start, end, offset) =>
      taker.record?.({ kind: 'annotation', text: this.keep(start, end), offset });
  }

  open(arena: Arena): void {
    this.memory = arena;
  }

  begin(header: SourceHeader): void {
    this.taker.record?.({ kind: 'header', ...header });
  }

  aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, offset: number): void {
    if (this.taker.record === undefined) return;
    const name = this.keep(nameStart, nameEnd);
    this.taker.record({ kind: 'aux', name, value: this.keep(valueStart, valueEnd), offset });
  }

  selectDb(db: number, offset: number): void {
    this.taker.record?.({ kind: 'select-db', db, offset });
  }

  resizeDb(keys: number, expires: number, offset: number): void {
    this.taker.record?.({ kind: 'resize-db', keys, expires, offset });
  }

  slotInfo(slot: number, keys: number, expires: number, offset: number): void {
    this.taker.record?.({ kind: 'slot-info', slot, keys, expires, offset });
  }

  slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], offset: number): void {
    this.taker.record?.({ kind: 'slot-import', job, ranges, offset });
  }

  functionLibrary(library: FunctionLibrary, offset: number): void {
    this.taker.record?.({ kind: 'function', library, offset });
  }

  moduleAux(module: ModuleId, when: 'before-keys' | 'after-keys', start: number, end: number, offset: number): void {
    this.taker.record?.({ kind: 'module-aux', module, when, payload: this.keep(start, end), offset });
  }

  hashTemplate(id: bigint, fields: readonly Uint8Array[], offset: number): void {
    this.taker.record?.({ kind: 'hash-template', id, fields, offset });
  }

  private collectCommand({ db, timestampMs, offset }: CommandPlace, rows: number, count: number): void {
    const { u32 } = this.arena();
    const args: Uint8Array[] = [];
    let bytes = 0;
    for (let i = 0, row = rows >>> 2; i < count; i++, row += ROW_BYTES >>> 2) {
      const arg = this.keep(u32[row] ?? 0, u32[row + 1] ?? 0);
      args.push(arg);
      bytes += arg.length + ARGUMENT_BYTES;
    }
    const time = timestampMs === undefined ? undefined : { timestampMs };
    this.taker.record?.({ kind: 'command', db, args, ...time, offset }, bytes);
  }

  end(end: SourceEnd): void {
    this.taker.record?.({ kind: 'eof', ...end });
  }

  protected keep(start: number, end: number): Uint8Array {
    return this.keeper.keep(this.arena().u8, start, end);
  }

  protected arena(): Arena {
    if (this.memory === undefined) throw new Error('the sink is not open');
    return this.memory;
  }
}
