/**
 * What redis-rdb-tools' `rdb --command json FILE` prints. Source: sripathikrishnan/redis-rdb-tools 0.1.15, on Python 3,
 * rdbtools/callbacks.py, JSONCallback; encodehelpers.py; parser.py.
 *
 * It knows RDB up to version 9; what is newer is printed in the same manner. Bytes that are not UTF-8 are `\xAB` in the
 * text. Streams and modules are empty objects, expiries and aux fields are left out. Module aux fields, over which it stops
 * with an error, are left out too.
 */
import type { ByteWriter } from '../../bytes/writer.ts';
import { TYPES } from '../../rdb/types.ts';
import type { Interest, KeyEnd, KeyHeader } from '../../model/sink.ts';
import { printfDouble, pythonDouble } from '../../bytes/double-text.ts';
import { byteTable, SHORT_ESCAPES, unicodeEscape, type Escapes } from './escaped-text.ts';
import { ObjectShape } from './object-shape.ts';

const ESCAPES: Escapes = {
  bytes: byteTable((byte) => {
    if (byte >= 0x80) return `\\\\x${byte.toString(16).toUpperCase()}`;
    return SHORT_ESCAPES[byte] ?? (byte < 32 || byte === 127 ? unicodeEscape(byte) : undefined);
  }),
  character: (codePoint) => {
    const text = String.fromCodePoint(codePoint);
    return Array.from({ length: text.length }, (_, i) => unicodeEscape(text.charCodeAt(i))).join('');
  },
};

/** What int() takes, and how much of it. */
const PYTHON_INTEGER = /^[ \t-\r]*([+-]?\d+(?:_\d+)*)[ \t-\r]*$/;
const MOST_DIGITS = 4300;

/** Integers in ziplists are printed as such; Redis puts those there that `%.17g` writes as digits. */
const WIDEST_DIGITS = 1e17;

export class RdbtoolsShape extends ObjectShape {
  private typeByte = 0;
  private packed = false;
  private inDb = false;
  private any = false;

  constructor(out: ByteWriter) {
    super(out, ESCAPES);
  }

  override selectDb(): void {
    this.out.ascii(this.inDb ? '},{' : '{');
    this.inDb = true;
    this.any = false;
  }

  key(header: KeyHeader): Interest {
    const { type, encoding, typeByte } = header;
    // Files older than the opcode, and DUMP payloads, name no database.
    if (!this.inDb) this.selectDb();
    this.typeByte = typeByte;
    this.packed = encoding === 'ziplist' || encoding === 'listpack';
    this.beginKey();
    this.out.ascii(this.any ? ',\r\n' : '\r\n');
    this.text.print(header.start, header.end);
    this.out.ascii(':');
    const empty = type === 'stream' || type === 'module';
    if (empty) this.out.ascii('{}');
    this.openValue(type);
    return empty ? 'skip' : 'elements';
  }

  /** As text: type 3 as it stands in the file, packed ones as an integer if stored as one, else as Python's float. */
  protected score(value: number): string {
    if (this.typeByte === TYPES.ZSET.byte)
      return `"${Number.isFinite(value) ? printfDouble(value) : pythonDouble(value)}"`;
    const whole = Number.isInteger(value) && Math.abs(value) < WIDEST_DIGITS && !Object.is(value, -0);
    return `"${this.packed && whole ? String(BigInt(value)) : pythonDouble(value)}"`;
  }

  /** Values in zipmaps become the integers they are to Python: ` 1` and `1_0` too. */
  protected override fieldValue(start: number, end: number, expireAtMs: number): void {
    if (this.typeByte !== TYPES.HASH_ZIPMAP.byte || end - start > MOST_DIGITS) {
      super.fieldValue(start, end, expireAtMs);
      return;
    }
    const digits = PYTHON_INTEGER.exec(this.out.memory.latin1(start, end))?.[1];
    if (digits === undefined) super.fieldValue(start, end, expireAtMs);
    else this.out.ascii(`"${BigInt(digits.replaceAll('_', ''))}"`);
  }

  endKey(_end: KeyEnd): Interest | undefined {
    this.closeKey();
    this.keyPrinted();
    this.any = true;
    return undefined;
  }

  protected closeKey(): void {
    this.closeValue();
  }

  protected closeOutput(): void {
    this.begin();
    this.out.ascii(this.inDb ? '}]' : ']');
  }
}
