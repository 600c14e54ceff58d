/** Compressed data as a source of what is in it. Found by its first bytes, never by its name. */
import { LZ4_MAGIC } from '../bytes/lz4-frame.ts';
import { SKIPPABLE_MAGIC, ZSTD_MAGIC } from '../bytes/zstd-frame.ts';
import { Input } from './input.ts';
import type { Source } from './source.ts';
import { StreamSource } from './stream.ts';
import type { Warn } from './warn.ts';

/** 'vcs': Valkey's envelope around LZ4. */
export type Compression = 'gzip' | 'zstd' | 'lz4' | 'vcs';

export interface CompressedOptions {
  readonly warn: Warn;
  /** Bytes that zstd data may ask for to look back into. */
  readonly largestWindow?: number;
}

const REST = 64 * 1024;

export function detectCompression(head: Uint8Array): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x56 && head[1] === 0x43 && head[2] === 0x53) return 'vcs';
  if (head.length < 4) return undefined;
  const magic = new DataView(head.buffer, head.byteOffset).getUint32(0, true);
  if (magic === LZ4_MAGIC) return 'lz4';
  // LZ4 has the same skippable frames, but nothing writes them first.
  return magic === ZSTD_MAGIC || (magic & ~15) >>> 0 === SKIPPABLE_MAGIC ? 'zstd' : undefined;
}

export class CompressedSource extends StreamSource {
  readonly note = 'in the decompressed data';
  private readonly source: Source;

  constructor(source: Source, compression: Compression, options: CompressedOptions) {
    super(source.name, inflate(new Input(source), compression, options));
    this.source = source;
  }

  async finish(): Promise<number> {
    const rest = new Uint8Array(REST);
    let passed = 0;
    for (;;) {
      const got = await this.read(rest);
      if (got === 0) break;
      passed += got;
    }
    await this.source.finish?.();
    return passed;
  }

  override async close(): Promise<void> {
    // The source first: a read of it that does not come back would be waited for.
    await this.source.close();
    await super.close();
  }
}

/** What inflates is loaded when it is needed: most files are plain, and loading zlib takes as long as reading a small one. */
async function* inflate(
  input: Input,
  compression: Compression,
  options: CompressedOptions,
): AsyncGenerator<Uint8Array> {
  if (compression === 'gzip') {
    const { gunzip } = await import('./gunzip.ts');
    yield* gunzip(input, options.warn);
  } else if (compression === 'zstd') {
    const { unzstd } = await import('./unzstd.ts');
    yield* unzstd(input, options.largestWindow);
  } else {
    const { openEnvelope, unlz4 } = await import('./unlz4.ts');
    yield* compression === 'lz4' ? unlz4(input) : openEnvelope(input, options.warn);
  }
}
