/** What a cluster is told: keys of a snapshot as commands that make them, commands of the feed as they are, each with its slot. */
import type { Arena } from '../../bytes/arena.ts';
import { quoteBytes } from '../../bytes/text.ts';
import { ByteWriter } from '../../bytes/writer.ts';
import { ReplicationError } from '../../errors.ts';
import { ForwardSink } from '../../filter/forward-sink.ts';
import { RespFormatter } from '../../formatters/resp/formatter.ts';
import { keyPositions } from '../../model/command-keys.ts';
import type { CommandPlace, EntrySink, FunctionLibrary, Interest, KeyEnd, KeyHeader } from '../../model/sink.ts';
import { keySlot } from '../../model/slot.ts';
import type { Loss, Target } from '../../model/target.ts';
import { encodeRequest } from '../../resp/encode.ts';
import { argsOf } from '../shards/command-rows.ts';
import { EVERYWHERE, IMPOSSIBLE, MESSAGES, SPLIT } from './cluster-commands.ts';

/** Who brings it there. */
export interface Carrier {
  /** A key of the snapshot, or a part of one. `isPart`: more of it follows, or came before. */
  tellKey(slot: number, bytes: Uint8Array, commands: number, isPart: boolean): void;
  /** A command of the feed. */
  tell(slot: number, bytes: Uint8Array, offset: number, inTransaction: boolean): void;
  /** A command that each master has to execute. */
  tellAll(args: readonly Uint8Array[], offset: number): void;
  /** Whether a slot has what ends at `offset`. */
  has(slot: number, offset: number): boolean;
  /** A transaction of the source was about several slots, and is not done as a whole. */
  onSpread(): void;
}

export interface ClusterSinkOptions {
  /** What messages call the cluster. */
  readonly name: string;
  /** Undefined: it does not tell. */
  readonly server?: Target | undefined;
  readonly onLoss: (loss: Loss) => void;
}

/** A server does nothing else while it reads a payload. */
const LONGEST_RESTORE = 32 << 20;
const LONGEST_ARGUMENT = 32 << 20;
/** A key is told in parts from this size on. */
const PART_BYTES = 4 << 20;

export class ClusterSink extends ForwardSink {
  readonly command: NonNullable<EntrySink['command']> = (place, rows, count) => this.take(place, rows, count);
  private readonly options: ClusterSinkOptions;
  private readonly carrier: Carrier;
  private readonly formatter: RespFormatter;
  private readonly out: ByteWriter;
  private pieces: Uint8Array[] = [];
  private size = 0;
  private commands = 0;
  private slot = 0;
  private isPart = false;
  private isWithinKey = false;
  private arena: Arena | undefined;
  private readonly names = new Map<string, string>();
  /** A transaction of the source is open, and the slots it is about. */
  isWithinMulti = false;
  private slots = new Set<number>();

  constructor(carrier: Carrier, options: ClusterSinkOptions) {
    const out = new ByteWriter((bytes) => this.collect(bytes));
    const formatter = new RespFormatter(out, {
      ...(options.server === undefined ? {} : { target: options.server }),
      restore: 'collections',
      longestRestore: LONGEST_RESTORE,
      longestArgument: LONGEST_ARGUMENT,
      replace: true,
      del: true,
      onLoss: options.onLoss,
      selection: { db: 0 },
      onCommand: () => this.begins(),
    });
    super(formatter);
    this.out = out;
    this.formatter = formatter;
    this.carrier = carrier;
    this.options = options;
  }

  /** Nothing of it: each key goes its own way. */
  get stringKeys(): undefined {
    return undefined;
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.arena = arena;
  }

  override key(header: KeyHeader): Interest {
    const key = this.memory.u8.subarray(header.start, header.end);
    if (header.db !== 0) throw this.otherDb(header.db, quoteBytes(key));
    this.slot = keySlot(key);
    this.isWithinKey = true;
    return super.key(header);
  }

  override endKey(end: KeyEnd): Interest | undefined {
    const again = super.endKey(end);
    if (again !== undefined) return again;
    this.isWithinKey = false;
    this.send();
    this.isPart = false;
    return undefined;
  }

  override functionLibrary({ engine, name, code }: FunctionLibrary): void {
    const head = Buffer.from(code.subarray(0, 2)).toString('latin1');
    // Of 7.0 release candidates; the code does not say what it is.
    const source =
      head === '#!' ? code : Buffer.concat([Buffer.from(`#!${engine} name=`), name, Buffer.from('\n'), code]);
    this.carrier.tellAll([Buffer.from('FUNCTION'), Buffer.from('LOAD'), source], 0);
  }

