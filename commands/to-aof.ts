/** to-aof: an append-only file that a server starts from. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Flush } from '../src/bytes/writer.ts';
import { SourceError, UsageError } from '../src/errors.ts';
import type { OutputSink } from '../src/formatters/formatter.ts';
import { RdbFormatter } from '../src/formatters/rdb/formatter.ts';
import { RdbFile } from '../src/formatters/rdb/rdb-file.ts';
import { RespFormatter } from '../src/formatters/resp/formatter.ts';
import { errorText } from '../src/io/file.ts';
import { supports, type Loss } from '../src/model/target.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit.ts';
import { Losses } from './losses.ts';
import { openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import { isDirectory } from './output-directory.ts';
import { rdbOptions } from './rdb-options.ts';
import { render, type RenderOptions } from './render.ts';
import { flag } from './shared/arguments.ts';
import { FILTER_FLAGS, parseFilters } from './shared/filter-flags.ts';
import { INPUT_FLAGS, parseInput } from './shared/input-flags.ts';
import { MAP_FLAGS, parseMaps } from './shared/map-flags.ts';
import { OUTPUT_FLAGS, parseOutput } from './shared/output-flags.ts';
import { parseRespFlags, RESP_FLAGS, type RespFlags } from './shared/resp-flags.ts';
import { parseTargetFlags, TARGET_FLAGS, type TargetOptions } from './shared/target-flags.ts';

interface ToAofOptions extends RenderOptions, RespFlags, TargetOptions {
  readonly preamble: boolean;
}

/** Names of redis.conf's defaults. Source: aof-replication-resp.md 1.1. */
const BASE = 'appendonly.aof.1.base';
const INCREMENT = 'appendonly.aof.1.incr.aof';
const MANIFEST = 'appendonly.aof.manifest';

export const toAof: Command<ToAofOptions> = {
  name: 'to-aof',
  usage: 'to-aof [file…]',
  summary: 'Write an append-only file that a server starts from',
  description:
    'Writes keys and values as an append-only file: a single one, or, where --output is a directory, the base, an empty ' +
    'increment and the manifest that servers from Redis 7.0 on and Valkey keep in their appendonlydir. Keys that have expired ' +
    'are written too: a server keeps them until it has loaded the file. With --preamble the keys stand in an RDB, which loads ' +
    'fastest and loses least.',
  examples: [
    ['rdb-tool to-aof -o appendonlydir/ dump.rdb', 'for a server from 7.0 on, with appendonly yes'],
    ['rdb-tool to-aof --target redis-6.2 -o appendonly.aof dump.rdb', 'for an older one'],
  ],
  flags: {
    preamble: {
      type: 'boolean',
      group: 'Commands',
      describe: 'Write the keys as an RDB, as servers do by default: at the start of the file, or as the base',
    },
    ...RESP_FLAGS,
    ...TARGET_FLAGS,
    ...OUTPUT_FLAGS,
    ...MAP_FLAGS,
    ...FILTER_FLAGS,
    ...INPUT_FLAGS,
  },
  parse(argv, outside) {
    const input = parseInput(argv, outside);
    const resp = parseRespFlags(argv);
    const preamble = flag(argv, 'preamble') ?? false;
    const asked = Object.entries(resp).find(([, set]) => set);
    if (preamble && asked !== undefined)
      throw new UsageError(`--preamble writes no commands: --${asked[0]} has no place`);
    const { target, allowLoss } = parseTargetFlags(argv);
    if (preamble && target !== undefined && !supports(target, 'preamble')) {
      throw new UsageError(
        `--preamble: ${target.name} takes no RDB in an append-only file, servers do from redis-4.0 on`,
      );
    }
    return {
      ...input,
      ...parseOutput(argv),
      ...resp,
      preamble,
      target,
      allowLoss,
      filters: parseFilters(argv, input.nowMs),
      maps: parseMaps(argv),
    };
  },
  async run(options, outside) {
    const { output } = options;
    const directory = output !== undefined && isDirectory(output) ? output : undefined;
    if (directory !== undefined) makeDirectory(directory);
    const losses = new Losses(outside, options, options.allowLoss);
    const onLoss = (loss: Loss): void => losses.add(loss);
    const base = `${BASE}.${options.preamble ? 'rdb' : 'aof'}`;
    const status = await render(
      directory === undefined ? options : { ...options, output: join(directory, base) },
      (out, take) =>
        options.preamble ? makePreamble(options, take, onLoss) : new RespFormatter(out, { ...options, onLoss }),
      outside,
    );
    if (directory !== undefined && status === EXIT.DONE) finishDirectory(directory, base, outside);
    return losses.close(status);
  },
};

function makePreamble(options: ToAofOptions, take: Flush, onLoss: (loss: Loss) => void): OutputSink {
  const told = rdbOptions({ ...options, rdbVersion: undefined, compress: true, onConflict: 'error' });
  return new RdbFormatter([new RdbFile(take)], { ...told, aofBase: true, onLoss });
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new SourceError(`cannot make ${path}: ${errorText(cause)}`, { cause, code: 'OUTPUT' });
  }
}

/** The manifest comes last: what it names is there. */
function finishDirectory(directory: string, base: string, outside: Outside): void {
  write(join(directory, INCREMENT), '', outside);
  write(join(directory, MANIFEST), `file ${base} seq 1 type b\nfile ${INCREMENT} seq 1 type i\n`, outside);
}

function write(path: string, text: string, outside: Outside): void {
  const output = openOutput(path, outside);
  output.write(Buffer.from(text));
  output.commit();
}
