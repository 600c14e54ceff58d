/** to-aof: an append-only file that a server starts from. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SourceError } from '../src/errors.ts';
import { RespFormatter } from '../src/formatters/resp/formatter.ts';
import { errorText } from '../src/io/file.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit.ts';
import { Losses } from './losses.ts';
import { openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import { isDirectory } from './output-directory.ts';
import { render, type RenderOptions } from './render.ts';
import { FILTER_FLAGS, parseFilters } from './shared/filter-flags.ts';
import { INPUT_FLAGS, parseInput } from './shared/input-flags.ts';
import { MAP_FLAGS, parseMaps } from './shared/map-flags.ts';
import { OUTPUT_FLAGS, parseOutput } from './shared/output-flags.ts';
import { parseRespFlags, RESP_FLAGS, type RespFlags } from './shared/resp-flags.ts';
import { parseTargetFlags, TARGET_FLAGS, type TargetOptions } from './shared/target-flags.ts';

interface ToAofOptions extends RenderOptions, RespFlags, TargetOptions {}

/** Names of redis.conf's defaults. Source: aof-replication-resp.md 1.1. */
const BASE = 'appendonly.aof.1.base.aof';
const INCREMENT = 'appendonly.aof.1.incr.aof';
const MANIFEST = 'appendonly.aof.manifest';

export const toAof: Command<ToAofOptions> = {
  name: 'to-aof',
  usage: 'to-aof [file…]',
  summary: 'Write an append-only file that a server starts from',
  description:
    'Writes keys and values as an append-only file: a single one, or, where --output is a directory, the base, an empty ' +
    'increment and the manifest that servers from Redis 7.0 on and Valkey keep in their appendonlydir. Keys that have expired ' +
    'are written too: a server keeps them until it has loaded the file.',
  examples: [
    ['rdb-tool to-aof -o appendonlydir/ dump.rdb', 'for a server from 7.0 on, with appendonly yes'],
    ['rdb-tool to-aof --target redis-6.2 -o appendonly.aof dump.rdb', 'for an older one'],
  ],
  flags: {
    ...RESP_FLAGS,
    ...TARGET_FLAGS,
    ...OUTPUT_FLAGS,
    ...MAP_FLAGS,
    ...FILTER_FLAGS,
    ...INPUT_FLAGS,
  },
  parse(argv, outside) {
    const input = parseInput(argv, outside);
    return {
      ...input,
      ...parseOutput(argv),
      ...parseRespFlags(argv),
      ...parseTargetFlags(argv),
      filters: parseFilters(argv, input.nowMs),
      maps: parseMaps(argv),
    };
  },
  async run(options, outside) {
    const { output } = options;
    const directory = output !== undefined && isDirectory(output) ? output : undefined;
    if (directory !== undefined) makeDirectory(directory);
    const losses = new Losses(outside, options, options.allowLoss);
    const status = await render(
      directory === undefined ? options : { ...options, output: join(directory, BASE) },
      (out) => new RespFormatter(out, { ...options, onLoss: (loss) => losses.add(loss) }),
      outside,
    );
    if (directory !== undefined && status === EXIT.DONE) finishDirectory(directory, outside);
    return losses.close(status);
  },
};

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new SourceError(`cannot make ${path}: ${errorText(cause)}`, { cause, code: 'OUTPUT' });
  }
}

/** The manifest comes last: what it names is there. */
function finishDirectory(directory: string, outside: Outside): void {
  write(join(directory, INCREMENT), '', outside);
  write(join(directory, MANIFEST), `file ${BASE} seq 1 type b\nfile ${INCREMENT} seq 1 type i\n`, outside);
}

function write(path: string, text: string, outside: Outside): void {
  const output = openOutput(path, outside);
  output.write(Buffer.from(text));
  output.commit();
}
