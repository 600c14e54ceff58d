/** Inputs through filters and a formatter to an output: what most subcommands do. */
import { ByteWriter, type Flush } from '../src/bytes/writer.ts';
import { FilterSink } from '../src/filter/filter-sink.ts';
import type { FilterOptions } from '../src/filter/key-filter.ts';
import { MapSink, type MapOptions } from '../src/filter/map-sink.ts';
import type { OutputSink } from '../src/formatters/formatter.ts';
import { closeContents, contentSteps, isReplayed, openPath, type Contents } from '../src/input.ts';
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
  /** Replay a log even if the format shows commands. */
  readonly replay?: boolean;
  /** What is changed of the keys that pass. */
  readonly maps?: MapOptions | undefined;
}

/** `take` is what the writer hands its bytes to, for formatters that have a writer of their own. */
export type MakeFormatter = (out: ByteWriter, take: Flush) => OutputSink | Promise<OutputSink>;

/** Go on with the next input when one fails; the worst status of all is the answer. */
export async function render(options: RenderOptions, make: MakeFormatter, outside: Outside): Promise<ExitStatus> {
  const messages = new Messages(outside, options);
  const output = openOutput(options.output, outside, options.inputs);
  const take: Flush = (bytes) => output.write(bytes);
  const out = new ByteWriter(take);
  let status: ExitStatus = EXIT.DONE;
  try {
    const formatter = await make(out, take);
    for (const input of options.inputs) {
      if (options.inputs.length > 1) formatter.from?.(input);
      const failed = await renderInput(input, formatter, options, messages, outside);
      if (failed !== EXIT.DONE) status = Math.max(status, failed) as ExitStatus;
    }
    // An output that is not whole is not closed as if it were.
    if (status === EXIT.DONE) formatter.finish();
    else out.flush();
    messages.close();
    if (status === EXIT.DONE) output.commit();
    else output.abandon();
    return messages.settle(status);
  } catch (error) {
    output.abandon();
    if (error === BROKEN_PIPE) return EXIT.DONE;
    messages.error(error);
    return statusOf(error);
  }
}

export async function renderInput(
  input: string,
  formatter: OutputSink,
  options: RenderOptions,
  messages: Messages,
  outside: Outside,
): Promise<ExitStatus> {
  const name = input === '-' ? '<stdin>' : input;
  const onWarning = (warning: Warning): void => messages.warn(warning, name);
  let contents: Contents | undefined;
  let progress: Progress | undefined;
  try {
    contents = await openPath(input, { onWarning, ...(input === '-' ? { stdin: outside.stdin } : {}) });
    const { size } = contents.format === 'aof' ? contents.log : contents.source;
    progress = new Progress(outside, name, size, options.progress && !options.quiet);
    const { filters, maps } = options;
    const mapped = maps === undefined ? formatter : new MapSink(formatter, maps);
    const sink = filters === undefined ? mapped : new FilterSink(mapped, filters);
    // Offsets of several files would not tell themselves apart. Keys that a replay leaves are of no one file.
    const onFile = isReplayed(sink, options)
      ? undefined
      : (file: string) => formatter.from?.(`${prefix(input, options)}${file}`);
    const onSkipped = (commands: ReadonlyMap<string, number>): void => messages.skipped(commands, name);
    const steps = contentSteps(contents, sink, {
      ...options,
      onWarning,
      onSkipped,
      ...(onFile === undefined ? {} : { onFile }),
    });
    for await (const bytes of steps) {
      const waiting = progress.update(bytes);
      if (waiting !== undefined) await waiting;
    }
    return EXIT.DONE;
  } catch (error) {
    if (error === BROKEN_PIPE) throw error;
    formatter.abandon();
    progress?.stop();
    messages.error(error, name);
    return statusOf(error);
  } finally {
    progress?.stop();
    if (contents !== undefined) await closeContents(contents);
  }
}

/** In front of the name of a log's file. */
function prefix(input: string, { inputs }: RenderOptions): string {
  return inputs.length > 1 ? `${input}: ` : '';
}
