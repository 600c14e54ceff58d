/**
 * What librdb's `rdb-cli FILE json` prints. Source: redis/librdb (February 2026) src/ext/handlersToJson.c with its default
 * options: no aux fields, functions, expiries or stream metadata.
 *
 * Each byte that is not printable ASCII is the character of the same number. Where librdb prints what is no JSON, this does
 * otherwise: a value without elements is `[]`, `{}` or `{"entries":[]}` (librdb prints nothing), and a file without a
 * database is an empty array. Types librdb does not know look like the known one that is nearest.
 */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { Interest, KeyEnd, KeyHeader } from '../../model/sink.ts';
import { fpconvDouble } from '../../bytes/double-text.ts';
import { byteTable, SHORT_ESCAPES, unicodeEscape, type Escapes } from './escaped-text.ts';
import { ObjectShape } from './object-shape.ts';

const ESCAPES: Escapes = {
  bytes: byteTable((byte) => SHORT_ESCAPES[byte] ?? (byte < 32 || byte >= 127 ? unicodeEscape(byte) : undefined)),
};

/** A module id as a 64-bit length. */
const MODULE_ID_BYTES = 9;

export class LibrdbShape extends ObjectShape {
  private moduleName = '';
  private inDb = false;
  /** The database has a key already. */
  private any = false;

  constructor(out: ByteWriter) {
    super(out, ESCAPES);
  }

  override selectDb(): void {
    this.out.ascii(this.inDb ? '\n},{\n' : '{\n');
    this.inDb = true;
    this.any = false;
  }

  key(header: KeyHeader): Interest {
    // Files older than the opcode, and DUMP payloads, name no database.
    if (!this.inDb) this.selectDb();
    this.moduleName = header.module?.name ?? '';
    this.beginKey();
    this.out.ascii(this.any ? ',\n    ' : '    ');
    this.text.print(header.start, header.end);
    this.out.ascii(':');
    this.openValue(header.type);
    return 'elements';
  }

  protected score(value: number): string {
    return `"${fpconvDouble(value)}"`;
  }

  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    const { out } = this;
    out.ascii(this.elements++ === 0 ? '{\n      "entries":[ ' : ',');
    out.ascii('\n        { "id":');
    this.text.print(idStart, idEnd);
    out.ascii(', "items":{');
    this.pairs(rows, count, ', ');
    out.ascii('} }');
  }

  override module(start: number, end: number): void {
    const size = `Occupies a serialized size of ${MODULE_ID_BYTES + end - start} bytes`;
    this.out.ascii(`"<Content of Module '${this.moduleName}'. ${size}>"`);
  }

  endKey(_end: KeyEnd): Interest | undefined {
    this.closeKey();
    this.keyPrinted();
    this.any = true;
    return undefined;
  }

  protected closeKey(): void {
    if (this.type !== 'stream') this.closeValue();
    else this.out.ascii(this.elements === 0 ? '{\n      "entries":[\n   ]}' : '\n   ]}');
  }

  protected closeOutput(): void {
    this.begin();
    this.out.ascii(this.inDb ? '\n}]\n' : ']\n');
  }
}
