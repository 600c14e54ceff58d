/** Standard input: a file or a pipe if the shell made it one, else a stream. */
import { fstatSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { SourceError } from '../errors.ts';
import { errorText, FileSource } from './file.ts';
import { PipeSource } from './pipe.ts';
import type { Source } from './source.ts';
import { StreamSource } from './stream.ts';

/** `process.stdin`, or anything that can be read; `fd` only where there is one behind it. */
export type Stdin = Readable & { readonly fd?: number };

const NAME = '<stdin>';

export function openStdin(stdin: Stdin): Source {
  const { fd } = stdin;
  if (fd === undefined) return new StreamSource(NAME, stdin);
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw new SourceError('is a directory');
    if (stat.isFile()) return new FileSource(NAME, fd, stat.size, { origin: filePosition(fd) });
    if (stat.isFIFO() || stat.isSocket()) return new PipeSource(NAME, fd);
  } catch (cause) {
    throw cause instanceof SourceError ? cause : new SourceError(`cannot read: ${errorText(cause)}`, { cause });
  }
  return new StreamSource(NAME, stdin);
}

/** How far whoever had the descriptor before has read. Only Linux tells; elsewhere it is taken to be at its start. */
function filePosition(fd: number): number {
  try {
    return Number(/^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
