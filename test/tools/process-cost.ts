/**
 * What a run of a program costs: CPU as the kernel counts it for the whole process, by bash's `time` (milliseconds), and peak
 * memory by GNU time, where there is one. Both together take 1 to 2 ms of the CPU time that is told.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';

export interface Cost {
  /** User and system, seconds. */
  readonly cpu: number;
  readonly wall: number;
  /** Bytes; undefined without GNU time. */
  readonly peak: number | undefined;
}

/** Where a program is, as the shell would find it. */
export function findProgram(name: string): string | undefined {
  const places = name.includes('/')
    ? [name]
    : (process.env['PATH'] ?? '').split(delimiter).map((one) => join(one, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const gnuTime = findProgram('time');

/** Whether peak memory can be told. */
export const tellsPeak = gnuTime !== undefined;

/**
 * Run a program with its output to /dev/null, in an empty folder: some leave logs. It must end with status `wanted`.
 *
 * @param input - what stands in the pipe that is its standard input; otherwise that is /dev/null
 */
export async function measure(argv: readonly string[], input?: Iterable<Uint8Array>, wanted = 0): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'cost-'));
  const report = join(folder, 'peak');
  try {
    // Node hands its children a socket; cat makes a pipe of it.
    const pipe = input === undefined ? '' : 'cat | ';
    const script = `TIMEFORMAT='%R %U %S'; set -o pipefail; ${pipe}{ time "$@" >/dev/null 2>&3; }`;
    const words = gnuTime === undefined ? argv : [gnuTime, '-f', '%M', '-o', report, ...argv];
    const child = spawn('bash', ['-c', script, 'bash', ...words], {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'pipe', 'inherit'],
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C' },
    });
    const ended = once(child, 'close');
    // A program that ends early says why itself.
    const fed = input && child.stdin ? pipeline(input, child.stdin).catch(() => undefined) : undefined;
    const [told] = await Promise.all([child.stderr ? text(child.stderr) : '', fed]);
    const [status] = await ended;
    if (status !== wanted) throw new Error(`${argv.join(' ')}: status ${status}`);
    const times = told.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
    const [wall = NaN, user = NaN, system = NaN] = times;
    const peak =
      gnuTime === undefined ? undefined : 1024 * Number(readFileSync(report, 'utf8').trim().split('\n').at(-1));
    return { cpu: user + system, wall, peak };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >>> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? NaN)) / 2;
}

/** Rows as text, columns padded; the first one to the left, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
