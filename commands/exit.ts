/** Exit statuses, of cli-conventions.md, and what errors say. */
import {
  ConflictError,
  DecodeError,
  LimitError,
  RdbToolError,
  ReplicationError,
  UnsupportedError,
} from '../src/errors.ts';

export const EXIT = {
  DONE: 0,
  /** The answer is no. */
  NO: 1,
  /** Usage, or trouble with files. */
  TROUBLE: 2,
  /** The input is damaged, or newer than we know. */
  DAMAGED: 3,
  NETWORK: 4,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

export function statusOf(error: unknown): ExitStatus {
  if (error instanceof DecodeError || error instanceof UnsupportedError || error instanceof LimitError) {
    return EXIT.DAMAGED;
  }
  if (error instanceof ReplicationError) return EXIT.NETWORK;
  return error instanceof ConflictError ? EXIT.NO : EXIT.TROUBLE;
}

/** One line for an error of ours; anything else is a bug and keeps its stack. */
export function describeError(error: unknown, debug: boolean): string {
  if (error instanceof RdbToolError) return debug ? (error.stack ?? error.message) : error.message;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a bug, please report it: ${stack}`;
}
