/** What a report is held against, and who is told. */
import { distance } from 'fastest-levenshtein';
import { UsageError } from '../../src/errors.ts';
import { GATE_FORMATS } from '../../src/formatters/gate/registry.ts';
import type { FlagWords } from '../../src/report/budget/dump-line.ts';
import type { Growth } from '../../src/report/budget-file/budget.ts';
import { parseGrowth } from '../../src/report/budget-file/growth.ts';
import type { Flags } from '../command.ts';
import type { Outside } from '../outside.ts';
import { wantsColor } from '../style.ts';
import { text, texts, type Argv } from './arguments.ts';
import { FILTER_FLAGS } from './filter-flags.ts';

const group = 'Gate';

export const GATE_FLAGS = {
  budget: {
    type: 'string',
    group,
    value: 'FILE',
    describe:
      'Hold keys against the budgets of this file (rdb-budgets.schema.json tells what it may say); exit 1 if one is over',
  },
  baseline: {
    type: 'string',
    group,
    value: 'FILE',
    describe: 'Tell what grew since this report, which --format json has made',
  },
  against: {
    type: 'string',
    array: true,
    group,
    value: 'FILE',
    describe: 'Tell what grew since this file, or these: what could be given as input',
  },
  'max-growth': {
    type: 'string',
    group,
    value: 'LIMIT',
    describe: 'How much more memory keys may take than in the baseline, as 10% or 64mb; exit 1 if they take more',
  },
  report: {
    type: 'string',
    array: true,
    group,
    value: 'FORMAT=FILE',
    describe: `Write what the gate found: ${GATE_FORMATS.map(({ name, summary }) => `${name}: ${summary}`).join('; ')} (repeatable)`,
  },
} as const satisfies Flags;

export interface GateReport {
  readonly format: string;
  /** Undefined: it is said on stderr. */
  readonly path: string | undefined;
}

export interface GateOptions {
  readonly budget: string | undefined;
  readonly baseline: string | undefined;
  readonly against: readonly string[] | undefined;
  readonly maxGrowth: Growth | undefined;
  readonly reports: readonly GateReport[];
  /** Filters as they were given, for command lines that show keys. */
  readonly filters: FlagWords;
  /** Whether stderr is for eyes that like colour. */
  readonly color: boolean;
}

/** Undefined: there is nothing to hold the report against. @throws UsageError */
export function parseGateFlags(argv: Argv, { stderr, env }: Outside): GateOptions | undefined {
  const budget = text(argv, 'budget');
  const baseline = text(argv, 'baseline');
  const against = texts(argv, 'against');
  const maxGrowth = text(argv, 'max-growth');
  const reports = texts(argv, 'report')?.map(parseGateReport) ?? [];
  if (baseline !== undefined && against !== undefined) {
    throw new UsageError('--baseline and --against exclude each other');
  }
  if (maxGrowth !== undefined && baseline === undefined && against === undefined) {
    throw new UsageError('--max-growth goes with --baseline or --against');
  }
  checkPaths(reports, text(argv, 'output'));
  if (budget === undefined && baseline === undefined && against === undefined) {
    if (reports.length === 0) return undefined;
    throw new UsageError('--report tells what the gate found: it goes with --budget, --baseline or --against');
  }
  return {
    budget,
    baseline,
    against,
    maxGrowth: maxGrowth === undefined ? undefined : parseGrowth(maxGrowth, '--max-growth'),
    reports,
    filters: filterWords(argv),
    color: wantsColor(text(argv, 'color'), stderr, env),
  };
}

/** `junit=gate.xml`, or a name alone of what can be said on stderr. */
function parseGateReport(value: string): GateReport {
  const [, name = value, path] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
  const spec = GATE_FORMATS.find((one) => one.name === name);
  if (spec === undefined) {
    const nearest = GATE_FORMATS.map((one) => one.name).find((one) => distance(one, name) <= 2);
    const names = GATE_FORMATS.map((one) => one.name).join(', ');
    throw new UsageError(
      `--report takes ${names}, not ${JSON.stringify(name)}${nearest === undefined ? '' : ` (did you mean ${nearest}?)`}`,
    );
  }
  if (path === '' || (path === undefined && spec.isSaid !== true)) {
    throw new UsageError(`--report ${name} needs a file: --report ${name}=FILE`);
  }
  return { format: name, path };
}

/** Each file is written by one. */
function checkPaths(reports: readonly GateReport[], output: string | undefined): void {
  const seen = new Set(output === undefined ? [] : [output]);
  for (const { path } of reports) {
    if (path === undefined) continue;
    if (seen.has(path)) throw new UsageError(`${path} is written twice`);
    seen.add(path);
  }
}

function filterWords(argv: Argv): FlagWords {
  const words: Record<string, readonly string[]> = {};
  for (const [name, { type }] of Object.entries(FILTER_FLAGS)) {
    const value: unknown = argv[name];
    if (type === 'boolean') {
      if (typeof value === 'boolean') words[value ? name : `no-${name}`] = [];
    } else {
      const values = texts(argv, name);
      if (values !== undefined) words[name] = values;
    }
  }
  return words;
}