  /** What has been told of the snapshot is not wanted. */
  abandon(): void {
    this.isWithinKey = false;
    this.isWithinMulti = false;
    this.isPart = false;
    this.formatter.abandon();
    this.drop();
  }

  private collect(bytes: Uint8Array): void {
    this.pieces.push(Buffer.from(bytes));
    this.size += bytes.length;
  }

  /** A command begins: those before it are whole. */
  private begins(): void {
    const pending = this.size + this.out.at - this.out.region.start;
    if (this.isWithinKey && this.commands > 0 && pending >= PART_BYTES) {
      this.isPart = true;
      this.send();
    }
    this.commands++;
  }

  private send(): void {
    if (this.commands === 0) return;
    this.out.flush();
    const [first] = this.pieces;
    const bytes = this.pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.pieces);
    this.carrier.tellKey(this.slot, bytes, this.commands, this.isPart);
    this.drop();
  }

  private drop(): void {
    this.pieces = [];
    this.size = 0;
    this.commands = 0;
  }

  private take({ db, replOffset = 0 }: CommandPlace, rows: number, count: number): void {
    const name = this.nameOf(rows);
    if (name === 'SELECT') return;
    if (name === 'MULTI' || name === 'EXEC') {
      if (name === 'EXEC' && this.slots.size > 1) this.carrier.onSpread();
      this.isWithinMulti = name === 'MULTI';
      this.slots.clear();
      return;
    }
    const args = argsOf(this.memory, rows, count);
    if (EVERYWHERE.has(name)) {
      this.carrier.tellAll(args, replOffset);
      return;
    }
    const impossible = IMPOSSIBLE.get(name);
    if (impossible !== undefined) throw this.refused(name, args, impossible);
    if (db !== 0) throw this.otherDb(db, name);
    const positions = MESSAGES.has(name)
      ? [1]
      : keyPositions(name, count, (index) =>
          Buffer.from(args[index] ?? [])
            .toString('latin1')
            .toUpperCase(),
        );
    const slots = positions.map((index) => keySlot(args[index] ?? new Uint8Array()));
    const [first] = slots;
    if (first === undefined) throw this.refused(name, args, 'nothing says to which node it has to go');
    if (slots.every((slot) => slot === first)) this.tell(first, args, replOffset);
    else this.split(name, args, replOffset);
  }

  /** Keys of several slots: a command for each slot, where that does the same. */
  private split(name: string, args: readonly Uint8Array[], offset: number): void {
    const step = SPLIT.get(name);
    if (step === undefined) throw this.refused(name, args, 'its keys are of different slots');
    const [command = new Uint8Array()] = args;
    const parts = new Map<number, Uint8Array[]>();
    for (let index = 1; index < args.length; index += step) {
      const slot = keySlot(args[index] ?? new Uint8Array());
      const part = parts.get(slot) ?? [command];
      part.push(...args.slice(index, index + step));
      parts.set(slot, part);
    }
    for (const [slot, part] of parts) this.tell(slot, part, offset);
  }

  private tell(slot: number, args: readonly Uint8Array[], offset: number): void {
    if (this.isWithinMulti) this.slots.add(slot);
    if (!this.carrier.has(slot, offset)) this.carrier.tell(slot, encodeRequest(args), offset, this.isWithinMulti);
  }

  private refused(name: string, args: readonly Uint8Array[], why: string): ReplicationError {
    const key = args[1] === undefined ? '' : ` ${quoteBytes(args[1].subarray(0, 100))}`;
    return new ReplicationError('TARGET', `${this.options.name} is a cluster, which cannot do ${name}${key}: ${why}`);
  }

  private otherDb(db: number, what: string): ReplicationError {
    const text = `${this.options.name} is a cluster, which has database 0 only, and ${what} is in database ${db}`;
    return new ReplicationError('TARGET', `${text}: --db-map ${db}:0 puts it there, --db 0 leaves it out`);
  }

  private nameOf(rows: number): string {
    const { u32 } = this.memory;
    const written = this.memory.latin1(u32[rows >>> 2] ?? 0, u32[(rows >>> 2) + 1] ?? 0);
    let name = this.names.get(written);
    if (name === undefined) {
      name = written.toUpperCase();
      this.names.set(written, name);
    }
    return name;
  }

  private get memory(): Arena {
    if (this.arena === undefined) throw new Error('the sink is not open');
    return this.arena;
  }
}
