/** A row a key, as RFC 4180 has it: strings with their value, all others with their number of elements. */
import type { Arena } from '../bytes/arena.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { Interest, KeyEnd, KeyHeader } from '../model/sink.ts';
import { CsvField } from './csv-field.ts';
import { ElementCount } from './element-count.ts';

const HEADER = 'db,key,type,encoding,expire_at,size_bytes,elements,value\r\n';
const COMMA = 0x2c;

export class CsvFormatter extends ElementCount {
  private readonly out: ByteWriter;
  private readonly field: CsvField;
  private headed = false;
  private db = 0;
  private name = '';
  private encoding = '';
  private expireAt = '';
  /** A short string, kept until its size is known. */
  private kept = Buffer.alloc(4096);
  private length = 0;
  /** A long one: looked at first, printed when it is played again. */
  private pass: 'whole' | 'look' | 'print' = 'whole';

  constructor(out: ByteWriter) {
    super();
    this.out = out;
    this.field = new CsvField(out);
  }

  override open(arena: Arena): void {
    this.out.open(arena);
    if (this.headed) return;
    this.headed = true;
    this.out.ascii(HEADER);
    this.out.begin();
  }

  override key(header: KeyHeader): Interest {
    this.out.begin();
    this.db = header.db;
    this.name = header.module?.name ?? header.type;
    this.encoding = header.encoding;
    this.expireAt = header.expireAtMs === undefined ? '' : String(header.expireAtMs);
    this.length = 0;
    this.pass = 'whole';
    const interest = super.key(header);
    return header.type === 'string' ? 'elements' : interest;
  }

  override string(start: number, end: number, last: boolean): void {
    if (this.pass === 'print') {
      this.field.slice(start, end, last);
      return;
    }
    const { u8 } = this.out.memory;
    if (this.pass === 'whole' && last) {
      this.length = end - start;
      if (this.length > this.kept.length) this.kept = Buffer.alloc(2 * this.length);
      this.kept.set(u8.subarray(start, end));
      return;
    }
    if (this.pass === 'whole') this.field.begin();
    this.pass = 'look';
    this.field.look(start, end, last);
  }

  override endKey(end: KeyEnd): Interest | undefined {
    if (this.pass !== 'print') this.printRow(end);
    if (this.pass === 'look') {
      this.pass = 'print';
      this.field.open();
      return 'elements';
    }
    this.out.ascii('\r\n');
    this.out.begin();
    return undefined;
  }

  private printRow(end: KeyEnd): void {
    const { out } = this;
    out.ascii(`${this.db},`);
    this.field.span(end.start, end.end);
    out.ascii(`,${this.name},${this.encoding},${this.expireAt},${end.sizeBytes},${this.elements ?? ''}`);
    out.byte(COMMA);
    if (this.type === 'string' && this.pass === 'whole') this.field.bytes(this.kept.subarray(0, this.length));
  }

  /** The source is damaged: the row at hand is dropped; if part of it has left already, it is ended where it is. */
  abandon(): void {
    const { out } = this;
    if (!out.left) out.at = out.begun;
    else {
      if (this.pass === 'print') this.field.close();
      out.ascii('\r\n');
    }
    out.begin();
  }

  /** Everything has been printed, of all sources. */
  finish(): void {
    this.out.flush();
  }
}
