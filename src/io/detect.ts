/** A path or standard input as a source of plain data, and what that is: told by the first bytes, never by a name. */
import { createReadStream, readdirSync, statSync, type Stats } from 'node:fs';
import { DecodeError, LimitError, SourceError } from '../errors.ts';
import type { Warning } from '../rdb/context.ts';
import { CompressedSource, detectCompression } from './compressed.ts';
import { errorText, openFile } from './file.ts';
import { findManifest } from './log.ts';
import { describeUnknown, detectFormat, type Format } from './magic.ts';
import { peek } from './peeked.ts';
import type { Source } from './source.ts';
import { openStdin, type Stdin } from './stdin.ts';
import { StreamSource } from './stream.ts';

export interface OpenOptions {
  /** What '-' stands for. */
  readonly stdin?: Stdin;
  /** Told of bytes after compressed data; `offset` counts the bytes of the file. */
  readonly onWarning?: (warning: Warning) => void;
  /** Bytes that zstd data may ask for to look back into; 64 MiB if left out. */
  readonly largestWindow?: number;
  /** Give data that is neither RDB nor AOF too, as 'unknown', instead of throwing. */
  readonly anyFormat?: boolean;
}

/** A source of plain data that still has its first bytes, or the directory of a multi-part AOF. */
export type Opened =
  | { readonly format: Format; readonly source: Source; readonly head: Uint8Array }
  | { readonly format: 'aof-directory'; readonly manifest: string };

/** Compressed data in compressed data in …: that is a bomb, or a mistake. */
const MOST_LEVELS = 3;
const MANIFEST = '.manifest';

/**
 * @param path - a file, a directory, or '-' for standard input
 * @throws SourceError: no such file, no permission, a directory that is no AOF's
 * @throws DecodeError MAGIC (no format we know), COMPRESSION; LimitError, UnsupportedError
 */
export async function openSource(path: string, options: OpenOptions = {}): Promise<Opened> {
  if (path === '-') return detectSource(openInput(options.stdin), options);
  const stats = look(path);
  if (stats.isDirectory()) return openDirectory(path);
  // Named pipes and devices can only be read on and on, and opening one may wait for its writer.
  const source = stats.isFile() ? openFile(path) : new StreamSource(path, createReadStream(path));
  const opened = await detectSource(source, path.endsWith(MANIFEST) ? { ...options, anyFormat: true } : options);
  // A manifest that is empty or broken is to be told so.
  return opened.format === 'unknown' && path.endsWith(MANIFEST) ? { ...opened, format: 'manifest' } : opened;
}

/** As `openSource`, of a source that is open already. It is closed if this throws. */
export async function detectSource(raw: Source, options: OpenOptions = {}): Promise<Opened & { source: Source }> {
  let source = raw;
  try {
    for (let level = 0; ; level++) {
      const peeked = await peek(source);
      const { head } = peeked;
      source = peeked.source;
      const compression = detectCompression(head);
      if (compression === undefined) {
        const format = detectFormat(head);
        if (format === 'unknown' && options.anyFormat !== true) throw refusal(head, level > 0);
        return { format, source, head };
      }
      if (level === MOST_LEVELS) throw new LimitError(`compressed more than ${MOST_LEVELS} times over`);
      source = new CompressedSource(source, compression, {
        warn: (code, message, offset) => options.onWarning?.({ code, message, offset }),
        ...(options.largestWindow === undefined ? {} : { largestWindow: options.largestWindow }),
      });
    }
  } catch (error) {
    await source.close();
    throw error;
  }
}

function refusal(head: Uint8Array, compressed: boolean): DecodeError {
  const what = compressed ? 'what is compressed in it is no RDB or AOF file' : 'not an RDB or AOF file';
  return new DecodeError('MAGIC', `${what}: ${describeUnknown(head)}`);
}

function look(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw new SourceError(`cannot open: ${errorText(cause)}`, { cause });
  }
}

function openDirectory(path: string): Opened {
  let names: string[];
  try {
    names = readdirSync(path);
  } catch (cause) {
    throw new SourceError(`cannot open: ${errorText(cause)}`, { cause });
  }
  return { format: 'aof-directory', manifest: findManifest(path, names) };
}

function openInput(stdin: Stdin | undefined): Source {
  if (stdin === undefined) throw new SourceError('standard input cannot be read here');
  return openStdin(stdin);
}
