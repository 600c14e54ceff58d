/** to-aof: an append-only file that a server starts from. */
import { APPEND_FILE_NAME, baseName, incrName, manifestName } from '../src/aof/file-names.ts';
import { formatManifest } from '../src/aof/manifest.ts';
import { UsageError } from '../src/errors.ts';
import type { OutputSink } from '../src/formatters/formatter.ts';
import type { RdbFile } from '../src/formatters/rdb/rdb-file.ts';
import { supports, type Loss } from '../src/model/target.ts';
import type { Command } from './command.ts';
import type { ExitStatus } from './exit.ts';
import { Losses } from './losses.ts';
import { Merge } from './merge.ts';
import { openOutput } from './output.ts';
import { isDirectory, OutputDirectory } from './output-directory.ts';
import type { Outside } from './outside.ts';
import { render, type MakeFormatter } from './render.ts';
import { flag } from './shared/arguments.ts';
import { CARRY_FLAGS, parseCarryFlags, type CarryOptions } from './shared/carry-flags.ts';
import { parseRespFlags, RESP_FLAGS, type RespFlags } from './shared/resp-flags.ts';
import { shareSignals } from './shared-signals.ts';

interface ToAofOptions extends CarryOptions, RespFlags {
  readonly preamble: boolean;
}

/** Of the first files of a log. */
const SEQ = 1;
const INCREMENT = incrName(APPEND_FILE_NAME, SEQ);
const MANIFEST = manifestName(APPEND_FILE_NAME);

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
    ['rdb-tool to-aof --preamble -o appendonlydir/ dump.rdb', 'the same, with an RDB as the base: faster to load'],
    ['rdb-tool to-aof --target redis-6.2 -o appendonly.aof dump.rdb', 'for an older one'],
  ],
  flags: {
    preamble: { type: 'boolean', group: 'Commands', describe: 'No commands, but an RDB for the log to begin with' },
    ...RESP_FLAGS,
    ...CARRY_FLAGS,
  },
  parse(argv, outside) {
    const carried = parseCarryFlags(argv, outside);
    const commands = parseRespFlags(argv);
    const { target, output: path } = carried;
    const preamble = flag(argv, 'preamble') ?? false;
    const unfit = Object.entries(commands).find(([, given]) => given);
    if (preamble && unfit !== undefined) throw new UsageError(`--preamble and --${unfit[0]} exclude each other`);
    if (preamble && target !== undefined && !supports(target, 'preamble')) {
      throw new UsageError(`${target.name} reads no log that begins with an RDB: leave --preamble out`);
    }
    if (path !== undefined && isDirectory(path) && target !== undefined && !supports(target, 'multiPart')) {
      throw new UsageError(`${target.name} keeps its log in one file: give --output a file, not a directory`);
    }
    const toStdout = path === undefined || path === '-';
    if (preamble && toStdout && outside.stdout.isTTY === true) {
      throw new UsageError('an RDB file is no text for a terminal: give --output FILE, or send it to a program');
    }
    return { ...carried, ...commands, preamble };
  },
  async run(options, outside) {
    const losses = new Losses(outside, options, options.allowLoss);
    const merged = { ...options, merge: new Merge(options) };
    // Each kind of output is read when it is asked for.
    const make: MakeFormatter = async (out, output) => {
      const onLoss = (loss: Loss): void => losses.add(loss);
      if (!options.preamble) {
        const { RespFormatter } = await import('../src/formatters/resp/formatter.ts');
        return new RespFormatter(out, { ...options, onLoss });
      }
      const { RdbFile } = await import('../src/formatters/rdb/rdb-file.ts');
      return makeBase(new RdbFile((bytes) => output.write(bytes)), merged, onLoss);
    };
    const { output } = options;
    const status =
      output !== undefined && isDirectory(output)
        ? await renderDirectory(output, merged, make, shareSignals(outside))
        : await render(merged, make, outside);
    return losses.close(status);
  },
};

async function makeBase(file: RdbFile, options: ToAofOptions, onLoss: (loss: Loss) => void): Promise<OutputSink> {
  const { RdbFormatter } = await import('../src/formatters/rdb/formatter.ts');
  const { target, inputs, maps } = options;
  const changed = maps !== undefined && maps.ttl !== 0;
  const merged = inputs.length > 1;
  return new RdbFormatter([file], { target, compress: true, whole: false, changed, merged, aofBase: true, onLoss });
}

async function renderDirectory(
  path: string,
  options: ToAofOptions,
  make: MakeFormatter,
  outside: Outside,
): Promise<ExitStatus> {
  const base = baseName(APPEND_FILE_NAME, SEQ, options.preamble ? 'rdb' : 'aof');
  const directory = new OutputDirectory(path, [base, INCREMENT, MANIFEST], outside);
  try {
    const status = await render({ ...options, output: directory.file(base) }, make, outside);
    // It is there if it is whole, and may be with another status: commands were passed over, as was asked for.
    if (directory.has(base)) {
      write(directory.file(INCREMENT), '', outside);
      // What the manifest names is there.
      const files = { base: { name: base, seq: SEQ }, incr: [{ name: INCREMENT, seq: SEQ }] };
      write(directory.file(MANIFEST), formatManifest(files), outside);
      directory.commit();
    } else directory.abandon();
    return status;
  } catch (error) {
    directory.abandon();
    throw error;
  }
}

function write(path: string, text: string, outside: Outside): void {
  const output = openOutput(path, outside);
  output.write(Buffer.from(text));
  output.commit();
}
