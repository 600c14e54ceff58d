/** An object a key, one a line, in the order of the file: what it takes, and what is known of it. What is absent is left out. */
import type { ByteWriter, Fragment } from '../../bytes/writer.ts';
import { BYTES, SIZES_ROOM } from '../../kernels/kernels.ts';
import type { SizedKey } from '../../memory/sized-key.ts';
import { Fragments } from './fragments.ts';
import { SizeLines } from './size-lines.ts';

export class SizeJson extends SizeLines {
  private readonly heads: Fragments;
  private readonly kinds: Fragments;

  constructor(out: ByteWriter) {
    super(out, false);
    this.heads = new Fragments(out, (_, db) => `{"db":${db},"key":`);
    this.kinds = new Fragments(out, kindText);
  }

  key(key: SizedKey): void {
    const { out } = this;
    const { start, end, bytes, elements, largest, expireAtMs, idleSeconds, freq } = key;
    out.put(this.heads.of('', key.db));
    out.string(start, end, BYTES.AUTO);
    out.put(this.kinds.of(key.type, key.encoding));
    out.room(SIZES_ROOM);
    out.at = out.memory.kernels.putJsonSizes(
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
    this.kinds.clear();
  }

  protected head(db: number): Fragment {
    return this.heads.of('', db);
  }

  protected stringEncoding(encoding: string): string {
    return kindText('string', encoding);
  }

  protected tailText(): string {
    return this.source === undefined ? '}\n' : `,"source":${JSON.stringify(this.source)}}\n`;
  }
}

function kindText(type: string, encoding: number | string): string {
  return `,"type":"${type}","encoding":"${encoding}"`;
}
