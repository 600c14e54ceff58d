/** The gate: a report held against budgets and a baseline, told to whoever wants to know. */
import { UsageError } from '../src/errors.ts';
import { GATE_FORMATS } from '../src/formatters/gate/registry.ts';
import type { MemoryOptions } from '../src/memory/memory-sink.ts';
import { parseAllocator } from '../src/memory/allocator.ts';
import { parseServerVersion } from '../src/memory/choose-server.ts';
import type { BudgetFile } from '../src/report/budget-file/budget.ts';
import { BudgetSink } from '../src/report/budget/budget-sink.ts';
import { judge } from '../src/report/budget/judge.ts';
import type { GateOutcome } from '../src/report/budget/outcome.ts';
import { checkComparable } from '../src/report/comparable.ts';
import { parseReport } from '../src/report/parse-report.ts';
import type { MemoryReport } from '../src/report/report.ts';
import { EXIT, type ExitStatus } from './exit.ts';
import { readText } from './memory-sources.ts';
import { openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import type { GateOptions } from './shared/gate-flags.ts';
import { makeStyle } from './style.ts';

/** What the files of the flags say. */
export interface Gate {
  readonly options: GateOptions;
  readonly budgets: BudgetFile | undefined;
  readonly baseline: MemoryReport | undefined;
}

/**
 * Read what the report is held against, before any input, so that a mistake is told at once.
 *
 * @throws SourceError: no such file; BudgetError; UsageError: no baseline
 */
export async function openGate(options: GateOptions): Promise<Gate> {
  const { budget, baseline } = options;
  return {
    options,
    budgets: budget === undefined ? undefined : await readBudgets(budget),
    baseline: baseline === undefined ? undefined : readBaseline(baseline),
  };
}

async function readBudgets(path: string): Promise<BudgetFile> {
  const { parseBudgets } = await import('../src/report/budget-file/parse-budgets.ts');
  return parseBudgets(readText(path), path);
}

function readBaseline(path: string): MemoryReport {
  const report = parseReport(readText(path), path);
  if (report.complete) return report;
  throw new UsageError(`${path}: is the report of a damaged input, and nothing can be held against it`);
}

interface Times {
  /** `--now`, else the clock. */
  readonly nowMs: number;
  readonly report: { readonly nowMs?: number | undefined };
}

/** What counts the keys of the inputs; undefined: there are no budgets. */
export function openBudgets({ budgets }: Gate, { nowMs, report }: Times): BudgetSink | undefined {
  return budgets && new BudgetSink(budgets, { todayMs: nowMs, nowMs: report.nowMs });
}

/** How the files of `--against` are sized: as those that they are held against. */
export function modelOf({ estimator }: MemoryReport): MemoryOptions {
  return {
    server: parseServerVersion(estimator.server, '--server-version'),
    allocator: parseAllocator(estimator.allocator, '--allocator'),
  };
}

interface Question extends Times {
  readonly inputs: readonly string[];
}

/** @throws UsageError: the baseline cannot be compared */
export function judgeReport(
  report: MemoryReport,
  sink: BudgetSink | undefined,
  { options, baseline: saved }: Gate,
  against: MemoryReport | undefined,
  { inputs, nowMs }: Question,
): GateOutcome {
  const baseline = saved ?? against;
  if (baseline !== undefined) {
    checkComparable(baseline, report, options.baseline ?? options.against?.join(', ') ?? '');
  }
  const isLog = report.sources.some(({ format }) => format === 'aof');
  const { filters, maxGrowth } = options;
  // Times count from when the file was written, if it says so.
  const dump = { inputs, isLog, filters, nowMs: report.nowMs === 0 ? nowMs : report.nowMs };
  return judge({ report, sink, baseline, maxGrowth, dump });
}

interface Listeners {
  readonly inputs: readonly string[];
  readonly quiet: boolean;
  /** Whether stderr is for eyes that like colour. */
  readonly errorColor: boolean;
}

/** A page on stderr, and the reports that were asked for. @throws SourceError OUTPUT; UsageError: a report is an input */
export async function tellOutcome(
  outcome: GateOutcome,
  { reports }: GateOptions,
  { inputs, quiet, errorColor }: Listeners,
  outside: Outside,
): Promise<void> {
  const { stderr } = outside;
  if (!quiet || outcome.verdict !== 'pass') {
    const { printGateText } = await import('../src/formatters/gate/text.ts');
    stderr.write(printGateText(outcome, { style: await makeStyle(errorColor), columns: stderr.columns }));
  }
  for (const { format, path } of reports) {
    const print = await GATE_FORMATS.find(({ name }) => name === format)?.load();
    if (print === undefined) continue;
    const text = print(outcome);
    if (path === undefined) stderr.write(text);
    else writeFile(path, text, inputs, outside);
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

/** What to end with, if reading ended with `status`. */
export function gateStatus({ verdict }: GateOutcome, status: ExitStatus): ExitStatus {
  if (verdict === 'over' && status === EXIT.DONE) return EXIT.NO;
  return verdict === 'incomplete' && status === EXIT.DONE ? EXIT.DAMAGED : status;
}
