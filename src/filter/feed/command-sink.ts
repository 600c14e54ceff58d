/** A sink in front of a sink that does something about commands, and hands keys on as they come. */
import type { Arena } from '../../bytes/arena.ts';
import type { CommandPlace, EntrySink, RecordPlace, StoredKeyTaker, StringKeys } from '../../model/sink.ts';
import { ForwardSink } from '../forward-sink.ts';
import { CommandArgs } from './command-args.ts';

export abstract class CommandSink extends ForwardSink {
  protected readonly args = new CommandArgs();
  readonly annotation: EntrySink['annotation'];
  readonly goOn: (() => RecordPlace | undefined) | undefined;
  private readonly run = (keys: StringKeys): void => this.tellRun(keys);

  constructor(target: EntrySink) {
    super(target);
    if (target.annotation) this.annotation = (start, end, offset) => target.annotation?.(start, end, offset);
    if (target.goOn) this.goOn = () => target.goOn?.();
  }

  /** Asked anew for each run: a sink may come to know only at the first key whether it takes them. */
  get stringKeys(): EntrySink['stringKeys'] {
    return this.target.stringKeys === undefined ? undefined : this.run;
  }

  get storedKeys(): StoredKeyTaker | undefined {
    return this.target.storedKeys;
  }

  override open(arena: Arena): void {
    this.args.open(arena);
    super.open(arena);
  }

  abstract command(place: CommandPlace, rows: number, count: number): void;

  protected tellRun(keys: StringKeys): void {
    this.target.stringKeys?.(keys);
  }

  protected send(place: CommandPlace, rows: number, count: number): void {
    this.target.command?.(place, rows, count);
  }
}
