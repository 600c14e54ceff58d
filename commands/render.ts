/** Inputs through filters and a formatter to an output: what most subcommands do. */
import { ByteWriter } from '../src/bytes/writer.ts';
import { maskedUrl } from '../src/connection/mask-url.ts';
import { FilterSink } from '../src/filter/filter-sink.ts';
import type { FilterOptions } from '../src/filter/key-filter.ts';
import { MapSink, type MapOptions } from '../src/filter/map-sink.ts';
import { UniqueSink } from '../src/filter/unique-sink.ts';
import { SourceError } from '../src/errors.ts';
import type { OutputSink } from '../src/formatters/formatter.ts';
import { BROKEN_PIPE } from '../src/io/output-error.ts';
import type { EntrySink } from '../src/model/sink.ts';
import { closeContents, contentSteps, isReplayed, sizeOfContents, type Contents } from '../src/input.ts';
import type { Warning } from '../src/rdb/context.ts';
import { EXIT, statusOf, type ExitStatus } from './exit.ts';
import type { Merge } from './merge.ts';
import { Messages } from './messages.ts';
import { openOperand, operandName } from './operand.ts';
import { openOutput, type Output } from './output.ts';
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
  /** Keys become one data set: none may come twice. */
  readonly merge?: Merge;
}

/** @param output - what `out` writes to, for a formatter that has a writer of its own */
export type MakeFormatter = (out: ByteWriter, output: Output) => OutputSink | Promise<OutputSink>;

/** Go on with the next input when one fails; the worst status of all is the answer. */
export async function render(options: RenderOptions, make: MakeFormatter, outside: Outside): Promise<ExitStatus> {
  const messages = new Messages(outside, options);
  const output = openOutput(options.output, outside, options.inputs);
  const out = new ByteWriter((bytes) => output.write(bytes));
  let status: ExitStatus = EXIT.DONE;
  try {
    const formatter = await make(out, output);
    for (const input of options.merge?.inputs ?? options.inputs) {
      if (options.inputs.length > 1) formatter.from?.(maskedUrl(input));
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
  const name = operandName(input);
  const { merge } = options;
  merge?.next();
  const onWarning = (warning: Warning): void => {
    merge?.refuseDuplicates(warning);
    messages.warn(warning, name);
  };
  let contents: Contents | undefined;
  let progress: Progress | undefined;
  try {
    contents = await openOperand(input, options, outside, {
      onWarning,
      onNote: (text) => messages.note(text, name),
    });
    progress = new Progress(outside, name, sizeOfContents(contents), options.progress && !options.quiet);
    const sink = sinkBefore(formatter, options);
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
    if (error === BROKEN_PIPE || isOfOutput(error)) throw error;
    formatter.abandon();
    progress?.stop();
    messages.error(error, name);
    return statusOf(error);
  } finally {
    progress?.stop();
    if (contents !== undefined) await closeContents(contents);
  }
}

/** Filters see keys as they are in the input; of those that pass, and as they are called then, each is let through once. */
function sinkBefore(formatter: OutputSink, { filters, maps, merge }: RenderOptions): EntrySink {
  const unique = merge?.admit === undefined ? formatter : new UniqueSink(formatter, merge.admit);
  const mapped = maps === undefined ? unique : new MapSink(unique, maps);
  return filters === undefined ? mapped : new FilterSink(mapped, filters);
}

/** No other input will do better. */
function isOfOutput(error: unknown): boolean {
  return error instanceof SourceError && error.code === 'OUTPUT';
}

/** In front of the name of a log's file. */
function prefix(input: string, { inputs }: RenderOptions): string {
  return inputs.length > 1 ? `${maskedUrl(input)}: ` : '';
}
