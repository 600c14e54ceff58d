/**
 * A sink in front of a sink that lets wanted keys through. Values of keys that are not wanted are skipped; where the value's
 * size or number of elements decides, it is measured first and then played again.
 */
import type { Arena } from '../bytes/arena.ts';
import { ENOUGH } from '../model/sink.ts';
import type { ReadableFields } from '../model/readable.ts';
import type { CronJob, EntrySink, Interest, KeyEnd, KeyHeader, SourceHeader } from '../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../model/stream.ts';
import { CommandFilter, needsKeys } from './command-filter.ts';
import { FeedFilter } from './feed/feed-filter.ts';
import type { FeedFilterOptions, FilterTally } from './feed/feed-outcome.ts';
import type { SendCommand } from './feed/held-multi.ts';
import { ForwardSink } from './forward-sink.ts';
import { passesHeader, type FilterOptions } from './key-filter.ts';

export class FilterSink extends ForwardSink {
  private readonly options: FilterOptions;
  private arena: Arena | undefined;
  /** What happens to the key at hand. */
  private state: 'passed' | 'measured' | 'dropped' = 'dropped';
  private header: KeyHeader | undefined;
  private elements = 0;
  private passed = 0;
  readonly command: EntrySink['command'];
  readonly annotation: EntrySink['annotation'];
  /** What commands are held against. */
  private readonly commands: CommandFilter | FeedFilter | undefined;
  private readonly tally: FilterTally | undefined;

  /** @param feed - commands are not only looked at: what is left of them has to do to a target what it should */
  constructor(target: EntrySink, options: FilterOptions, feed?: FeedFilterOptions) {
    super(target);
    this.options = options;
    this.tally = feed?.tally;
    const send: SendCommand = (place, rows, count) => target.command?.(place, rows, count);
    if (feed) this.commands = new FeedFilter(options, feed, send);
    else if (target.command && !needsKeys(options)) this.commands = new CommandFilter(options, this.limited(send));
    const { commands } = this;
    if (commands) this.command = (place, rows, count) => commands.command(place, rows, count);
    if (target.annotation) this.annotation = (start, end, offset) => target.annotation?.(start, end, offset);
  }

  protected override get isPassed(): boolean {
    return this.state === 'passed';
  }

  override get singlePass(): boolean {
    return this.state === 'dropped' || (this.isPassed && super.singlePass);
  }

  override open(arena: Arena): void {
    this.arena = arena;
    this.commands?.open(arena);
    super.open(arena);
  }

  override begin(header: SourceHeader): void {
    this.commands?.reset();
    super.begin(header);
  }

  override key(header: KeyHeader): Interest {
    const { options } = this;
    this.state = 'dropped';
    if (options.limit === 0) throw ENOUGH;
    if (!passesHeader(options, header, () => this.bytes(header.start, header.end))) return this.drop();
    if (options.minElements !== undefined) return this.measure(header, 'elements');
    if (this.measures()) return this.measure(header, 'skip');
    this.state = 'passed';
    return this.target.key(header);
  }

  private drop(): Interest {
    if (this.tally !== undefined) this.tally.filtered++;
    return 'skip';
  }

  /** Whether values are measured before they are wanted, and so played twice. */
  private measures(): boolean {
    const { minSize, maxSize, minElements } = this.options;
    return minSize !== undefined || maxSize !== undefined || minElements !== undefined;
  }

  private measure(header: KeyHeader, interest: Interest): Interest {
    this.state = 'measured';
    this.elements = 0;
    this.header = header;
    return interest;
  }

  override string(start: number, end: number, last: boolean): void {
    if (this.state === 'passed') this.target.string(start, end, last);
    else if (last) this.elements = 1;
  }
  override items(rows: number, count: number): void {
    if (this.state === 'passed') this.target.items(rows, count);
    else this.elements += count;
  }
  override fields(rows: number, count: number): void {
    if (this.state === 'passed') this.target.fields(rows, count);
    // Of a path hash the paths are what counts.
    else if (this.header?.type === 'hash') this.elements += count;
  }
  override members(rows: number, count: number): void {
    if (this.state === 'passed') this.target.members(rows, count);
    else this.elements += count;
  }
  override memberExpire(start: number, end: number, expireAtMs: number): void {
    if (this.state === 'passed') this.target.memberExpire(start, end, expireAtMs);
  }
  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    if (this.state === 'passed') this.target.streamEntry(idStart, idEnd, rows, count);
    else this.elements++;
  }
  override streamTotals(totals: StreamTotals): void {
    if (this.state === 'passed') this.target.streamTotals(totals);
  }
  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    if (this.state === 'passed') this.target.group(group, pending, consumers);
  }
  override idmp(idmp: StreamIdmp): void {
    if (this.state === 'passed') this.target.idmp(idmp);
  }
  override array(count: number, insertIndex: bigint | undefined): void {
    if (this.state === 'passed') this.target.array(count, insertIndex);
    else this.elements = count;
  }
  override arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    if (this.state === 'passed') this.target.arrayItem(index, start, end, bare);
  }
  override path(start: number, end: number): void {
    if (this.state === 'passed') this.target.path(start, end);
    else this.elements++;
  }
  override cron(job: CronJob): void {
    if (this.state === 'passed') this.target.cron(job);
    else this.elements = 1;
  }
  override module(start: number, end: number, fields?: ReadableFields): void {
    if (this.state === 'passed') this.target.module(start, end, fields);
    else this.elements = 1;
  }

  /** Commands of a log count as keys do. */
  private limited(send: SendCommand): SendCommand {
    const { limit } = this.options;
    return (place, rows, count) => {
      if (limit === 0) throw ENOUGH;
      send(place, rows, count);
      if (++this.passed === limit) throw ENOUGH;
    };
  }

  override endKey(end: KeyEnd): Interest | undefined {
    if (this.state === 'measured') return this.judge(end);
    if (this.state === 'dropped') return undefined;
    const again = this.target.endKey(end);
    if (again !== undefined) return again;
    if (++this.passed === this.options.limit) throw ENOUGH;
    return undefined;
  }

  /** The value has been measured: is the key wanted after all? */
  private judge(end: KeyEnd): Interest | undefined {
    const { minSize = 0, maxSize = Infinity, minElements = 0 } = this.options;
    const fits = end.sizeBytes >= minSize && end.sizeBytes <= maxSize && this.elements >= minElements;
    this.state = 'dropped';
    if (!fits || this.header === undefined) {
      this.drop();
      return undefined;
    }
    this.state = 'passed';
    // The key may have moved while its value went by.
    return this.target.key({ ...this.header, start: end.start, end: end.end });
  }

  private bytes(start: number, end: number): Uint8Array {
    return this.arena?.u8.subarray(start, end) ?? new Uint8Array();
  }
}
