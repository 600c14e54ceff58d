/** The records that are no keys, as quiet lines. */
import type { ByteWriter } from '../bytes/writer.ts';
import type { ModuleId } from '../model/module-id.ts';
import type { FunctionLibrary, SourceEnd, SourceHeader } from '../model/sink.ts';
import { Line } from './line.ts';
import { printBytes } from './printable.ts';
import { countOf, formatCount, formatSize } from './quantity.ts';
import { NullSink } from '../model/null-sink.ts';
import type { Style } from './style.ts';

/** What is read of a text at most. */
const MOST = 1000;
const NEWLINE = 0x0a;
/** KeyDB writes this before every key: a time stamp that would drown the keys. */
const PER_KEY = 'mvcc-tstamp';
const UNVERSIONED: Readonly<Record<SourceHeader['format'], string>> = {
  rdb: 'RDB',
  aof: 'append-only file',
  json: 'JSON records',
  psync: 'snapshot of a server',
};
const CHECKSUMS: Readonly<Record<SourceEnd['checksum'], string>> = {
  ok: 'checksum ok',
  none: 'no checksum',
  skipped: 'checksum not looked at',
};

export abstract class RecordLines extends NullSink {
  protected readonly out: ByteWriter;
  private readonly style: Style;
  private readonly lineColumns: number;
  private source: string | undefined;

  constructor(out: ByteWriter, style: Style, columns: number) {
    super();
    this.out = out;
    this.style = style;
    this.lineColumns = columns;
  }

  override begin(header: SourceHeader): void {
    const { format, version, dialect } = header;
    const what = version === undefined ? UNVERSIONED[format] : `RDB version ${version}`;
    const source = this.source === undefined ? '' : `${printBytes(Buffer.from(this.source), MOST)}: `;
    this.note(`${source}${what} (${dialect})`);
  }

  from(source: string): void {
    this.source = source;
  }

  override aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, _offset: number): void {
    const { u8 } = this.out.memory;
    const name = printBytes(u8.subarray(nameStart, nameEnd), MOST);
    if (name === PER_KEY) return;
    this.note(`aux ${name} = ${printBytes(u8.subarray(valueStart, valueEnd), MOST)}`);
  }

  override resizeDb(keys: number, expires: number, _offset: number): void {
    this.note(`${countOf(keys, 'key')}, ${formatCount(expires)} with an expiry`);
  }

  override slotInfo(slot: number, keys: number, expires: number, _offset: number): void {
    this.note(`slot ${slot}: ${countOf(keys, 'key')}, ${formatCount(expires)} with an expiry`);
  }

  override slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], _offset: number): void {
    const slots = ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
    this.note(`slot import ${printBytes(job, MOST)}: slots ${slots.join(' ')}`);
  }

  override functionLibrary(library: FunctionLibrary, _offset: number): void {
    const name = printBytes(library.name, MOST);
    const engine = printBytes(Buffer.from(library.engine), MOST);
    this.note(`function library ${name} (${engine}), ${formatSize(library.code.length)}`);
  }

  override moduleAux(
    module: ModuleId,
    when: 'before-keys' | 'after-keys',
    start: number,
    end: number,
    _at: number,
  ): void {
    const place = when === 'before-keys' ? 'before the keys' : 'after the keys';
    this.note(`module ${module.name} version ${module.version}, ${place}, ${formatSize(end - start)}`);
  }

  override hashTemplate(id: bigint, fields: readonly Uint8Array[], _offset: number): void {
    const names: string[] = [];
    for (const field of fields) {
      if (names.join(' ').length > MOST) break;
      names.push(printBytes(field, MOST));
    }
    this.note(`hash template ${id}, ${countOf(fields.length, 'field')}: ${names.join(' ')}`);
  }

  annotation(start: number, end: number, _offset: number): void {
    this.note(`# ${printBytes(this.out.memory.u8.subarray(start, end), MOST)}`);
  }

  override end(end: SourceEnd): void {
    this.note(`end, ${CHECKSUMS[end.checksum]}, ${formatSize(end.bytes)}`);
  }

  /** The source is damaged: the record at hand is dropped; if part of it has left already, its last line is ended. */
  abandon(): void {
    const { out } = this;
    if (out.left) out.byte(NEWLINE);
    else out.at = out.begun;
    out.begin();
  }

  /** Everything has been printed, of all sources. */
  finish(): void {
    this.out.flush();
  }

  protected heading(text: string): void {
    const line = new Line(this.lineColumns);
    line.add(text, 'heading');
    this.print(line);
    this.out.begin();
  }

  protected print(line: Line): void {
    this.out.text(line.render(this.style));
    this.out.byte(NEWLINE);
  }

  protected note(text: string): void {
    const line = new Line(this.lineColumns);
    line.add(text, 'dim');
    this.print(line);
    this.out.begin();
  }
}
