/** The gate: a report held against budgets and a baseline, told to whoever wants to know. */
import { maskedUrl } from '../src/connection/mask-url.ts';
import { RdbToolError, SourceError, UsageError } from '../src/errors.ts';
import { GATE_FORMATS } from '../src/formatters/gate/registry.ts';
import { printGateText } from '../src/formatters/gate/text.ts';
import { parseAllocator } from '../src/memory/allocator.ts';
import { parseServerVersion } from '../src/memory/choose-server.ts';
import type { MemoryOptions } from '../src/memory/memory-sink.ts';
import type { BudgetFile } from '../src/report/budget-file/budget.ts';
import { parseBudgets } from '../src/report/budget-file/parse-budgets.ts';
import { BudgetSink } from '../src/report/budget/budget-sink.ts';
import { judge } from '../src/report/budget/judge.ts';
import type { GateOutcome } from '../src/report/budget/outcome.ts';
import { checkComparable } from '../src/report/comparable.ts';
import { parseReport } from '../src/report/parse-report.ts';
import type { Estimator, MemoryReport } from '../src/report/report.ts';
import { EXIT, type ExitStatus } from './exit.ts';
import { buildReport, readText, type BuildOptions, type Reported } from './memory-sources.ts';
import type { Messages } from './messages.ts';
import { openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import type { GateOptions } from './shared/gate-flags.ts';
import { makeStyle } from './style.ts';

export interface GateRun extends BuildOptions {
  readonly gate: GateOptions;
}

/** What a report is held against; made before any input is read. */
export class Gate {
  /** Counts the keys of the inputs; undefined: there are no budgets. */
  readonly counter: BudgetSink | undefined;
  private readonly run: GateRun;
  private readonly budgets: BudgetFile | undefined;
  private readonly saved: MemoryReport | undefined;

  /**
   * Reads what reports are held against, before any input is read, so that a mistake is told at once.
   *
   * @throws SourceError: no such file; BudgetError; UsageError: no baseline
   */
  constructor(run: GateRun) {
    const { budget, baseline } = run.gate;
    this.run = run;
    this.budgets = budget === undefined ? undefined : parseBudgets(readText(budget), budget);
    this.saved = baseline === undefined ? undefined : readBaseline(baseline);
    this.counter = this.openCounter();
  }

  /** The report, with what the budgets counted for a later run to be held against. */
  counted(report: MemoryReport): MemoryReport {
    return withFigures(report, this.counter);
  }

  /** @throws UsageError: the baseline cannot be compared */
  async judge(report: MemoryReport, messages: Messages, outside: Outside): Promise<Judged> {
    const { inputs, nowMs, gate } = this.run;
    const { filters, maxGrowth } = gate;
    const baseline = this.saved ?? (await this.readAgainst(report, messages, outside));
    if (baseline !== undefined) {
      checkComparable(baseline, report, gate.baseline ?? gate.against?.join(', ') ?? '');
    }
    const isLog = report.sources.some(({ format }) => format === 'aof');
    // Times count from when the file was written, if it says so.
    const dump = { inputs: inputs.map(maskedUrl), isLog, filters, nowMs: report.nowMs === 0 ? nowMs : report.nowMs };
    return new Judged(judge({ report, sink: this.counter, baseline, maxGrowth, dump }), this.run);
  }

  private openCounter(): BudgetSink | undefined {
    const { nowMs, report } = this.run;
    return this.budgets && new BudgetSink(this.budgets, { todayMs: nowMs, nowMs: report.nowMs });
  }

  /** The report of the files of `--against`, sized as those that are held against them. */
  private async readAgainst(
    { estimator }: MemoryReport,
    messages: Messages,
    outside: Outside,
  ): Promise<MemoryReport | undefined> {
    const { against } = this.run.gate;
    if (against === undefined) return undefined;
    const model = modelOf(estimator) ?? this.run.model;
    const counter = this.openCounter();
    const { report }: Reported = await buildReport({ ...this.run, inputs: against, model }, messages, outside, counter);
    if (report === undefined) throw new UsageError(`nothing can be held against ${against.join(', ')}`);
    return withFigures(report, counter);
  }
}

/** What sizes keys so; undefined: files of several servers, each as its own. */
function modelOf({ server, allocator }: Estimator): MemoryOptions | undefined {
  if (server.includes(', ') || allocator.includes(', ')) return undefined;
  return {
    server: parseServerVersion(server, '--server-version'),
    allocator: parseAllocator(allocator, '--allocator'),
  };
}

function withFigures(report: MemoryReport, counter: BudgetSink | undefined): MemoryReport {
  return counter === undefined ? report : { ...report, budgets: counter.figures() };
}

/** @throws SourceError; UsageError: it is no whole report */
function readBaseline(path: string): MemoryReport {
  const report = attempt(path, () => parseReport(readText(path)));
  if (report.complete) return report;
  throw new UsageError(`${path}: is the report of a damaged input, and nothing can be held against it`);
}

/** Not the input is wrong, whatever a file is that a flag names. */
function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SourceError || !(error instanceof RdbToolError)) throw error;
    throw new UsageError(`${path}: ${error.message}`);
  }
}

/** The answer, to be told. */
export class Judged {
  private readonly outcome: GateOutcome;
  private readonly run: GateRun;

  constructor(outcome: GateOutcome, run: GateRun) {
    this.outcome = outcome;
    this.run = run;
  }

  /** A page on stderr, and the reports that were asked for. @throws SourceError OUTPUT; UsageError: a report is an input */
  async tell(outside: Outside): Promise<void> {
    const { outcome, run } = this;
    const { color, reports } = run.gate;
    const { stdout, stderr } = outside;
    // On one terminal it stands below the report.
    if (stdout.isTTY && stderr.isTTY) stderr.write('\n');
    if (!run.quiet || outcome.verdict !== 'pass') {
      stderr.write(printGateText(outcome, { style: await makeStyle(color), columns: stderr.columns }));
    }
    for (const { format, path } of reports) {
      const print = await GATE_FORMATS.find(({ name }) => name === format)?.load();
      if (print === undefined) continue;
      if (path === undefined) stderr.write(print(outcome));
      else writeFile(path, print(outcome), run.inputs, outside);
    }
  }

  /** What to end with, if reading ended with `status`. */
  status(status: ExitStatus): ExitStatus {
    const { verdict } = this.outcome;
    if (status !== EXIT.DONE || verdict === 'pass') return status;
    return verdict === 'over' ? EXIT.NO : EXIT.DAMAGED;
  }
}

function writeFile(path: string, text: string, inputs: readonly string[], outside: Outside): void {
  const output = openOutput(path, outside, inputs);
  try {
    output.write(Buffer.from(text));
    output.commit();
  } catch (error) {
    output.abandon();
    throw error;
  }
}
