/** The built program, in a process and a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PROGRAM = join(ROOT, 'dist/rdb-tool.js');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const SOURCES = ['bin', 'commands', 'src'];
const OTHERS = ['package.json', 'test/tools/build.ts'];

/** From the code as it is now, unless it is from that already; the kernels are built. */
export function buildProgram(): void {
  const built = statSync(PROGRAM, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changed = [...OTHERS, ...SOURCES.flatMap(entriesOf)].some(
    (path) => statSync(join(ROOT, path)).mtimeMs >= built,
  );
  if (!changed) return;
  execFileSync(process.execPath, ['--import', 'tsx', 'test/tools/build.ts', 'bundles'], { cwd: ROOT });
}

/** Files, and folders: they change when a file goes. */
function entriesOf(folder: string): string[] {
  return [
    folder,
    ...readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  ];
}

export function runProgram(argv: readonly string[], cwd: string, input: string | Uint8Array = ''): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...argv], {
    cwd,
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return { status, stdout, stderr };
}

/** The program before or behind others, `$RDB_TOOL` in a line for the shell. The status is that of the program. */
export function runShell(line: string, cwd: string): Ended {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', line], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], RDB_TOOL: `${process.execPath} ${PROGRAM}` },
  });
  return { status, stdout, stderr };
}

/** The most memory the program held, in bytes, told by the process itself when it ends. */
export function peakMemory(argv: readonly string[], cwd: string): number {
  const report = "data:text/javascript,process.on('exit',()=>console.error(process.resourceUsage().maxRSS))";
  const { stderr } = spawnSync(process.execPath, ['--import', report, PROGRAM, ...argv], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return Number(stderr.trim().split('\n').at(-1)) * 1024;
}
