/** The built program, dist/rdb-tool.js, beside servers that run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const PROGRAM = join(import.meta.dirname, '../../../dist/rdb-tool.js');

export async function runProgram(...argv: readonly string[]): Promise<Ended> {
  return run(process.execPath, [PROGRAM, ...argv]);
}

/** The program's output into the standard input of another one. The status is that of the program. */
export async function pipeProgram(argv: readonly string[], into: readonly string[]): Promise<Ended> {
  const script = 'cut=$1; shift; "${@:1:cut}" | "${@:cut+1}"; exit "${PIPESTATUS[0]}"';
  const words = [process.execPath, PROGRAM, ...argv];
  return run('bash', ['--norc', '-c', script, 'bash', String(words.length), ...words, ...into]);
}

export async function run(program: string, argv: readonly string[]): Promise<Ended> {
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await ended;
  return { status: Number(status), stdout, stderr };
}
