/** How a server is followed, and what is delivered where: the flags of `replicate`. */
import { resolve } from 'node:path';
import { isServerUrl } from '../../src/connection/mask-url.ts';
import { UsageError } from '../../src/errors.ts';
import { parseSize, parseSpan } from '../../src/model/units.ts';
import { FILE_FORMATS, type FileFormat, type TargetName } from '../../src/delivery/target-name.ts';
import { FSYNC_POLICIES, type FsyncPolicy } from '../../src/delivery/durability.ts';
import type { Flags } from '../command.ts';
import type { ScanInputOptions } from '../../src/server-input.ts';
import type { MetricsAddress } from '../watch/metrics-server.ts';
import { flag, parseWhole, text, texts, wholeNumber, type Argv } from './arguments.ts';
import { checkConflicts } from './replicate-conflicts.ts';
import { parseScanFlags, SCAN_FLAGS } from './scan-flags.ts';

const targets = 'Targets';
const position = 'Position';
const link = 'Link';
const watching = 'Watching';

export const REPLICATE_FLAGS = {
  ...SCAN_FLAGS,
  to: {
    type: 'string',
    array: true,
    group: targets,
    value: 'TARGET',
    describe:
      'Where it goes (repeatable): a server or cluster by its URL, a stream of one by URL?stream=KEY, a file (.ndjson, .aof, .resp, .rdb), a directory for a multi-part AOF, or - for NDJSON on standard output',
  },
  rdb: { type: 'string', group: targets, value: 'FILE', describe: 'Write the snapshot to FILE as an RDB file' },
  'to-format': {
    type: 'string',
    choices: FILE_FORMATS,
    group: targets,
    value: 'FORMAT',
    describe: 'What files of --to are whose names do not tell',
  },
  once: { type: 'boolean', group: targets, describe: 'End behind the snapshot' },
  'into-nonempty': {
    type: 'boolean',
    group: targets,
    describe:
      'Deliver into a target that holds something: behind what NDJSON and streams have, beside the keys of servers, in the place of other files',
  },
  'allow-loss': {
    type: 'boolean',
    group: targets,
    describe: 'With --once, end with 0 though a target cannot be given all of the snapshot',
  },
  'dry-run': { type: 'boolean', group: targets, describe: 'Show the commands that would be sent, and send none' },
  rotate: {
    type: 'string',
    group: targets,
    value: 'SIZE',
    describe: 'Begin a new file when one has this size: x.aof.000001, …; in a directory, the next increment',
  },
  'rotate-every': { type: 'string', group: targets, value: 'TIME', describe: 'Begin a new file after this time' },
  fsync: {
    type: 'string',
    choices: FSYNC_POLICIES,
    group: targets,
    value: 'WHEN',
    describe: 'When files are made sure to be on the disk, as appendfsync has it (everysec)',
  },
  'stream-maxlen': {
    type: 'string',
    group: targets,
    value: 'N',
    describe: 'Trim the stream of --to to about N entries',
  },
  state: {
    type: 'string',
    group: position,
    value: 'FILE',
    describe: 'Keep in FILE how far it has got, and go on from there',
  },
  resync: {
    type: 'boolean',
    group: position,
    describe: 'Copy everything again where the source no longer has what came since; else that ends with status 4',
  },
  marker: {
    type: 'boolean',
    default: true,
    group: position,
    describe: 'Keep no key in the target that makes each command count exactly once',
  },
  verify: { type: 'boolean', group: position, describe: 'Compare source and target behind the snapshot' },
  'verify-every': { type: 'string', group: position, value: 'TIME', describe: 'Compare source and target that often' },
  'retry-for': {
    type: 'string',
    group: link,
    value: 'TIME',
    describe: 'How long to try again what fails at first contact, as a server that is loading (10s)',
  },
  timeout: {
    type: 'string',
    group: link,
    value: 'TIME',
    describe: 'Take a link for broken on which nothing comes for so long (60s)',
  },
  buffer: {
    type: 'string',
    group: link,
    value: 'SIZE',
    describe: 'What has come and is not delivered stays in memory up to SIZE, and beyond in a temporary file (16mb)',
  },
  follow: {
    type: 'boolean',
    group: 'Scan',
    describe: 'With --scan: go on with what keyspace notifications tell of, instead of ending behind the copy',
  },
  'set-notifications': {
    type: 'boolean',
    group: 'Scan',
    describe: 'With --scan --follow: switch on what notify-keyspace-events lacks (CONFIG SET), and leave it so',
  },
  'listening-port': {
    type: 'string',
    group: link,
    value: 'N',
    describe: 'The port that the source shows for us in INFO replication',
  },
  'log-format': {
    type: 'string',
    choices: ['text', 'json'],
    group: watching,
    value: 'FORMAT',
    describe: 'What is said on stderr: lines for people, or JSON objects',
  },
  'metrics-port': {
    type: 'string',
    group: watching,
    value: '[HOST:]PORT',
    describe: 'Serve /metrics for Prometheus and /healthz there; on 127.0.0.1, if there is no HOST',
  },
} as const satisfies Flags;

