/**
 * A sink in front of a sink that lets wanted keys through. Values of keys that are not wanted are skipped; where the value's
 * size or number of elements decides, it is measured first and then played again.
 */
import type { Arena } from '../bytes/arena.ts';
import type { ModuleId } from '../model/module-id.ts';
import { ENOUGH } from '../model/sink.ts';
import type { ReadableFields } from '../model/readable.ts';
import type {
  CommandPlace,
  CronJob,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  SourceEnd,
  SourceHeader,
} from '../model/sink.ts';
import type {
  PendingEntries,
  StreamConsumer,
  StreamGroup,
  StreamId,
  StreamIdmp,
  StreamTotals,
} from '../model/stream.ts';
import { CommandFilter, needsKeys } from './command-filter.ts';
import { passesHeader, type FilterOptions } from './key-filter.ts';

export class FilterSink implements EntrySink {
  private readonly target: EntrySink;
  private readonly options: FilterOptions;
  private arena: Arena | undefined;
  /** What happens to the key at hand. */
  private state: 'passed' | 'measured' | 'dropped' = 'dropped';
  private header: KeyHeader | undefined;
  private elements = 0;
  private passed = 0;
  readonly command: EntrySink['command'];
  readonly annotation: EntrySink['annotation'];
  private readonly commands: CommandFilter;
  readonly raw?: (start: number, end: number) => void;
  readonly blob?: (sizeBytes: number, plain: boolean) => void;
  readonly streamNode?: (key: StreamId, rows: number, count: number) => void;
  readonly deletedStreamEntry?: (idStart: number, idEnd: number, rows: number, count: number) => void;

  constructor(target: EntrySink, options: FilterOptions) {
    this.target = target;
    this.options = options;
    this.commands = new CommandFilter(options);
    if (target.command && !needsKeys(options)) {
      this.command = (place, rows, count) => this.filterCommand(place, rows, count);
    }
    if (target.annotation) this.annotation = (start, end, offset) => target.annotation?.(start, end, offset);
    const passed = (): boolean => this.state === 'passed';
    // What a sink asks for by having a method, the decoder only gives if we have it too.
    if (target.raw) this.raw = (start, end) => (passed() ? target.raw?.(start, end) : undefined);
    if (target.blob) this.blob = (size, plain) => (passed() ? target.blob?.(size, plain) : undefined);
    if (target.streamNode)
      this.streamNode = (key, rows, count) => (passed() ? target.streamNode?.(key, rows, count) : undefined);
    if (target.deletedStreamEntry) {
      this.deletedStreamEntry = (id, end, rows, count) =>
        passed() ? target.deletedStreamEntry?.(id, end, rows, count) : undefined;
    }
  }

  /** Of the value at hand: a sink may know only then. */
  get singlePass(): boolean {
    return this.state === 'dropped' || (this.state === 'passed' && this.target.singlePass === true);
  }

  open(arena: Arena): void {
    this.arena = arena;
    this.commands.open(arena);
    this.target.open(arena);
  }
  begin(header: SourceHeader): void {
    this.target.begin(header);
  }
  aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, offset: number): void {
    this.target.aux(nameStart, nameEnd, valueStart, valueEnd, offset);
  }
  selectDb(db: number, offset: number): void {
    this.target.selectDb(db, offset);
  }
  resizeDb(keys: number, expires: number, offset: number): void {
    this.target.resizeDb(keys, expires, offset);
  }
  slotInfo(slot: number, keys: number, expires: number, offset: number): void {
    this.target.slotInfo(slot, keys, expires, offset);
  }
  slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], offset: number): void {
    this.target.slotImport(job, ranges, offset);
  }
  functionLibrary(library: FunctionLibrary, offset: number): void {
    this.target.functionLibrary(library, offset);
  }
  moduleAux(module: ModuleId, when: 'before-keys' | 'after-keys', start: number, end: number, offset: number): void {
    this.target.moduleAux(module, when, start, end, offset);
  }
  hashTemplate(id: bigint, fields: readonly Uint8Array[], offset: number): void {
    this.target.hashTemplate(id, fields, offset);
  }

  key(header: KeyHeader): Interest {
    const { options } = this;
    this.state = 'dropped';
    if (options.limit === 0) throw ENOUGH;
    if (!passesHeader(options, header, () => this.bytes(header.start, header.end))) return 'skip';
    if (options.minElements !== undefined) return this.measure(header, 'elements');
    if (this.measures()) return this.measure(header, 'skip');
    this.state = 'passed';
    return this.target.key(header);
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

  string(start: number, end: number, last: boolean): void {
    if (this.state === 'passed') this.target.string(start, end, last);
    else if (last) this.elements = 1;
  }
  items(rows: number, count: number): void {
    if (this.state === 'passed') this.target.items(rows, count);
    else this.elements += count;
  }
  fields(rows: number, count: number): void {
    if (this.state === 'passed') this.target.fields(rows, count);
    // Of a path hash the paths are what counts.
    else if (this.header?.type === 'hash') this.elements += count;
  }
  members(rows: number, count: number): void {
    if (this.state === 'passed') this.target.members(rows, count);
    else this.elements += count;
  }
  memberExpire(start: number, end: number, expireAtMs: number): void {
    if (this.state === 'passed') this.target.memberExpire(start, end, expireAtMs);
  }
  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    if (this.state === 'passed') this.target.streamEntry(idStart, idEnd, rows, count);
    else this.elements++;
  }
  streamTotals(totals: StreamTotals): void {
    if (this.state === 'passed') this.target.streamTotals(totals);
  }
  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    if (this.state === 'passed') this.target.group(group, pending, consumers);
  }
  idmp(idmp: StreamIdmp): void {
    if (this.state === 'passed') this.target.idmp(idmp);
  }
  array(count: number, insertIndex: bigint | undefined): void {
    if (this.state === 'passed') this.target.array(count, insertIndex);
    else this.elements = count;
  }
  arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    if (this.state === 'passed') this.target.arrayItem(index, start, end, bare);
  }
  path(start: number, end: number): void {
    if (this.state === 'passed') this.target.path(start, end);
    else this.elements++;
  }
  cron(job: CronJob): void {
    if (this.state === 'passed') this.target.cron(job);
    else this.elements = 1;
  }
  module(start: number, end: number, fields?: ReadableFields): void {
    if (this.state === 'passed') this.target.module(start, end, fields);
    else this.elements = 1;
  }

  private filterCommand(place: CommandPlace, rows: number, count: number): void {
    if (this.options.limit === 0) throw ENOUGH;
    if (!this.commands.passes(place.db, rows, count)) return;
    this.target.command?.(place, rows, count);
    if (++this.passed === this.options.limit) throw ENOUGH;
  }

  endKey(end: KeyEnd): Interest | undefined {
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
    if (!fits || this.header === undefined) return undefined;
    this.state = 'passed';
    // The key may have moved while its value went by.
    return this.target.key({ ...this.header, start: end.start, end: end.end });
  }

  end(end: SourceEnd): void {
    this.target.end(end);
  }

  private bytes(start: number, end: number): Uint8Array {
    return this.arena?.u8.subarray(start, end) ?? new Uint8Array();
  }
}
