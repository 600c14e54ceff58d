/** What a server is told: keys of a snapshot as commands that make them, commands of the feed as they are. */
import type { Arena } from '../../bytes/arena.ts';
import { ForwardSink } from '../../filter/forward-sink.ts';
import { RespFormatter } from '../../formatters/resp/formatter.ts';
import { ARGUMENTS, BULK_ROOM, STOP } from '../../kernels/kernels.ts';
import type {
  CommandPlace,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  StringKeys,
} from '../../model/sink.ts';
import type { Loss, Target } from '../../model/target.ts';
import { encodeRequest } from '../../resp/encode.ts';
import type { SlotRange } from '../../connection/cluster-topology.ts';
import { argsOf } from '../shards/command-rows.ts';
import type { BatchBuilder } from './batch-builder.ts';
import { deleteSlots } from './slot-script.ts';

export interface LaneSinkOptions {
  readonly server: Target;
  readonly onLoss: (loss: Loss) => void;
  /** Commands have been told that may be sent now. `within`: a key has begun, and more of it follows. */
  readonly onCut: (within: boolean) => void;
  /** The marker's key. */
  readonly marker: string | undefined;
}

/** A server does nothing else while it reads a payload. */
const LONGEST_RESTORE = 32 << 20;
/** Longer strings come in parts: a connection that breaks again and again must last for one. */
const LONGEST_ARGUMENT = 8 << 20;
/** From these sizes on what has been told of a snapshot is sent: between keys, and within one. */
const BATCH_BYTES = 128 << 10;
const PART_BYTES = 1 << 20;
const LONGEST_NAME = 'SWAPDB'.length;

export class LaneSink extends ForwardSink {
  private readonly builder: BatchBuilder;
  private readonly options: LaneSinkOptions;
  private readonly formatter: RespFormatter;
  private arena: Arena | undefined;
  private isWithinKey = false;
  /** A transaction of the source is open. */
  isWithinMulti = false;
  /** Commands have been told that no position stands behind yet. */
  isTelling = false;
  readonly command: NonNullable<EntrySink['command']> = (place, rows, count) => this.take(place, rows, count);

  constructor(builder: BatchBuilder, options: LaneSinkOptions) {
    const formatter = new RespFormatter(builder.out, {
      target: options.server,
      restore: 'collections',
      longestRestore: LONGEST_RESTORE,
      longestArgument: LONGEST_ARGUMENT,
      together: true,
      replace: true,
      del: true,
      onLoss: options.onLoss,
      selection: builder.selection,
      onCommand: () => this.begins(),
    });
    super(formatter);
    this.formatter = formatter;
    this.builder = builder;
    this.options = options;
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.arena = arena;
  }

  get stringKeys(): EntrySink['stringKeys'] {
    return this.formatter.stringKeys === undefined ? undefined : this.takeRun;
  }

  private readonly takeRun = (keys: StringKeys): void => {
    this.formatter.stringKeys?.(keys);
    this.builder.commands += this.formatter.commandsOfRun;
    this.boundary();
  };

  override key(header: KeyHeader): Interest {
    const interest = super.key(header);
    this.isWithinKey = true;
    return interest;
  }

  override endKey(end: KeyEnd): Interest | undefined {
    const again = super.endKey(end);
    if (again === undefined) {
      this.isWithinKey = false;
      this.boundary();
    }
    return again;
  }

  override functionLibrary(library: FunctionLibrary, offset: number): void {
    super.functionLibrary(library, offset);
    this.boundary();
  }

  /** What has been told of the snapshot is not wanted. */
  abandon(): void {
    this.isWithinKey = false;
    this.isWithinMulti = false;
    this.formatter.abandon();
  }

  private boundary(): void {
    if (this.builder.pending >= BATCH_BYTES) this.options.onCut(false);
  }

  /** A command begins: those before it are whole. */
  private begins(): void {
    const { builder } = this;
    if (this.isWithinKey && builder.pending >= PART_BYTES) this.options.onCut(true);
    builder.commands++;
  }

  private get memory(): Arena {
    if (this.arena === undefined) throw new Error('the sink is not open');
    return this.arena;
  }

  private take({ db }: CommandPlace, rows: number, count: number): void {
    this.isTelling = true;
    switch (this.nameOf(rows)) {
      case 'MULTI':
        this.isWithinMulti = true;
        return;
      case 'EXEC':
        this.isWithinMulti = false;
        return;
      case 'SWAPDB':
        this.keepMarker();
        break;
      case 'SFLUSH':
        this.flushSlots(db, rows, count);
        return;
      default:
    }
    this.formatter.select(db);
    this.put(rows, count);
  }

  /** The marker stays in database 0, whatever becomes of its keys: it is written anew behind the command. */
  private keepMarker(): void {
    const { marker } = this.options;
    if (marker === undefined) return;
    this.formatter.select(0);
    this.begins();
    const { out } = this.builder;
    out.begin();
    out.raw(encodeRequest(['DEL', marker]));
  }

  /** A server that is no node of a cluster knows of no slots. */
  private flushSlots(db: number, rows: number, count: number): void {
    const words = argsOf(this.memory, rows, count).map((arg) => Number(Buffer.from(arg).toString('latin1')));
    const numbers = words.filter(Number.isInteger);
    const ranges: SlotRange[] = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) ranges.push([numbers[i] ?? 0, numbers[i + 1] ?? 0]);
    this.formatter.select(db);
    this.begins();
    const { out } = this.builder;
    out.begin();
    out.raw(encodeRequest(deleteSlots(ranges)));
  }

  /** In upper case; empty where it is none of those that are looked for. */
  private nameOf(rows: number): string {
    const { u32 } = this.memory;
    const start = u32[rows >>> 2] ?? 0;
    const end = u32[(rows >>> 2) + 1] ?? 0;
    if (end - start > LONGEST_NAME || end - start < 'EXEC'.length) return '';
    return this.memory.latin1(start, end).toUpperCase();
  }

  /** A command as it is. */
  private put(rows: number, count: number): void {
    const { out } = this.builder;
    const { memory } = this;
    this.begins();
    out.begin();
    out.ascii(`*${count}\r\n`);
    const stop = memory.kernels.respRows(rows, count, ARGUMENTS.ITEMS, out.at, out.region.end);
    out.at = memory.freeAfter;
    if (stop === STOP.DONE) return;
    for (let i = memory.rowsDone; i < count; i++) {
      const row = (rows >>> 2) + 4 * i;
      this.putArgument(memory.u32[row] ?? 0, memory.u32[row + 1] ?? 0);
    }
  }

  private putArgument(start: number, end: number): void {
    const { out } = this.builder;
    out.ascii(`$${end - start}\r\n`);
    out.span(start, end);
    out.room(BULK_ROOM);
    out.ascii('\r\n');
  }
}
