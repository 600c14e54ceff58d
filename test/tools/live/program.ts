/** The program beside servers that run: dist/rdb-tool.js in a process of its own, or what it is made of in this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { runInto } from '../../commands/run.ts';

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const PROGRAM = join(import.meta.dirname, '../../../dist/rdb-tool.js');

export interface Program {
  run(...argv: readonly string[]): Promise<Ended>;
  /** Its output is the standard input of another program, whose output it then is. The status is its own. */
  pipe(argv: readonly string[], into: readonly string[]): Promise<Ended>;
}

/** In a process of its own, at the end of a pipe. */
export const BUILT: Program = {
  run: (...argv) => run(process.execPath, [PROGRAM, ...argv]),
  async pipe(argv, into) {
    const script = 'cut=$1; shift; "${@:1:cut}" | "${@:cut+1}"; exit "${PIPESTATUS[0]}"';
    const words = [process.execPath, PROGRAM, ...argv];
    return run('bash', ['--norc', '-c', script, 'bash', String(words.length), ...words, ...into]);
  },
};

/** In this process, by way of a file: a process takes longer to start than most of what is asked of it. */
export const CALLED: Program = {
  run: (...argv) =>
    withFile(async (output) => {
      const said = await runInto(output, argv, { now: Date.now });
      return { ...said, stdout: readFileSync(output, 'utf8') };
    }),
  pipe: (argv, into) =>
    withFile(async (output) => {
      const said = await runInto(output, argv, { now: Date.now });
      const other = await run('sh', ['-c', 'exec < "$1"; shift; exec "$@"', 'sh', output, ...into]);
      return { ...said, stdout: other.stdout, stderr: `${said.stderr}${other.stderr}` };
    }),
};

export async function run(program: string, argv: readonly string[]): Promise<Ended> {
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await ended;
  return { status: Number(status), stdout, stderr };
}

async function withFile<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'called-'));
  try {
    return await use(join(folder, 'stdout'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
