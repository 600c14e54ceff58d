/**
 * A target that nothing is sent to: it prints what would be, a command a line, as redis-cli prints what MONITOR tells. Of a snapshot it
 * prints a RESTORE a key, with what the value is in the place of its bytes.
 */
import { ByteWriter } from '../bytes/writer.ts';
import { printBytes } from '../formatters/printable.ts';
import type { Output } from '../io/output.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import { NullSink } from '../model/null-sink.ts';
import type { CommandPlace, FunctionLibrary, Interest, KeyEnd, KeyHeader } from '../model/sink.ts';
import type { Position } from '../replication/position.ts';
import type { Kept, Lane, LaneSource, Target } from './target.ts';

/** What is shown of an argument, in bytes, and of a command, in arguments. */
const LONGEST_ARGUMENT = 60;
const MOST_ARGUMENTS = 12;

export interface DryRunOptions {
  /** What would have been written to, for messages. */
  readonly name: string;
  /** Whether that takes messages of PUBLISH. */
  readonly messages: boolean;
  /** Where to print. */
  readonly open: () => Promise<Output>;
}

export class DryRun implements Target {
  readonly name: string;
  readonly takes = 'writes';
  readonly messages: boolean;
  private readonly options: DryRunOptions;
  private output: Output | undefined;

  constructor(options: DryRunOptions) {
    this.name = options.name;
    this.messages = options.messages;
    this.options = options;
  }

  async open(): Promise<void> {
    this.output = await this.options.open();
  }

  lane(_source: LaneSource, _kept: Kept | undefined): Promise<Lane> {
    if (this.output === undefined) throw new Error('the target is not open');
    return Promise.resolve(new DryLane(this.output));
  }

  async close(): Promise<void> {
    await this.output?.sync();
    this.output?.close();
  }
}

class DryLane implements Lane {
  readonly sink: CommandPrinter;
  readonly at = undefined;
  confirmed: Position | undefined;
  private readonly output: Output;
  private readonly out: ByteWriter;

  constructor(output: Output) {
    this.output = output;
    this.out = new ByteWriter((bytes) => output.write(bytes));
    this.sink = new CommandPrinter(this.out);
  }

  async beginSnapshot(_at: Position): Promise<void> {}

  async endSnapshot(at: Position): Promise<void> {
    await this.reached(at);
    this.confirmed = at;
  }

  async abandonSnapshot(): Promise<void> {}

  reached(at: Position): Promise<void> | undefined {
    this.out.flush();
    // Of a snapshot nothing is certain before its end.
    if (this.confirmed !== undefined) this.confirmed = at;
    return this.output.room();
  }

  keep(): Kept {
    return {};
  }

  async drain(): Promise<void> {
    this.out.flush();
    await this.output.sync();
  }

  async close(_clean: boolean): Promise<void> {}
}

/** `[0] SET user:1 "a value"`. */
class CommandPrinter extends NullSink {
  private readonly out: ByteWriter;
  /** The key at hand, until its value is over. */
  private head: Pick<KeyHeader, 'db' | 'type' | 'expireAtMs'> | undefined;

  constructor(out: ByteWriter) {
    super();
    this.out = out;
  }

  override functionLibrary({ name }: FunctionLibrary): void {
    this.line(0, `FUNCTION LOAD REPLACE (library ${printBytes(name, LONGEST_ARGUMENT)})`);
  }

  override key({ db, type, expireAtMs }: KeyHeader): Interest {
    this.head = { db, type, expireAtMs };
    return 'skip';
  }

  override endKey({ start, end, sizeBytes }: KeyEnd): undefined {
    if (this.head === undefined) return;
    const { db, type, expireAtMs } = this.head;
    const key = printBytes(this.arena.u8.subarray(start, end), LONGEST_ARGUMENT);
    const until = expireAtMs === undefined ? '' : ' ABSTTL';
    this.line(db, `RESTORE ${key} ${expireAtMs ?? 0} (${type}, ${sizeBytes} bytes)${until}`);
  }

  command({ db }: CommandPlace, rows: number, count: number): void {
    const { u8, u32 } = this.arena;
    const words: string[] = [];
    for (let i = 0; i < Math.min(count, MOST_ARGUMENTS); i++) {
      const at = (rows + ROW_BYTES * i) >>> 2;
      words.push(printBytes(u8.subarray(u32[at] ?? 0, u32[at + 1] ?? 0), LONGEST_ARGUMENT));
    }
    if (count > MOST_ARGUMENTS) words.push(`… (${count} arguments)`);
    this.line(db, words.join(' '));
  }

  private line(db: number, text: string): void {
    this.out.open(this.arena);
    this.out.begin();
    this.out.text(`[${db}] ${text}\n`);
  }
}
