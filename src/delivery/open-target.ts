/** Targets by what they are called: the URL of a server, a file by its name, a directory. */
import { basename, extname } from 'node:path';
import { isServerUrl } from '../connection/mask-url.ts';
import { UsageError } from '../errors.ts';
import { kindOf } from '../io/directory.ts';
import type { Loss } from '../model/target.ts';
import type { FsyncPolicy } from './durability.ts';
import { JsonTarget } from './file/json-target.ts';
import { LogTarget } from './file/log-target.ts';
import type { FileFormat, TargetName } from './target-name.ts';
import type { Target } from './target.ts';
import { BYTES } from '../kernels/kernels.ts';

/** What names of files tell. */
const EXTENSIONS: Readonly<Record<string, FileFormat>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'ndjson',
  '.aof': 'aof',
  '.resp': 'resp',
  '.rdb': 'rdb',
};

export interface TargetOptions {
  readonly stdout: number;
  readonly fsync: FsyncPolicy;
  readonly rotateBytes: number | undefined;
  readonly rotateMs: number | undefined;
  readonly intoNonEmpty: boolean;
  /** Keys are filtered or mapped: the snapshot's bytes are not what is wanted. */
  readonly changed: boolean;
  readonly onLoss: (loss: Loss) => void;
  readonly now: () => number;
}

/** @throws UsageError: nothing tells what it is */
export function openTarget({ text, format }: TargetName, options: TargetOptions): Target {
  if (text === '-') return jsonTarget({ fd: options.stdout }, options);
  if (isServerUrl(text)) throw new UsageError(`${text}: a server`);
  if (text.endsWith('/') || (format === undefined && kindOf(text) === 'directory'))
    return logTarget(text, 'directory', options);
  const kind = format ?? EXTENSIONS[extname(text).toLowerCase()];
  switch (kind) {
    case 'ndjson':
      return jsonTarget(text, options);
    case 'aof':
      return logTarget(text, 'preamble', options);
    case 'resp':
      return logTarget(text, 'resp', options);
    case 'rdb':
      throw new UsageError('rdb');
    default:
      throw new UsageError(
        `nothing tells what ${basename(text)} is to be: call it .ndjson, .aof, .resp or .rdb, or give --to-format`,
      );
  }
}

function jsonTarget(to: string | { readonly fd: number }, { fsync, intoNonEmpty }: TargetOptions): Target {
  return new JsonTarget({ to, fsync, intoNonEmpty, bytes: BYTES.AUTO, noModuleBytes: false });
}

function logTarget(path: string, form: 'preamble' | 'resp' | 'directory', options: TargetOptions): Target {
  const { rotateBytes, rotateMs } = options;
  return new LogTarget({
    path,
    form,
    intoNonEmpty: options.intoNonEmpty,
    fsync: options.fsync,
    changed: options.changed,
    onLoss: options.onLoss,
    now: options.now,
    ...(rotateBytes === undefined ? {} : { rotateBytes }),
    ...(rotateMs === undefined ? {} : { rotateMs }),
  });
}
