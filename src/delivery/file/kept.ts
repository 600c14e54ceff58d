/** What a lane of a file keeps in the state file: where the file ends that is certain, and how far that is in the stream. */
import { basename, join } from 'node:path';
import { ReplicationError } from '../../errors.ts';
import { fingerprint } from '../../io/fingerprint.ts';
import type { Position } from '../../replication/position.ts';
import type { Kept } from '../target.ts';

export interface KeptFile {
  /** Its name without the directory. */
  readonly file: string;
  readonly bytes: number;
  /** Undefined: no snapshot is there whole. */
  readonly at: Position | undefined;
}

/** @param directory - where the file is */
export function keepFile(directory: string, { file, bytes, at }: KeptFile): Kept {
  return { file, bytes, print: fingerprint(join(directory, file), bytes), ...(at === undefined ? {} : { at }) };
}

/** @throws ReplicationError STATE: the file is gone, shorter, or another one */
export function readKept(directory: string, kept: Kept): KeptFile {
  const { file, bytes, print } = kept;
  if (
    typeof file !== 'string' ||
    basename(file) !== file ||
    typeof bytes !== 'number' ||
    !Number.isSafeInteger(bytes)
  ) {
    throw new ReplicationError('STATE', 'the state file does not say how far the target got');
  }
  const path = join(directory, file);
  const now = fingerprint(path, bytes);
  if (now === undefined) {
    throw new ReplicationError(
      'STATE',
      `${path} is gone, or shorter than the ${bytes} bytes that the state file knows of`,
    );
  }
  if (now !== print) throw new ReplicationError('STATE', `${path} is not the file that the state file knows of`);
  return { file, bytes, at: keptPosition(kept['at']) };
}

/** @throws ReplicationError STATE: it is none */
export function keptPosition(kept: unknown): Position | undefined {
  if (kept === undefined) return undefined;
  const { replid, offset, db } = kept as Record<keyof Position, unknown>;
  if (typeof replid === 'string' && typeof offset === 'number' && typeof db === 'number') return { replid, offset, db };
  throw new ReplicationError('STATE', 'the state file holds a position that is none');
}
