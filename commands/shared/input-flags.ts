/** What is read, and how carefully. */
import { isServerUrl } from '../../src/connection/mask-url.ts';
import { parseServerUrl } from '../../src/connection/parse-url.ts';
import { UsageError } from '../../src/errors.ts';
import { parseTarget, type Family } from '../../src/model/target.ts';
import { parseTime } from '../../src/model/units.ts';
import type { ScanInputOptions } from '../../src/server-input.ts';
import type { Flags } from '../command.ts';
import type { Outside } from '../outside.ts';
import { flag, text, wholeNumber, type Argv } from './arguments.ts';
import { CREDENTIAL_FLAGS, parseConnection, parseServerFlags, SERVER_FLAGS } from './connection-flags.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { parseScanFlags, SCAN_FLAGS } from './scan-flags.ts';

const group = 'Input';

export const READING_FLAGS = {
  strict: {
    type: 'boolean',
    group,
    describe: 'Take for damage what servers let pass: odd counts, bytes after the end',
  },
  checksum: { type: 'boolean', default: true, group, describe: 'Do not check the CRC64 at the end of the file' },
  'allow-truncated': {
    type: 'boolean',
    group,
    describe: 'Take an append-only file that ends within a command or transaction for whole, and warn of it',
  },
  until: {
    type: 'string',
    group,
    value: 'TIME',
    describe: 'Read an append-only file up to the first time stamp that is later',
  },
  'until-offset': {
    type: 'string',
    group,
    value: 'N',
    describe: 'Read an append-only file, or the last of several, up to the first command that ends behind byte N',
  },
  'skip-unknown': {
    type: 'boolean',
    group,
    describe: 'Pass over commands of an append-only file that cannot be replayed, name them, and end with status 3',
  },
  'log-server': {
    type: 'string',
    group,
    value: 'SERVER',
    describe:
      'The server that wrote an append-only file, as in redis-7.0, where the file does not say: some commands have changed',
  },
  'from-latin1': {
    type: 'boolean',
    group,
    describe: 'JSON that is read was printed with --bytes latin1: each character is the byte of its number',
  },
  now: {
    type: 'string',
    group,
    value: 'TIME',
    describe: 'The time that expiries are held against, instead of the clock',
  },
} as const satisfies Flags;

/** What is read, and how the servers among it are reached. */
export const INPUT_FLAGS = {
  ...READING_FLAGS,
  ...SERVER_FLAGS,
  ...CREDENTIAL_FLAGS,
  ...SCAN_FLAGS,
} as const satisfies Flags;

export interface InputOptions {
  /** Paths and URLs of servers, passwords and all; '-' is standard input. */
  readonly inputs: readonly string[];
  /** Of the servers among them. */
  readonly askConnection: ConnectionSettings;
  /** How they are read, where it is not as a replica does it. */
  readonly scan: ScanInputOptions | undefined;
  readonly strict: boolean;
  readonly skipChecksum: boolean;
  readonly allowTruncated: boolean;
  readonly skipUnknown: boolean;
  /** The server of a log that does not tell it. */
  readonly writer?: { readonly family: Family; readonly version: string };
  readonly untilMs?: number;
  readonly untilOffset?: number;
  /** Of JSON. */
  readonly latin1: boolean;
  readonly nowMs: number;
}

/** @throws UsageError: '-' twice; nothing to read; a URL of no server */
export function parseInput(argv: Argv, outside: Outside): InputOptions {
  const operands = argv['files'];
  const inputs = Array.isArray(operands) ? operands.map(String) : [];
  for (const url of inputs.filter(isServerUrl)) parseServerUrl(url);
  const server = parseServerFlags(argv, outside, inputs[0]);
  if (server !== undefined) inputs.push(server);
  if (inputs.filter((input) => input === '-').length > 1) throw new UsageError('- (standard input) is given twice');
  if (inputs.length === 0) {
    if (outside.stdin.isTTY) throw new UsageError('no file is given');
    inputs.push('-');
  }
  const now = text(argv, 'now');
  const until = text(argv, 'until');
  const untilOffset = wholeNumber(argv, 'until-offset');
  return {
    inputs,
    askConnection: parseConnection(argv, outside),
    scan: parseScanFlags(argv),
    strict: flag(argv, 'strict') ?? false,
    skipChecksum: flag(argv, 'checksum') === false,
    allowTruncated: flag(argv, 'allow-truncated') ?? false,
    skipUnknown: flag(argv, 'skip-unknown') ?? false,
    ...(until === undefined ? {} : { untilMs: parseTime(until, '--until') }),
    ...(untilOffset === undefined ? {} : { untilOffset }),
    latin1: flag(argv, 'from-latin1') ?? false,
    ...parseLogServer(text(argv, 'log-server')),
    nowMs: now === undefined ? outside.now() : parseTime(now, '--now'),
  };
}

function parseLogServer(server: string | undefined): Pick<InputOptions, 'writer'> {
  if (server === undefined) return {};
  const { family, major, minor } = parseTarget(server, '--log-server');
  return { writer: { family, version: `${major}.${minor}` } };
}
