/** Two sides compared, and what differs told: what `diff` does. */
import { ByteWriter } from '../src/bytes/writer.ts';
import type { InputFailure } from '../src/comparison/input-failure.ts';
import { runDiff, type DiffRun } from '../src/comparison/run-diff.ts';
import type { DiffInput } from '../src/comparison/twice-read.ts';
import type { ChangeSink, DiffTotals } from '../src/diff/change.ts';
import { NullChanges } from '../src/diff/null-changes.ts';
import { ConflictError } from '../src/errors.ts';
import { DIFF_FORMATS } from '../src/formatters/diff/registry.ts';
import { BROKEN_PIPE } from '../src/io/output-error.ts';
import type { Loss } from '../src/model/target.ts';
import { isFile } from '../src/io/file.ts';
import { EXIT, statusOf, type ExitStatus } from './exit.ts';
import { Losses } from './losses.ts';
import { Messages } from './messages.ts';
import { openOperand, operandName } from './operand.ts';
import { openOutput, type Output } from './output.ts';
import type { Outside } from './outside.ts';
import { Progress } from './progress.ts';
import type { DiffFlags } from './shared/diff-flags.ts';
import type { InputOptions } from './shared/input-flags.ts';
import type { OutputOptions } from './shared/output-flags.ts';
import type { Sides } from './shared/side-flags.ts';
import type { TargetOptions } from './shared/target-flags.ts';
import { makeStyle } from './style.ts';

export interface CompareOptions extends InputOptions, OutputOptions, TargetOptions, DiffFlags {
  readonly sides: Sides;
  readonly format: string;
  readonly color: boolean;
  readonly columns: number | undefined;
}

/** 0: the same. 1: they differ. 2 and 3: nobody knows, or not all of it could be told. */
export async function compare(options: CompareOptions, outside: Outside): Promise<ExitStatus> {
  const output = openOutput(options.output, outside, options.inputs);
  const comparison = new Comparison(options, outside, output);
  try {
    const status = await comparison.run();
    // A patch or a report of half a comparison is none.
    if (status === EXIT.DONE || status === EXIT.NO) output.commit();
    else output.abandon();
    return status;
  } catch (error) {
    output.abandon();
    if (error === BROKEN_PIPE) return comparison.verdict;
    comparison.messages.error(error);
    // One side says two things of a key: that is no difference.
    return error instanceof ConflictError ? EXIT.TROUBLE : statusOf(error);
  } finally {
    comparison.close();
  }
}

class Comparison {
  readonly messages: Messages;
  /** Until all has been compared: something has been told, which can only be a difference. */
  verdict: ExitStatus = EXIT.NO;
  private readonly options: CompareOptions;
  private readonly outside: Outside;
  private readonly losses: Losses;
  private readonly out: ByteWriter;
  /** From the first piece of input on. */
  private progress: Progress | undefined;

  constructor(options: CompareOptions, outside: Outside, output: Output) {
    this.options = options;
    this.outside = outside;
    this.messages = new Messages(outside, options);
    this.losses = new Losses(outside, options, options.allowLoss);
    this.out = new ByteWriter((bytes) => {
      this.close();
      output.write(bytes);
    });
  }

  async run(): Promise<ExitStatus> {
    const { messages, losses, out } = this;
    const { a, b } = this.options.sides;
    const open = (path: string): DiffInput => this.input(path);
    const { totals, failures } = await runDiff(a.map(open), b.map(open), await this.sink(), this.diffRun());
    this.verdict = failures.length > 0 ? this.tellFailures(failures) : verdictOf(totals);
    out.flush();
    messages.close();
    // What was passed over may have been a difference.
    if (messages.isPartial) this.verdict = EXIT.DAMAGED;
    return losses.close(this.verdict);
  }

  /** The screen is for other things than progress. */
  close(): void {
    this.progress?.stop();
  }

