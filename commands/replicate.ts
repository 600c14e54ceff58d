/** replicate: a replica that writes elsewhere. */
import { isServerUrl, maskedUrl } from '../src/connection/mask-url.ts';
import { checkFeedFilters } from '../src/filter/command-filter.ts';
import type { FilterOptions } from '../src/filter/key-filter.ts';
import type { MapOptions } from '../src/filter/map-sink.ts';
import { UsageError } from '../src/errors.ts';
import type { Command } from './command.ts';
import {
  CREDENTIAL_FLAGS,
  SERVER_FLAGS,
  parseConnection,
  parseServerFlags,
  parseTargetConnection,
  TARGET_CONNECTION_FLAGS,
} from './shared/connection-flags.ts';
import type { ConnectionSettings } from './shared/connection-settings.ts';
import { FILTER_FLAGS, parseFilters } from './shared/filter-flags.ts';
import { MAP_FLAGS, parseMaps } from './shared/map-flags.ts';
import { OUTPUT_FLAGS, parseOutput, type OutputOptions } from './shared/output-flags.ts';
import { parseReplicateFlags, REPLICATE_FLAGS, type ReplicateFlags } from './shared/replicate-flags.ts';

export interface ReplicateOptions extends ReplicateFlags, Omit<OutputOptions, 'output'> {
  /** What is followed, as it was given, without a password. */
  readonly source: string;
  /** Its URL, which may hold a password. */
  readonly url: string;
  readonly askConnection: ConnectionSettings;
  readonly askTargetConnection: ConnectionSettings;
  readonly filters: FilterOptions | undefined;
  readonly maps: MapOptions | undefined;
}

const { output: _, ...SAYING_FLAGS } = OUTPUT_FLAGS;

export const replicate: Command<ReplicateOptions> = {
  name: 'replicate',
  usage: 'replicate <source> --to <target>…',
  summary: 'Follow a live server, and deliver what it does elsewhere',
  description:
    'Follows a server as a replica does, a snapshot first and then every command, and delivers to files, to other servers, or to ' +
    'a stream of records. With --state it goes on after a restart where it was, and nothing is lost or applied twice. SIGTERM ' +
    'and Ctrl-C deliver what has come, say the last offset and end; SIGUSR1 says how far it is.',
  examples: [
    ['rdb-tool replicate redis://src --to redis://dst', 'a copy that is kept up to date'],
    ['rdb-tool replicate redis://src --to - | jq -c .args', 'watch every write'],
    ['rdb-tool replicate redis://src --to redis://dst --state s.json', 'go on after a restart where it was'],
    ['rdb-tool replicate redis://src --to backup/ --rotate 1gb', 'an append-only log that a server starts from'],
    ['rdb-tool replicate redis://src --rdb dump.rdb --once', 'the snapshot alone'],
  ],
  flags: {
    ...REPLICATE_FLAGS,
    ...SERVER_FLAGS,
    ...CREDENTIAL_FLAGS,
    ...TARGET_CONNECTION_FLAGS,
    ...FILTER_FLAGS,
    ...MAP_FLAGS,
    ...SAYING_FLAGS,
  },
  parse(argv, outside) {
    const operands = Array.isArray(argv['files']) ? argv['files'].map(String) : [];
    const [operand, ...more] = operands;
    const source = parseServerFlags(argv, outside, operand) ?? operand;
    if (source === undefined) throw new UsageError('no source is given: replicate takes the URL of a server');
    if (more.length > 0)
      throw new UsageError(`replicate follows one source, and ${more.length} more operands are given`);
    if (!isServerUrl(source)) throw new UsageError(`${source} is no URL of a server, as redis://127.0.0.1:6379`);
    const nowMs = outside.now();
    const flags = parseReplicateFlags(argv);
    const filters = parseFilters(argv, nowMs);
    if (filters !== undefined && !flags.once) checkFeedFilters(filters);
    return {
      ...flags,
      ...parseOutput(argv),
      source: maskedUrl(source),
      url: source,
      askConnection: parseConnection(argv, outside),
      askTargetConnection: parseTargetConnection(argv, outside),
      filters,
      maps: parseMaps(argv),
    };
  },
  async run(options, outside) {
    // It is as large as the rest of the program, and no other command needs it.
    const { Following } = await import('./follow.ts');
    return new Following(options, outside).run();
  },
};
