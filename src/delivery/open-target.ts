/** Targets by what they are called: the URL of a server, a file by its name, a directory. */
import { basename, extname } from 'node:path';
import { isServerUrl, maskedUrl } from '../connection/mask-url.ts';
import type { ConnectionOptions } from '../connection/endpoint.ts';
import { locatedServer } from '../connection/located.ts';
import { parseServerUrl, urlParameter } from '../connection/parse-url.ts';
import { UsageError } from '../errors.ts';
import type { Output } from '../io/output.ts';
import { StreamOutput } from '../io/stream-output.ts';
import { DryRun } from './dry-run.ts';
import { kindOf } from '../io/directory.ts';
import type { Loss } from '../model/target.ts';
import type { FsyncPolicy } from './durability.ts';
import { ClusterTarget } from './cluster/cluster-target.ts';
import { JsonTarget } from './file/json-target.ts';
import { LogTarget } from './file/log-target.ts';
import { RdbTarget } from './file/rdb-target.ts';
import { ServerTarget } from './server/server-target.ts';
import type { TargetStatus } from './status.ts';
import { StreamTarget } from './stream/stream-target.ts';
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
  /** It ends behind the snapshot. */
  readonly once: boolean;
  readonly stdout: number;
  /** To servers: what a URL does not say itself. */
  readonly connection: ConnectionOptions;
  readonly connectTimeoutMs: number;
  readonly marker: boolean;
  /** Show what would be sent, and send nothing. */
  readonly dryRun: boolean;
  /** A state file holds the position. */
  readonly hasState: boolean;
  readonly fsync: FsyncPolicy;
  readonly rotateBytes: number | undefined;
  readonly rotateMs: number | undefined;
  readonly intoNonEmpty: boolean;
  /** To about so many entries a stream is trimmed. */
  readonly streamMaxLength: number | undefined;
  /** Keys are filtered or mapped: the snapshot's bytes are not what is wanted. */
  readonly changed: boolean;
  readonly onLoss: (loss: Loss) => void;
  /** Something is delivered otherwise than it was. */
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
}

/** What a file is to be; undefined: nothing tells, or it is no file. */
export function fileFormat({ text, format }: TargetName): FileFormat | undefined {
  if (isServerUrl(text) || text === '-') return undefined;
  return format ?? EXTENSIONS[extname(text).toLowerCase()];
}

/** @throws UsageError: nothing tells what it is */
export function openTarget({ text, format }: TargetName, status: TargetStatus, options: TargetOptions): Target {
  if (options.dryRun) {
    const open = (): Promise<Output> => StreamOutput.of('<stdout>', options.stdout);
    const messages = isServerUrl(text) && urlParameter(text, 'stream') === undefined;
    return new DryRun({ name: maskedUrl(text), messages, open });
  }
  if (text === '-') return jsonTarget({ fd: options.stdout }, options);
  if (isServerUrl(text)) return serverTarget(text, status, options);
  if (text.endsWith('/') || (format === undefined && kindOf(text) === 'directory'))
    return logTarget(text, 'directory', options);
  const kind = fileFormat({ text, format });
  switch (kind) {
    case 'ndjson':
      return jsonTarget(text, options);
    case 'aof':
      return logTarget(text, 'preamble', options);
    case 'resp':
      return logTarget(text, 'resp', options);
    case 'rdb':
      return new RdbTarget({ ...options, path: text });
    case undefined:
      throw new UsageError(
        `nothing tells what ${basename(text)} is to be: call it .ndjson, .aof, .resp or .rdb, or give --to-format`,
      );
  }
}

function serverTarget(url: string, status: TargetStatus, options: TargetOptions): Target {
  const place = parseServerUrl(url, options.connection, ['stream']);
  const stream = urlParameter(url, 'stream');
  const common = {
    timeoutMs: options.connectTimeoutMs,
    intoNonEmpty: options.intoNonEmpty,
    marker: options.marker,
    removesMarker: options.hasState,
    onLoss: options.onLoss,
    onWarning: options.onWarning,
    now: options.now,
    onTrouble(trouble: string | undefined) {
      status.trouble = trouble;
    },
  };
  if (stream !== undefined) {
    if (place.kind === 'cluster') throw new UsageError(`${maskedUrl(url)}: a stream is of a server, not of a cluster`);
    const { streamMaxLength: maxLength } = options;
    const trimmed = maxLength === undefined ? {} : { maxLength };
    return new StreamTarget({
      ...common,
      ...trimmed,
      located: locatedServer(place, options.connectTimeoutMs),
      db: place.db ?? 0,
      stream,
    });
  }
  if (place.kind === 'cluster') return new ClusterTarget({ ...common, place, follows: !options.once });
  if ((place.db ?? 0) !== 0) {
    const example = `--db-map 0=${place.db}`;
    throw new UsageError(
      `${maskedUrl(url)}: a target gets all databases, each as it was: ${example} writes into another`,
    );
  }
  return new ServerTarget({
    ...common,
    located: locatedServer(place, options.connectTimeoutMs),
    follows: !options.once,
  });
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
