/**
 * A row a key. The first eight columns are those of redis-rdb-tools' memory report, so that scripts made for it go on working:
 * of a string both lengths are its own, the expiry is an ISO 8601 time in UTC. Unlike there, `type` and `encoding` are what the
 * server answers (`zset`, not `sortedset`), and fields are quoted as RFC 4180 has it. Lines end with `\n`, as there.
 * Source: redis-rdb-tools rdbtools/memprofiler.py, PrintAllKeys.
 */
import type { Arena } from '../../bytes/arena.ts';
import type { ByteWriter, Fragment } from '../../bytes/writer.ts';
import { SIZES_ROOM } from '../../kernels/kernels.ts';
import type { SizedKey } from '../../memory/sized-key.ts';
import { CsvField } from '../csv-field.ts';
import { Fragments } from './fragments.ts';
import { SHORT_KEY, SizeLines } from './size-lines.ts';

const COLUMNS =
  'database,type,key,size_in_bytes,encoding,num_elements,len_largest_element,expiry,idle_seconds,freq,expire_at_ms';

export class SizeCsv extends SizeLines {
  private readonly field: CsvField;
  private readonly heads: Fragments;
  private readonly names: Fragments;
  private headed = false;

  constructor(out: ByteWriter) {
    super(out, true);
    this.field = new CsvField(out);
    this.heads = new Fragments(out, (type, db) => `${db},${type},`);
    this.names = new Fragments(out, (encoding) => encoding);
  }

  override open(arena: Arena): void {
    super.open(arena);
    if (this.headed) return;
    this.headed = true;
    this.out.ascii(`${COLUMNS}${this.source === undefined ? '' : ',source'}\n`);
    this.out.begin();
  }

  key(key: SizedKey): void {
    const { out } = this;
    const { start, end, bytes, largest, expireAtMs, idleSeconds, freq } = key;
    const head = this.heads.of(key.type, key.db);
    const encoding = this.names.of(key.encoding, '');
    const elements = key.elements ?? (key.type === 'string' ? largest : undefined);
    out.put(head);
    if (end - start <= SHORT_KEY) {
      out.room(2 * (end - start) + SIZES_ROOM + encoding.length);
      out.at = out.memory.kernels.putCsvField(start, end, out.at);
    } else {
      this.field.span(start, end);
      out.room(SIZES_ROOM + encoding.length);
    }
    out.at = out.memory.kernels.putCsvSizes(
      encoding.start,
      encoding.length,
      bytes,
      elements ?? NaN,
      largest ?? NaN,
      expireAtMs ?? NaN,
      idleSeconds ?? NaN,
      freq ?? NaN,
      out.at,
    );
    out.put(this.lineEnd());
    out.begin();
  }

  protected clear(): void {
    this.heads.clear();
    this.names.clear();
  }

  protected head(db: number): Fragment {
    return this.heads.of('string', db);
  }

  protected stringEncoding(encoding: string): string {
    return encoding;
  }

  protected tailText(): string {
    const { source } = this;
    if (source === undefined) return '\n';
    return /[",\r\n]/.test(source) ? `,"${source.replaceAll('"', '""')}"\n` : `,${source}\n`;
  }
}
