/** Reports of inputs, and reports that are read back, each added up to one. */
import { readFileSync } from 'node:fs';
import { maskedUrl } from '../src/connection/mask-url.ts';
import { DecodeError, SourceError } from '../src/errors.ts';
import { SizeOutput } from '../src/formatters/memory/size-output.ts';
import { errorText } from '../src/io/file.ts';
import type { MemoryOptions } from '../src/memory/memory-sink.ts';
import { TeeSizes } from '../src/memory/tee-sizes.ts';
import type { BudgetSink } from '../src/report/budget/budget-sink.ts';
import { estimatorOf } from '../src/report/estimator.ts';
import { mergeReports } from '../src/report/merge-reports.ts';
import { parseReport } from '../src/report/parse-report.ts';
import { ReportBuilder } from '../src/report/report-builder.ts';
import { PART_PREFIXES, type ReportOptions } from '../src/report/report-options.ts';
import type { MemoryReport } from '../src/report/report.ts';
import { EXIT, statusOf, type ExitStatus } from './exit.ts';
import type { Messages } from './messages.ts';
import { operandName } from './operand.ts';
import type { Outside } from './outside.ts';
import { renderInput, type RenderOptions } from './render.ts';

/** The worst status of all inputs, and what could be read of them; undefined if that is nothing at all. */
export interface Reported {
  readonly status: ExitStatus;
  readonly report: MemoryReport | undefined;
}

export interface BuildOptions extends RenderOptions {
  readonly model: MemoryOptions;
  readonly report: ReportOptions;
}

/**
 * Each input by itself, so that memory does not grow with their number.
 *
 * @param counter - counts the keys of all of them
 */
export async function buildReport(
  options: BuildOptions,
  messages: Messages,
  outside: Outside,
  counter?: BudgetSink,
): Promise<Reported> {
  const reports: MemoryReport[] = [];
  let status: ExitStatus = EXIT.DONE;
  const isOne = options.inputs.length === 1;
  const reportOptions = isOne ? options.report : { ...options.report, prefixes: PART_PREFIXES };
  for (const input of options.inputs) {
    const builder = new ReportBuilder(operandName(input), reportOptions);
    if (!isOne) counter?.from(maskedUrl(input));
    const sink = new SizeOutput(counter === undefined ? builder : new TeeSizes([builder, counter]), options.model);
    const failed = await renderInput(input, sink, options, messages, outside);
    sink.finish();
    status = Math.max(status, failed) as ExitStatus;
    if (sink.hasBegun) reports.push(builder.report(estimatorOf(sink), failed === EXIT.DONE));
  }
  const isWhole = reports.length === options.inputs.length && !messages.isPartial;
  return { status, report: sum(reports, options.report, isWhole) };
}

/** Saved reports. One that cannot be read is one too many: a sum without it would be of something else. */
export async function readReports(options: BuildOptions, messages: Messages, outside: Outside): Promise<Reported> {
  const reports: MemoryReport[] = [];
  let status: ExitStatus = EXIT.DONE;
  for (const input of options.inputs) {
    try {
      const report = parseReport(input === '-' ? await readStdin(outside) : readText(input));
      reports.push(report);
      if (!report.complete)
        throw new DecodeError('TRUNCATED', 'the report is of an input that could not be read to its end');
    } catch (error) {
      messages.error(error, operandName(input));
      status = Math.max(status, statusOf(error)) as ExitStatus;
    }
  }
  const all = reports.length === options.inputs.length;
  return { status, report: all ? sum(reports, options.report, true) : undefined };
}

/** @param complete - no input is missing */
function sum(reports: readonly MemoryReport[], options: ReportOptions, complete: boolean): MemoryReport | undefined {
  if (reports.length === 0) return undefined;
  const all = mergeReports(reports, options);
  return complete ? all : { ...all, complete: false };
}

/** @throws SourceError */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SourceError(`cannot read ${path}: ${errorText(cause)}`, { cause });
  }
}

async function readStdin({ stdin }: Outside): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stdin) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}