export interface ReplicateFlags {
  /** At least one. */
  readonly to: readonly TargetName[];
  readonly once: boolean;
  readonly intoNonEmpty: boolean;
  readonly dryRun: boolean;
  readonly allowLoss: boolean;
  readonly rotateBytes: number | undefined;
  readonly rotateMs: number | undefined;
  readonly fsync: FsyncPolicy;
  readonly streamMaxLength: number | undefined;
  /** A path. */
  readonly state: string | undefined;
  readonly resync: boolean;
  readonly marker: boolean;
  readonly verify: boolean;
  readonly verifyMs: number | undefined;
  readonly retryForMs: number;
  readonly timeoutMs: number;
  readonly bufferBytes: number;
  readonly listeningPort: number | undefined;
  /** By SCAN and DUMP, instead of as a replica. */
  readonly scan: (ScanInputOptions & { readonly follow: boolean; readonly setNotifications: boolean }) | undefined;
  readonly logFormat: 'text' | 'json';
  readonly metrics: MetricsAddress | undefined;
}

const RETRY_MS = 10_000;
const TIMEOUT_MS = 60_000;
const BUFFER_BYTES = 16 << 20;
const LAST_PORT = 65_535;

/** @throws UsageError */
export function parseReplicateFlags(argv: Argv): ReplicateFlags {
  const format = text(argv, 'to-format') as FileFormat | undefined;
  const to: TargetName[] = (texts(argv, 'to') ?? []).map((name) => ({ text: name, format }));
  const rdb = text(argv, 'rdb');
  if (rdb !== undefined) to.push({ text: rdb, format: 'rdb' });
  if (to.length === 0) to.push({ text: '-' });
  const places = to.map(({ text: name }) => (isServerUrl(name) || name === '-' ? name : resolve(name)));
  if (new Set(places).size < to.length) throw new UsageError('the same target is given twice');
  const listeningPort = wholeNumber(argv, 'listening-port');
  if (listeningPort !== undefined && listeningPort > LAST_PORT)
    throw new UsageError(`--listening-port: there is no port ${listeningPort}`);
  const flags: ReplicateFlags = {
    to,
    once: flag(argv, 'once') ?? false,
    intoNonEmpty: flag(argv, 'into-nonempty') ?? false,
    dryRun: flag(argv, 'dry-run') ?? false,
    allowLoss: flag(argv, 'allow-loss') ?? false,
    rotateBytes: parsed(text(argv, 'rotate'), (value) => parseSize(value, '--rotate')),
    rotateMs: parsed(text(argv, 'rotate-every'), (value) => parseSpan(value, '--rotate-every')),
    fsync: (text(argv, 'fsync') as FsyncPolicy | undefined) ?? 'everysec',
    streamMaxLength: wholeNumber(argv, 'stream-maxlen'),
    state: text(argv, 'state'),
    resync: flag(argv, 'resync') ?? false,
    marker: flag(argv, 'marker') ?? true,
    verify: flag(argv, 'verify') ?? false,
    verifyMs: parsed(text(argv, 'verify-every'), (value) => parseSpan(value, '--verify-every')),
    retryForMs: parsed(text(argv, 'retry-for'), (value) => parseSpan(value, '--retry-for')) ?? RETRY_MS,
    timeoutMs: parsed(text(argv, 'timeout'), (value) => parseSpan(value, '--timeout')) ?? TIMEOUT_MS,
    bufferBytes: parsed(text(argv, 'buffer'), (value) => parseSize(value, '--buffer')) ?? BUFFER_BYTES,
    listeningPort,
    scan: parseScan(argv),
    logFormat: text(argv, 'log-format') === 'json' ? 'json' : 'text',
    metrics: parsed(text(argv, 'metrics-port'), parseMetricsAddress),
  };
  checkConflicts(flags);
  return flags;
}

function parseScan(argv: Argv): ReplicateFlags['scan'] {
  const scan = parseScanFlags(argv);
  const follow = flag(argv, 'follow') ?? false;
  const setNotifications = flag(argv, 'set-notifications') ?? false;
  if (follow && scan === undefined)
    throw new UsageError('--follow goes with --scan: without it a source is followed anyway');
  if (setNotifications && !follow) throw new UsageError('--set-notifications goes with --scan --follow');
  if (scan === undefined) return undefined;
  if (text(argv, 'state') !== undefined) {
    throw new UsageError('--scan always begins anew: notifications have no position that --state could keep');
  }
  return { ...scan, follow, setNotifications };
}

function parsed<Value>(value: string | undefined, parse: (value: string) => Value): Value | undefined {
  return value === undefined ? undefined : parse(value);
}

function parseMetricsAddress(value: string): MetricsAddress {
  const [, host = '127.0.0.1', digits = ''] = /^(?:(.*):)?(\d+)$/.exec(value) ?? [];
  if (digits === '') {
    throw new UsageError(`--metrics-port takes a port like 9121, or 0.0.0.0:9121, not ${JSON.stringify(value)}`);
  }
  const port = parseWhole(digits, '--metrics-port');
  if (port > LAST_PORT) throw new UsageError(`--metrics-port: there is no port ${port}`);
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
}