  private input(path: string): DiffInput {
    const name = operandName(path);
    return {
      name,
      open: () =>
        openOperand(path, this.options, this.outside, {
          onWarning: (warning) => this.messages.warn(warning, name),
          onNote: (text) => this.messages.note(text, name),
        }),
      rereadable: path !== '-' && isFile(path),
    };
  }

  private diffRun(): DiffRun {
    const { options, messages } = this;
    const { diff, filters, memoryBytes, limit, quiet, format } = options;
    return {
      diff,
      filters,
      memoryBytes,
      ...(limit === undefined ? {} : { limit }),
      stopAtFirst: quiet,
      onlyWhole: format === 'resp',
      content: (name) => ({
        ...options,
        onWarning: (warning) => messages.warn(warning, name),
        onSkipped: (commands) => messages.skipped(commands, name),
      }),
      onProgress: (bytes, size) => this.showProgress(bytes, size),
    };
  }

  /** It is shown of both sides as they are read, and not of what is looked at again. */
  private showProgress(bytes: number | undefined, size: number | undefined): Promise<void> | undefined {
    const { sides, progress, quiet } = this.options;
    this.progress ??= new Progress(this.outside, nameOfBoth(sides), size, progress && !quiet);
    if (bytes === undefined) this.progress.stop();
    return this.progress.update(bytes ?? 0);
  }

  private async sink(): Promise<ChangeSink> {
    const { options, losses } = this;
    const format = options.quiet ? undefined : DIFF_FORMATS.find(({ name }) => name === options.format);
    if (format === undefined) return new NullChanges('keys');
    const style = await makeStyle(options.color);
    const onLoss = (loss: Loss): void => losses.add(loss);
    const sink = await format.create(this.out, { ...options, compared: options.diff, style, onLoss });
    return watched(sink, (totals) => {
      this.verdict = totals.complete ? verdictOf(totals) : EXIT.DAMAGED;
    });
  }

  /** Which side it is, and what that means for the answer. */
  private tellFailures(failures: readonly InputFailure[]): ExitStatus {
    for (const { error, input } of failures) this.messages.error(error, input);
    const status = Math.max(...failures.map(({ error }) => statusOf(error))) as ExitStatus;
    if (status === EXIT.DAMAGED) this.messages.say(whatIsUnknown(failures, this.options));
    return status;
  }
}

function whatIsUnknown(failures: readonly InputFailure[], { quiet, format }: CompareOptions): string {
  const sides = new Set(failures.map(({ side }) => side));
  const who = sides.size === 2 ? 'both sides are damaged' : `side ${[...sides].join()} is damaged`;
  if (quiet) return `${who}: nobody knows whether they are the same`;
  if (format === 'resp') return `${who}: there is no patch`;
  const other = sides.size === 2 ? 'one side' : sides.has('a') ? 'b' : 'a';
  return `${who}: which keys only ${other} has is not known, and not told`;
}

/** The same sink. @param onEnd - told before the sink is, which may find that whoever reads has gone */
function watched(sink: ChangeSink, onEnd: (totals: DiffTotals) => void): ChangeSink {
  return {
    detail: sink.detail,
    removed: sink.removed,
    added: sink.added,
    begin: (a, b) => sink.begin(a, b),
    functionLibrary: (change) => sink.functionLibrary(change),
    isWhollyTold: (a) => sink.isWhollyTold?.(a) ?? false,
    changed: (key) => sink.changed(key),
    end(totals) {
      onEnd(totals);
      sink.end(totals);
    },
  };
}

function verdictOf({ removed, changed, added, functions }: DiffTotals): ExitStatus {
  return removed + changed + added + functions === 0 ? EXIT.DONE : EXIT.NO;
}

function nameOfBoth({ a, b }: Sides): string {
  return [a, b]
    .map((files) => (files.length === 1 ? operandName(files[0] ?? '') : `${files.length} files`))
    .join(' and ');
}
