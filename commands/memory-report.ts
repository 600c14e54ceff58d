/** memory-report: what keys would take in a server, key by key or added up. */
import { UsageError } from '../src/errors.ts';
import type { ShowOptions } from '../src/formatters/memory/report-format.ts';
import { GROUP_CSV, KEY_FORMATS, REPORT_FORMATS, type ReportFormatSpec } from '../src/formatters/memory/registry.ts';
import { BROKEN_PIPE } from '../src/io/output-error.ts';
import type { MemoryOptions } from '../src/memory/memory-sink.ts';
import type { Command } from './command.ts';
import { EXIT, statusOf, type ExitStatus } from './exit.ts';
import { Messages } from './messages.ts';
import type { Gate } from './gate.ts';
import { openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import { render, type RenderOptions } from './render.ts';
import { flag, text } from './shared/arguments.ts';
import { FILTER_FLAGS, parseFilters } from './shared/filter-flags.ts';
import { GATE_FLAGS, parseGateFlags, type GateOptions } from './shared/gate-flags.ts';
import { INPUT_FLAGS, parseInput } from './shared/input-flags.ts';
import {
  MODEL_FLAGS,
  parseModelFlags,
  parseReportFlags,
  REPORT_FLAGS,
  type ReportFlags,
} from './shared/memory-flags.ts';
import { OUTPUT_FLAGS, parseOutput } from './shared/output-flags.ts';
import { COLOR_FLAG, makeStyle, wantsColor } from './style.ts';

export interface MemoryReportOptions extends RenderOptions, ReportFlags {
  readonly format: string;
  readonly model: MemoryOptions;
  /** Inputs are saved reports. */
  readonly saved: boolean;
  readonly gate: GateOptions | undefined;
  readonly color: boolean;
  readonly columns: number | undefined;
}

const FORMATS = [...REPORT_FORMATS, ...KEY_FORMATS];
/** Rows of a page, unless --top says otherwise. */
const PAGE_TOP = 10;

export const memoryReport: Command<MemoryReportOptions> = {
  name: 'memory-report',
  usage: 'memory-report [file…]',
  summary: 'Tell where the memory goes, as a server counts it',
  description:
    'Tells for each key what MEMORY USAGE key SAMPLES 0 answers on a server that has just loaded the file, to the byte wherever ' +
    'a server itself is sure, and adds it up: by type, encoding, database, time to live and prefix, with the largest keys. ' +
    'On a terminal it is one page; elsewhere it is JSON. Several files, shards of a cluster for one, make one report.',
  examples: [
    ['rdb-tool memory-report dump.rdb', 'a page that tells where the memory is'],
    ['rdb-tool memory-report --format csv dump.rdb > keys.csv', 'a row a key'],
    ['rdb-tool memory-report --by prefix --top 50 dump.rdb', 'the largest prefixes alone'],
    ['rdb-tool memory-report --server-version valkey-9.1 dump.rdb', 'what another server would make of it'],
    ['rdb-tool memory-report --budget rdb-budgets.json --report junit=gate.xml dump.rdb', 'a gate for CI'],
    [
      'rdb-tool memory-report --against last-week.rdb --max-growth 10% dump.rdb',
      'what grew, and whether it is too much',
    ],
    ['rdb-tool memory-report --merge a.json b.json', 'saved reports as one'],
  ],
  flags: {
    format: {
      type: 'string',
      choices: FORMATS.map(({ name }) => name),
      group: 'Output',
      value: 'FORMAT',
      describe: FORMATS.map(({ name, summary }) => `${name}: ${summary}`).join('; '),
    },
    ...COLOR_FLAG,
    ...OUTPUT_FLAGS,
    ...REPORT_FLAGS,
    merge: {
      type: 'boolean',
      group: 'Report',
      describe: 'The files are reports that --format json has made: add them up',
    },
    ...GATE_FLAGS,
    ...MODEL_FLAGS,
    ...FILTER_FLAGS,
    ...INPUT_FLAGS,
  },
  parse(argv, outside) {
    const input = parseInput(argv, outside);
    const output = parseOutput(argv);
    const { stdout, env } = outside;
    const seen = output.output === undefined && stdout.isTTY === true;
    const format = text(argv, 'format') ?? (seen ? 'table' : 'json');
    const report = parseReportFlags(argv);
    const saved = flag(argv, 'merge') ?? false;
    if (report.by !== undefined && format === 'ndjson')
      throw new UsageError('--by goes with reports, not with --format ndjson');
    const gate = parseGateFlags(argv, outside);
    if (gate !== undefined && isPerKey(format, report))
      throw new UsageError(`--budget, --baseline and --against go with reports, not with --format ${format}`);
    if (saved && gate?.budget !== undefined)
      throw new UsageError('--budget needs keys, and saved reports have none: --merge cannot be given');
    if (saved && isPerKey(format, report)) throw new UsageError(`reports have no keys for --format ${format}`);
    return {
      ...input,
      ...output,
      ...report,
      filters: parseFilters(argv, input.nowMs),
      format,
      model: parseModelFlags(argv),
      saved,
      gate,
      color: wantsColor(text(argv, 'color'), seen ? stdout : {}, env),
      columns: seen ? stdout.columns : undefined,
    };
  },
  async run(options, outside) {
    const { format } = options;
    const lines = isPerKey(format, options) ? KEY_FORMATS.find(({ name }) => name === format) : undefined;
    if (lines !== undefined) {
      // The size model is for this command alone: the others do not wait for it.
      const { SizeOutput } = await import('../src/formatters/memory/size-output.ts');
      return render(options, async (out) => new SizeOutput(await lines.create(out), options.model), outside);
    }
    const spec = format === GROUP_CSV.name ? GROUP_CSV : REPORT_FORMATS.find(({ name }) => name === format);
    if (spec === undefined) throw new UsageError(`there is no format ${format}`);
    return report(options, spec, outside);
  },
};

function isPerKey(format: string, { by }: ReportFlags): boolean {
  return by === undefined && KEY_FORMATS.some(({ name }) => name === format);
}

/** One report of all inputs. It is printed whatever became of them: it says itself whether it is whole. */
async function report(options: MemoryReportOptions, spec: ReportFormatSpec, outside: Outside): Promise<ExitStatus> {
  const messages = new Messages(outside, options);
  const output = openOutput(options.output, outside, options.inputs);
  try {
    const { buildReport, readReports } = await import('./memory-sources.ts');
    const gate = await openGate(options);
    const { status, report: all } = options.saved
      ? await readReports(options, messages, outside)
      : await buildReport(options, messages, outside, gate?.counter);
    // Before anything is printed: it may turn out that nothing can be compared.
    const judged = all && (await gate?.judge(all, messages, outside));
    messages.close();
    if (all === undefined) {
      output.abandon();
      return status;
    }
    const format = await spec.load();
    output.write(Buffer.from(format.print(gate?.counted(all) ?? all, await showOptions(options))));
    output.commit();
    await judged?.tell(outside);
    return messages.settle(judged?.status(status) ?? status);
  } catch (error) {
    output.abandon();
    if (error === BROKEN_PIPE) return EXIT.DONE;
    messages.error(error);
    return statusOf(error);
  }
}

/** Loaded where it is asked for: nothing else needs it. */
async function openGate({ gate, ...options }: MemoryReportOptions): Promise<Gate | undefined> {
  if (gate === undefined) return undefined;
  const { Gate } = await import('./gate.ts');
  return new Gate({ ...options, gate });
}

async function showOptions({ by, top, color, columns }: MemoryReportOptions): Promise<ShowOptions> {
  return { by, top: top ?? PAGE_TOP, columns, style: await makeStyle(color) };
}
