/** What is thrown when output cannot be written. */
import { SourceError } from '../errors.ts';
import { errorText } from './file.ts';

/** Thrown when whoever read our output has gone: no error, we end quietly. */
export const BROKEN_PIPE = { brokenPipe: true } as const;

/** @returns BROKEN_PIPE, or a SourceError OUTPUT: the disk is full, … */
export function outputError(name: string, cause: unknown): unknown {
  if (cause instanceof SourceError || cause === BROKEN_PIPE) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EPIPE') return BROKEN_PIPE;
  return new SourceError(`cannot write ${name}: ${errorText(cause)}`, { cause, code: 'OUTPUT' });
}
