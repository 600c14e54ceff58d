/** What a lane of a file keeps in the state file: where the file ends that is certain, and how far that is in the stream. */
import { basename, join } from 'node:path';
import { ReplicationError } from '../../errors.ts';
import { fingerprint } from '../../io/fingerprint.ts';
import { readPosition, type Position } from '../../replication/position.ts';
import type { Kept } from '../target.ts';

/** The end of what is certain. */
export interface FileEnd {
  /** Its name without the directory. */
  readonly file: string;
  readonly bytes: number;
  /** Undefined: no snapshot is there whole. */
  readonly at: Position | undefined;
}

/** One that was kept, with what stood in front of it. */
export interface KeptEnd extends FileEnd {
  readonly print: string;
}

/** @param directory - where the file is */
export function keepEnd(directory: string, { file, bytes, at }: FileEnd): Kept {
  return { file, bytes, print: fingerprint(join(directory, file), bytes), ...(at === undefined ? {} : { at }) };
}

/** @throws ReplicationError STATE: nothing of the kind was kept */
export function readKept({ file, bytes, print, at }: Kept): KeptEnd {
  const isFile = typeof file === 'string' && basename(file) === file;
  if (!isFile || typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || typeof print !== 'string') {
    throw new ReplicationError('STATE', 'the state file does not say how far the target got');
  }
  return { file, bytes, print, at: keptPosition(at) };
}

/** @throws ReplicationError STATE: the file is gone, shorter, or another one */
export function checkKept(directory: string, { file, bytes, print }: KeptEnd): void {
  const path = join(directory, file);
  const now = fingerprint(path, bytes);
  if (now === print) return;
  const what =
    now === undefined
      ? `is gone, or shorter than the ${bytes} bytes that the state file knows of`
      : 'is not the file that the state file knows of';
  throw new ReplicationError('STATE', `${path} ${what}`);
}

/** @throws ReplicationError STATE: it is none */
export function keptPosition(kept: unknown): Position | undefined {
  if (kept === undefined) return undefined;
  const position = readPosition(kept);
  if (position !== undefined) return position;
  throw new ReplicationError('STATE', 'the state file holds a position that is none');
}
