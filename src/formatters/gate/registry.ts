/** The reports of the gate. A new one is a file, and a line here. */
import type { GateOutcome } from '../../report/budget/outcome.ts';

export interface GateFormatSpec {
  readonly name: string;
  /** One line; --help and the man page print it. */
  readonly summary: string;
  /** For whoever reads what the program says, so that no file need be named. */
  readonly isSaid?: boolean;
  load(): Promise<(outcome: GateOutcome) => string>;
}

export const GATE_FORMATS: readonly GateFormatSpec[] = [
  { name: 'junit', summary: 'JUnit XML', load: async () => (await import('./junit.ts')).printJunit },
  {
    name: 'markdown',
    summary: 'for a pull request or a job summary',
    load: async () => (await import('./markdown.ts')).printGateMarkdown,
  },
  {
    name: 'github',
    summary: 'annotations, on stderr if no FILE is given',
    isSaid: true,
    load: async () => (await import('./github.ts')).printGithub,
  },
  { name: 'json', summary: 'the outcome as one JSON object', load: async () => printGateJson },
];

function printGateJson(outcome: GateOutcome): string {
  return `${JSON.stringify(outcome, null, 2)}\n`;
}
