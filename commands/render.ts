/** Inputs through filters and a formatter to an output: what most subcommands do. */
import { ByteWriter } from '../src/bytes/writer.ts';
import { decode } from '../src/decode.ts';
import { UnsupportedError } from '../src/errors.ts';
import { FilterSink } from '../src/filter/filter-sink.ts';
import type { FilterOptions } from '../src/filter/key-filter.ts';
import { MapSink, type MapOptions } from '../src/filter/map-sink.ts';
import type { OutputSink } from '../src/formatters/formatter.ts';
import { openSource } from '../src/io/detect.ts';
import type { Source } from '../src/io/source.ts';
import type { Warning } from '../src/rdb/context.ts';
import { EXIT, statusOf, type ExitStatus } from './exit.ts';
import { Messages } from './messages.ts';
import { BROKEN_PIPE, openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import { Progress } from './progress.ts';
import type { InputOptions } from './shared/input-flags.ts';
import type { OutputOptions } from './shared/output-flags.ts';

export interface RenderOptions extends InputOptions, OutputOptions {
  readonly filters: FilterOptions | undefined;
  /** What is changed of the keys that pass. */
  readonly maps?: MapOptions | undefined;
}

/** An AUX field that only the RDB at the start of an append-only file has with this value: 1. */
const AOF_PREAMBLE = Buffer.from('\xfa\x0caof-preamble\xc0\x01', 'latin1');
const COMMANDS_LEFT = 'an append-only file: this version reads the RDB it begins with, not the commands behind it';

export type MakeFormatter = (out: ByteWriter) => OutputSink | Promise<OutputSink>;

/** Go on with the next input when one fails; the worst status of all is the answer. */
export async function render(options: RenderOptions, make: MakeFormatter, outside: Outside): Promise<ExitStatus> {
  const messages = new Messages(outside, options);
  const output = openOutput(options.output, outside, options.inputs);
  const out = new ByteWriter((bytes) => output.write(bytes));
  let status: ExitStatus = EXIT.DONE;
  try {
    const formatter = await make(out);
    for (const input of options.inputs) {
      if (options.inputs.length > 1) formatter.from?.(input);
      const failed = await renderOne(input, formatter, options, messages, outside);
      if (failed !== EXIT.DONE) status = Math.max(status, failed) as ExitStatus;
    }
    // An output that is not whole is not closed as if it were.
    if (status === EXIT.DONE) formatter.finish();
    else out.flush();
    messages.close();
    if (status === EXIT.DONE) output.commit();
    else output.abandon();
    return status;
  } catch (error) {
    output.abandon();
    if (error === BROKEN_PIPE) return EXIT.DONE;
    messages.error(error);
    return statusOf(error);
  }
}

async function renderOne(
  input: string,
  formatter: OutputSink,
  options: RenderOptions,
  messages: Messages,
  outside: Outside,
): Promise<ExitStatus> {
  const name = input === '-' ? '<stdin>' : input;
  let commandsAt: number | undefined;
  let preamble = false;
  const onWarning = (warning: Warning): void => {
    if (preamble && warning.code === 'TRAILING') commandsAt = warning.offset;
    else messages.warn(warning, name);
  };
  let source: Source | undefined;
  let progress: Progress | undefined;
  try {
    ({ source, preamble } = await openRdb(input, onWarning, outside));
    progress = new Progress(outside, name, source.size, options.progress && !options.quiet);
    const { strict, skipChecksum, filters, maps } = options;
    const mapped = maps === undefined ? formatter : new MapSink(formatter, maps);
    const sink = filters === undefined ? mapped : new FilterSink(mapped, filters);
    const shown = progress;
    await decode(source, sink, { strict, skipChecksum, onWarning, onProgress: (bytes) => shown.update(bytes) });
    if (commandsAt !== undefined) throw new UnsupportedError(COMMANDS_LEFT, commandsAt);
    return EXIT.DONE;
  } catch (error) {
    if (error === BROKEN_PIPE) throw error;
    formatter.abandon();
    progress?.stop();
    messages.error(error, name);
    return statusOf(error);
  } finally {
    progress?.stop();
    await source?.close();
  }
}

async function openRdb(
  input: string,
  onWarning: (warning: Warning) => void,
  outside: Outside,
): Promise<{ readonly source: Source; readonly preamble: boolean }> {
  const opened = await openSource(input, { onWarning, ...(input === '-' ? { stdin: outside.stdin } : {}) });
  if (opened.format === 'rdb') {
    return { source: opened.source, preamble: Buffer.from(opened.head).includes(AOF_PREAMBLE) };
  }
  if (opened.format !== 'aof-directory') await opened.source.close();
  throw new UnsupportedError('is an append-only file: this version reads RDB files');
}
