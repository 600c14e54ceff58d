/** Reports of inputs, and reports that are read back, each added up to one. */
import { readFileSync } from 'node:fs';
import { SourceError } from '../src/errors.ts';
import { SizeOutput } from '../src/formatters/memory/size-output.ts';
import { errorText } from '../src/io/file.ts';
import type { MemoryOptions } from '../src/memory/memory-sink.ts';
import { ESTIMATOR_VERSION } from '../src/memory/server-model.ts';
import { mergeReports } from '../src/report/merge-reports.ts';
import { parseReport } from '../src/report/parse-report.ts';
import { ReportBuilder } from '../src/report/report-builder.ts';
import type { ReportOptions } from '../src/report/report-options.ts';
import type { MemoryReport } from '../src/report/report.ts';
import { EXIT, type ExitStatus } from './exit.ts';
import type { Messages } from './messages.ts';
import type { Outside } from './outside.ts';
import { renderInput, type RenderOptions } from './render.ts';

/** The worst status of all inputs, and what could be read of them; undefined if that is nothing at all. */
export interface Reported {
  readonly status: ExitStatus;
  readonly report: MemoryReport | undefined;
}

interface BuildOptions extends RenderOptions {
  readonly model: MemoryOptions;
  readonly report: ReportOptions;
}

/** Each input by itself, so that memory does not grow with their number. */
export async function buildReport(options: BuildOptions, messages: Messages, outside: Outside): Promise<Reported> {
  const reports: MemoryReport[] = [];
  let status: ExitStatus = EXIT.DONE;
  for (const input of options.inputs) {
    const builder = new ReportBuilder(input === '-' ? '<stdin>' : input, options.report);
    const sink = new SizeOutput(builder, options.model);
    const failed = await renderInput(input, sink, options, messages, outside);
    sink.finish();
    status = Math.max(status, failed) as ExitStatus;
    if (sink.hasBegun) reports.push(builder.report(estimatorOf(sink), failed === EXIT.DONE));
  }
  return { status, report: sum(reports, reports.length === options.inputs.length) };
}

function estimatorOf(sink: SizeOutput): MemoryReport['estimator'] {
  return { version: ESTIMATOR_VERSION, server: sink.server.name, allocator: sink.allocator };
}

/** @throws RdbToolError: an input is no report, or reports cannot be compared */
export async function readReports(inputs: readonly string[], outside: Outside): Promise<Reported> {
  const reports: MemoryReport[] = [];
  for (const input of inputs) {
    const text = input === '-' ? await readStdin(outside) : readText(input);
    reports.push(parseReport(text, input));
  }
  return { status: EXIT.DONE, report: sum(reports, true) };
}

/** @param complete - no input is missing */
function sum(reports: readonly MemoryReport[], complete: boolean): MemoryReport | undefined {
  const [first, ...more] = reports;
  if (first === undefined) return undefined;
  const all = more.length === 0 ? first : mergeReports(reports);
  return complete ? all : { ...all, complete: false };
}

function readText(path: string): string {
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
