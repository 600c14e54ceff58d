/** Trouble with servers that may be over when it is tried again. */
import { ReplicationError, type ReplicationCode } from '../errors.ts';

const PASSING: ReadonlySet<ReplicationCode> = new Set<ReplicationCode>(['CONNECT', 'TIMEOUT', 'LINK', 'BUSY']);

export function isPassing(error: unknown): error is ReplicationError {
  return error instanceof ReplicationError && PASSING.has(error.code);
}
