/** A sink in front of a sink that counts what passes: keys of snapshots by type, commands of the feed by name. */
import { CommandSink } from '../filter/feed/command-sink.ts';
import { CommandNames } from '../model/command-names.ts';
import type { CommandPlace, EntrySink, FunctionLibrary, Interest, KeyHeader, StringKeys } from '../model/sink.ts';
import type { ReplicationStatus } from './status.ts';

type Counts = Pick<ReplicationStatus, 'keys' | 'commands' | 'commandBytes'>;

/** `*`, `$` and CR LF around a number of one digit. */
const HEADER_BYTES = 4;
const CRLF_BYTES = 2;
/** What names are counted as that no server has. */
const OTHER = 'OTHER';
const MOST_NAMES = 1000;
const NAME = /^[\x21-\x7e]{1,64}$/;

export class CountingSink extends CommandSink {
  private readonly counts: Counts;
  private readonly names = new CommandNames((name) => this.named(name));

  constructor(target: EntrySink, counts: Counts) {
    super(target);
    this.counts = counts;
  }

  override key(header: KeyHeader): Interest {
    this.count(header.type, 1);
    return super.key(header);
  }

  override functionLibrary(library: FunctionLibrary, offset: number): void {
    this.count('function', 1);
    super.functionLibrary(library, offset);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args, counts } = this;
    args.set(rows, count);
    const start = args.start(0);
    const end = args.end(0);
    const name = this.names.at(args.arena.u8, start, end);
    counts.commands.set(name.text, (counts.commands.get(name.text) ?? 0) + 1);
    // Arguments stand one behind the other, as they came.
    const head = 2 * HEADER_BYTES + digits(count) + digits(end - start) - 2;
    counts.commandBytes += args.end(count - 1) + CRLF_BYTES - start + head;
    this.send(place, rows, count);
  }

  protected override tellRun(keys: StringKeys): void {
    this.count('string', keys.count);
    super.tellRun(keys);
  }

  private count(type: string, more: number): void {
    const { keys } = this.counts;
    keys.set(type, (keys.get(type) ?? 0) + more);
  }

  private named(name: string): { readonly text: string } {
    const { commands } = this.counts;
    return { text: NAME.test(name) && (commands.has(name) || commands.size < MOST_NAMES) ? name : OTHER };
  }
}

function digits(n: number): number {
  let count = 1;
  for (let left = n; left >= 10; left /= 10) count++;
  return count;
}
