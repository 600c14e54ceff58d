/** A sink in front of a sink that lets only commands through that change data, and messages if they are wanted. */
import type { Arena } from '../bytes/arena.ts';
import { CommandSink } from '../filter/feed/command-sink.ts';
import { HeldMulti } from '../filter/feed/held-multi.ts';
import type { CommandPlace, EntrySink, SourceHeader } from '../model/sink.ts';
import { WordTable } from '../model/word-table.ts';
import { ENTRY_OPTIONS } from './entry-options.ts';
import { LINK_COMMANDS, type LinkCommand } from './link-commands.ts';

const STAR = 0x2a;

const SIGNS: ReadonlySet<number> = new Set([0x3d, 0x7e]);

export class WritesOnly extends CommandSink {
  private readonly names = new WordTable<LinkCommand>(Object.entries(LINK_COMMANDS));
  private readonly transaction = new HeldMulti((place, rows, count) => this.send(place, rows, count));
  private readonly publish: boolean;

  /** @param publish - whether messages of PUBLISH are wanted */
  constructor(target: EntrySink, publish: boolean) {
    super(target);
    this.publish = publish;
  }

  override open(arena: Arena): void {
    this.transaction.open(arena);
    super.open(arena);
  }

  override begin(header: SourceHeader): void {
    this.transaction.reset();
    super.begin(header);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args, transaction } = this;
    args.set(rows, count);
    const known = this.names.at(args.arena.u8, args.start(0), args.end(0));
    if (known !== undefined && !this.passes(known, place)) return;
    transaction.release();
    this.send(place, rows, count);
  }

  private passes({ kind }: LinkCommand, place: CommandPlace): boolean {
    const { args, transaction } = this;
    switch (kind) {
      case 'link':
        return false;
      case 'message':
        return this.publish;
      case 'cluster':
        return args.count > 1 && args.word(1) === 'FLUSHSLOT';
      case 'entry':
        return !this.isDuplicate();
      case 'transaction':
        if (args.size(0) === 'EXEC'.length) return transaction.onExec();
        transaction.onMulti(place, args);
        return false;
      default:
        return kind satisfies never;
    }
  }

  /** XADD key [options] id field value …: is the id a star? */
  private isDuplicate(): boolean {
    const { args } = this;
    const { u8 } = args.arena;
    for (let i = 2; i < args.count; i++) {
      const option = ENTRY_OPTIONS.at(u8, args.start(i), args.end(i));
      if (option === undefined) return args.size(i) === 1 && u8[args.start(i)] === STAR;
      if (option.signed === true && args.size(i + 1) === 1 && SIGNS.has(u8[args.start(i + 1)] ?? 0)) i++;
      i += option.after;
    }
    return false;
  }
}
