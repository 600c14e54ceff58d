/**
 * What redis-rdb-cli's `rct --format json --source FILE` prints. Source: leonchen83/redis-rdb-cli (June 2025),
 * AbstractJsonRdbVisitor, JsonRdbVisitor and JsonEscaper, with its default configuration.
 *
 * Where rct prints what is no JSON, this does otherwise: streams and modules, for which rct prints the DUMP payload with
 * `\x00` escapes, are the stream's entries by id and the module's name and bytes in base64; infinite scores, which rct
 * prints bare or stops at, are in quotes. Types rct does not know look like the known one that is nearest.
 */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { Interest, KeyEnd, KeyHeader } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import { javaDouble } from '../../bytes/double-text.ts';
import { byteTable, SHORT_ESCAPES, unicodeEscape, type Escapes } from './escaped-text.ts';
import { ObjectShape } from './object-shape.ts';
import { javaBrokenSize } from './utf8.ts';

const SLASH = 0x2f;
const REPLACEMENT = '\ufffd';

const upperEscape = (codeUnit: number): string => unicodeEscape(codeUnit).toUpperCase().replace('U', 'u');

const ESCAPES: Escapes = {
  bytes: byteTable((byte) => {
    if (byte >= 0x80) return REPLACEMENT;
    if (byte === SLASH) return '\\/';
    return SHORT_ESCAPES[byte] ?? (byte < 32 ? upperEscape(byte) : undefined);
  }),
  character: (codePoint) => {
    if (codePoint <= 0xffff) return undefined;
    const text = String.fromCodePoint(codePoint);
    return upperEscape(text.charCodeAt(0)) + upperEscape(text.charCodeAt(1));
  },
  brokenSize: javaBrokenSize,
};

/** What rct calls a type, where that is not Redis' word. Source: glossary/DataType.java. */
const TTL_HASHES: ReadonlySet<number> = new Set([
  TYPES.HASH_METADATA_PRE_GA.byte,
  TYPES.HASH_LISTPACK_EX_PRE_GA.byte,
  TYPES.HASH_METADATA.byte,
  TYPES.HASH_LISTPACK_EX.byte,
]);

export class RctShape extends ObjectShape {
  /** What stands behind the value. */
  private tail = '';
  private moduleName = '';
  private ttls = false;
  private any = false;

  constructor(out: ByteWriter) {
    super(out, ESCAPES);
  }

  key(header: KeyHeader): Interest {
    const { type, expireAtMs } = header;
    this.ttls = type === 'hash' && TTL_HASHES.has(header.typeByte);
    const word = this.ttls ? 'ttlhash' : type === 'zset' ? 'sortedset' : type;
    const expiry = expireAtMs === undefined ? '' : `,"expiry":${expireAtMs}`;
    this.tail = `,"db":${header.db},"type":"${word}"${expiry}}`;
    this.moduleName = header.module?.name ?? '';
    this.beginKey();
    this.out.ascii(this.any ? ',\n{"key":' : '{"key":');
    this.text.print(header.start, header.end);
    this.out.ascii(',"value":');
    this.openValue(type);
    if (type === 'stream') this.out.ascii('{');
    return 'elements';
  }

  protected score(value: number): string {
    const text = javaDouble(value);
    return Number.isFinite(value) ? text : `"${text}"`;
  }

  /** A hash with field expiries has an object for each field; 0 means none. */
  protected override fieldValue(start: number, end: number, expireAtMs: number): void {
    if (!this.ttls) {
      this.text.print(start, end);
      return;
    }
    this.out.ascii('{"value":');
    this.text.print(start, end);
    this.out.ascii(`,"ttl":${expireAtMs === expireAtMs ? expireAtMs : 0}}`);
  }

  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.separate();
    this.text.print(idStart, idEnd);
    this.out.ascii(':{');
    this.pairs(rows, count, ',');
    this.out.ascii('}');
  }

  override module(start: number, end: number): void {
    this.out.ascii(`{"${this.moduleName}":"`);
    this.out.base64(start, end);
    this.out.ascii('"}');
  }

  endKey(_end: KeyEnd): Interest | undefined {
    this.closeKey();
    this.keyPrinted();
    this.any = true;
    return undefined;
  }

  protected closeKey(): void {
    if (this.type === 'stream') this.out.ascii('}');
    else this.closeValue();
    this.out.ascii(this.tail);
  }

  protected closeOutput(): void {
    this.begin();
    this.out.ascii(']');
  }
}
