/** NDJSON and JSON arrays of record-schema.md: the records of a file, or its keys alone. */
import type { Arena } from '../../bytes/arena.ts';
import type { ByteWriter } from '../../bytes/writer.ts';
import { LAYOUT, ROW_BYTES, STOP, type BytesMode } from '../../kernels/kernels.ts';
import type { ModuleId } from '../../model/module-id.ts';
import type { ReadableFields } from '../../model/readable.ts';
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
  StringKeys,
} from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../../model/stream.ts';
import type { OutputSink } from '../formatter.ts';
import { CommandText } from './command-text.ts';
import { HashText } from './hash-text.ts';
import { KeyFrames } from './key-frame.ts';
import { MemberTimes } from './member-times.ts';
import { printModule, printModuleBytes } from './module-text.ts';
import type { JsonOptions } from './options.ts';
import { printRows } from './rows.ts';
import { printGroup, printIdmp, printTotals } from './stream-text.ts';
import { StringText } from './string-text.ts';

const CLOSE = 0x7d;
const NEWLINE = 0x0a;

export class JsonFormatter implements OutputSink {
  private readonly out: ByteWriter;
  private readonly options: JsonOptions;
  private readonly mode: BytesMode;
  private readonly hash: HashText;
  private readonly text: StringText;
  private readonly memberTimes: MemberTimes;
  private readonly frames: KeyFrames;
  private readonly commands: CommandText;
  private type: KeyHeader['type'] = 'string';
  private module_: ModuleId | undefined;
  private skipped = false;
  /** What of a value is still open. */
  private unclosed: 'items' | 'entries' | 'groups' | 'idmp' | 'path' | 'array' | 'none' = 'none';
  private any = false;
  stringKeys: ((keys: StringKeys) => void) | undefined;
  /** Only where records are wanted: JSON of keys, or keys alone, is of those that a log leaves. */
  readonly command: EntrySink['command'];
  private readonly endsLines: boolean;
  /** A record is begun and not ended. */
  private within = false;

  constructor(out: ByteWriter, options: JsonOptions) {
    this.out = out;
    this.options = options;
    this.mode = options.bytes;
    this.endsLines = !options.array && options.nested !== true;
    this.hash = new HashText(out, this.mode);
    this.text = new StringText(out, this.mode);
    this.memberTimes = new MemberTimes(out, this.mode);
    this.frames = new KeyFrames(out, options);
    this.commands = new CommandText(out, this.mode);
    if (options.records && !options.array && !options.keysOnly) {
      this.command = (place, rows, count) => this.printCommand(place, rows, count);
    }
    this.stringKeys = this.endsLines && !options.slots ? (keys) => this.printStringKeys(keys) : undefined;
  }

  from(source: string): void {
    this.frames.from(source);
    this.commands.from(source);
    this.stringKeys = undefined;
  }

  open(arena: Arena): void {
    this.out.open(arena);
    this.frames.clear();
    this.commands.clear();
  }

  begin(header: SourceHeader): void {
    if (!this.options.records) return;
    const { format, version, dialect } = header;
    this.record('header', header.offset);
    this.out.ascii(`,"format":"${format}"`);
    if (version !== undefined) this.out.ascii(`,"version":${version}`);
    this.out.ascii(`,"dialect":"${dialect}"`);
    this.endRecord();
  }

  aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, offset: number): void {
    if (!this.options.records) return;
    this.record('aux', offset);
    this.out.ascii(',"name":');
    this.out.string(nameStart, nameEnd, this.mode);
    this.out.ascii(',"value":');
    this.out.string(valueStart, valueEnd, this.mode);
    this.endRecord();
  }

  selectDb(db: number, offset: number): void {
    this.plain('select-db', offset, { db });
  }

  resizeDb(keys: number, expires: number, offset: number): void {
    this.plain('resize-db', offset, { keys, expires });
  }

  slotInfo(slot: number, keys: number, expires: number, offset: number): void {
    this.plain('slot-info', offset, { slot, keys, expires });
  }

  slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], offset: number): void {
    if (!this.options.records) return;
    this.record('slot-import', offset);
    this.out.ascii(',"job":');
    this.out.bytes(job, this.mode);
    this.out.ascii(`,"ranges":${JSON.stringify(ranges)}`);
    this.endRecord();
  }

  functionLibrary(library: FunctionLibrary, offset: number): void {
    if (!this.options.records) return;
    this.record('function', offset);
    this.out.ascii(',"engine":');
    this.out.text(JSON.stringify(library.engine));
    this.out.ascii(',"name":');
    this.out.bytes(library.name, this.mode);
    if (library.description) {
      this.out.ascii(',"description":');
      this.out.bytes(library.description, this.mode);
    }
    this.out.ascii(',"code":');
    this.out.bytes(library.code, this.mode);
    this.endRecord();
  }

  moduleAux(module: ModuleId, when: 'before-keys' | 'after-keys', start: number, end: number, offset: number): void {
    if (!this.options.records) return;
    this.record('module-aux', offset);
    this.out.ascii(`,"module":"${module.name}","moduleVersion":${module.version},"when":"${when}","payload":`);
    printModuleBytes(this.out, module, start, end);
    this.endRecord();
  }

  hashTemplate(id: bigint, fields: readonly Uint8Array[], offset: number): void {
    if (!this.options.records) return;
    this.record('hash-template', offset);
    this.out.ascii(`,"id":${id},"fields":`);
    this.strings(fields);
    this.endRecord();
  }

  private printStringKeys(keys: StringKeys): void {
    const { out } = this;
    const { memory } = out;
    const { head, tail } = this.frames.ofStrings(keys);
    const valued = this.options.keysOnly ? 0 : 1;
    const offset = this.options.records ? keys.offset : NaN;
    let done = 0;
    while (done < keys.count) {
      const stop = memory.kernels.jsonStringKeys(
        keys.rows + 2 * ROW_BYTES * done,
        keys.count - done,
        head.start,
        head.length,
        tail.start,
        tail.length,
        valued,
        offset,
        this.mode,
        out.at,
        out.region.end,
      );
      out.at = memory.freeAfter;
      out.begin();
      done += memory.rowsDone;
      if (stop !== STOP.DONE) out.makeRoom();
    }
  }

  protected printCommand(place: CommandPlace, rows: number, count: number): void {
    this.out.begin();
    this.within = true;
    this.commands.print(place, rows, count);
    this.within = false;
  }

  annotation(start: number, end: number, offset: number): void {
    if (!this.options.records) return;
    this.record('annotation', offset);
    this.out.ascii(',"text":');
    this.out.string(start, end, this.mode);
    this.endRecord();
  }

  key(header: KeyHeader): Interest {
    this.type = header.type;
    this.module_ = header.module;
    this.skipped = this.options.keysOnly;
    this.separate();
    this.frames.print(header, !this.skipped);
    if (this.skipped) return 'skip';
    this.beginValue();
    return 'elements';
  }

  private beginValue(): void {
    const { out } = this;
    this.memberTimes.clear();
    this.unclosed = 'none';
    switch (this.type) {
      case 'string':
        this.text.begin();
        break;
      case 'hash':
        this.hash.begin();
        break;
      case 'list':
      case 'set':
      case 'zset':
        out.ascii('[');
        this.unclosed = 'items';
        break;
      case 'stream':
        out.ascii('{"entries":[');
        this.unclosed = 'entries';
        break;
      case 'path-hash':
        out.ascii('[');
        this.unclosed = 'items';
        break;
      case 'array':
      case 'module':
      case 'cron':
        break;
    }
  }

  string(start: number, end: number, last: boolean): void {
    this.text.slice(start, end, last);
  }

  items(rows: number, count: number): void {
    printRows(this.out, rows, count, LAYOUT.ITEMS, this.mode);
  }

  fields(rows: number, count: number): void {
    if (this.type === 'hash') this.hash.fields(rows, count);
    else printRows(this.out, rows, 2 * count, LAYOUT.PAIRS, this.mode);
  }

  members(rows: number, count: number): void {
    printRows(this.out, rows, count, LAYOUT.SCORES, this.mode);
  }

  memberExpire(start: number, end: number, expireAtMs: number): void {
    this.memberTimes.add(start, end, expireAtMs);
  }

  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    const { out } = this;
    const { memory } = out;
    const stop = memory.kernels.jsonEntry(idStart, idEnd, rows, count, this.mode, out.at, out.region.end);
    if (stop === STOP.DONE) {
      out.at = memory.freeAfter;
      return;
    }
    out.ascii('{"id":');
    out.string(idStart, idEnd, 0);
    out.ascii(',"fields":[');
    printRows(out, rows, 2 * count, LAYOUT.PAIRS, this.mode);
    out.dropComma();
    out.ascii(']},');
  }

  streamTotals(totals: StreamTotals): void {
    this.out.dropComma();
    printTotals(this.out, totals);
    this.unclosed = 'groups';
  }

  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    printGroup(this.out, this.mode, group, pending, consumers);
  }

  idmp(idmp: StreamIdmp): void {
    this.out.dropComma();
    this.out.ascii(']');
    printIdmp(this.out, this.mode, idmp);
    this.unclosed = 'idmp';
  }

  array(count: number, insertIndex: bigint | undefined): void {
    this.out.ascii(`{"length":${count}`);
    if (insertIndex !== undefined) this.out.ascii(`,"insertIndex":${insertIndex}`);
    this.out.ascii(',"items":[');
    this.unclosed = 'array';
  }

  arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.out.ascii(`[${index},`);
    if (bare) this.out.ascii(this.out.memory.latin1(start, end));
    else this.out.string(start, end, this.mode);
    this.out.ascii('],');
  }

  path(start: number, end: number): void {
    const { out } = this;
    if (this.unclosed === 'path') this.closePath();
    out.ascii('[');
    out.string(start, end, this.mode);
    out.ascii(',[');
    this.unclosed = 'path';
  }

  cron(job: CronJob): void {
    const { out, mode } = this;
    out.ascii('{"script":');
    out.bytes(job.script, mode);
    out.ascii(`,"start":${job.startMs},"interval":${job.intervalMs},"keys":`);
    this.strings(job.keys);
    out.ascii(',"args":');
    this.strings(job.args);
    out.ascii('}');
  }

  module(start: number, end: number, fields?: ReadableFields): void {
    if (this.module_) printModule(this.out, this.module_, start, end, fields, this.options);
  }

  endKey(_end: KeyEnd): Interest | undefined {
    if (!this.skipped) {
      if (this.type === 'string' && this.text.end()) return 'elements';
      if (this.type === 'hash' && this.hash.end()) {
        this.memberTimes.clear();
        return 'elements';
      }
      this.closeValue();
      this.memberTimes.print();
    }
    this.endRecord();
    return undefined;
  }

  private closeValue(): void {
    const { out } = this;
    if (this.unclosed === 'none') return;
    if (this.unclosed === 'path') this.closePath();
    out.dropComma();
    if (this.unclosed === 'groups' || this.unclosed === 'array') out.ascii(']}');
    else out.ascii(this.unclosed === 'idmp' ? '}' : ']');
  }

  private closePath(): void {
    this.out.dropComma();
    this.out.ascii(']],');
  }

  end(end: SourceEnd): void {
    this.plain('eof', end.offset, { checksum: end.checksum, bytes: end.bytes });
  }

  /**
   * The source is damaged: the record at hand cannot be ended. It is dropped; if part of it has left already, it is closed
   * and says of itself that it is not whole.
   */
  abandon(): void {
    if (!this.within) return;
    const { out } = this;
    if (!out.left) {
      out.at = out.begun;
      this.within = false;
      return;
    }
    if (!this.skipped) this.abandonValue();
    out.ascii(',"incomplete":true');
    this.endRecord();
  }

  private abandonValue(): void {
    if (this.type === 'string') this.text.abandon();
    else if (this.type === 'hash') this.hash.abandon();
    else if (this.unclosed === 'none') {
      // These come whole, so nothing is there yet.
      this.out.ascii('{}');
    } else {
      const inEntries = this.unclosed === 'entries';
      this.closeValue();
      if (inEntries) this.out.ascii('}');
    }
  }

  /** Everything has been printed, of all sources. */
  finish(): void {
    if (this.options.array) this.out.ascii(this.any ? '\n]\n' : '[]\n');
    this.out.flush();
  }

  private strings(strings: readonly Uint8Array[]): void {
    const { out } = this;
    out.ascii('[');
    for (const string of strings) {
      out.bytes(string, this.mode);
      out.ascii(',');
    }
    out.dropComma();
    out.ascii(']');
  }

  private plain(name: string, offset: number, fields: Readonly<Record<string, number | string>>): void {
    if (!this.options.records) return;
    this.record(name, offset);
    for (const [field, value] of Object.entries(fields)) this.out.ascii(`,"${field}":${JSON.stringify(value)}`);
    this.endRecord();
  }

  private record(name: string, offset: number): void {
    this.separate();
    this.out.ascii(`{"record":"${name}","offset":${offset}`);
    this.frames.printSource();
  }

  private separate(): void {
    this.out.begin();
    this.within = true;
    if (this.options.array) this.out.ascii(this.any ? ',\n' : '[\n');
  }

  private endRecord(): void {
    this.out.byte(CLOSE);
    if (this.endsLines) this.out.byte(NEWLINE);
    this.within = false;
    this.any = true;
  }
}
