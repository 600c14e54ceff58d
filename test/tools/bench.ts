/**
 * What it costs to read files, next to other programs that do the same: `npm run bench -- --help`. All programs take turns, so
 * that whatever else the machine does meets each of them.
 */
import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeDumps } from './bench-dumps.ts';
import { findProgram, measure, median, table, type Cost } from './process-cost.ts';

const USAGE = `usage: npm run bench -- [options] [file…]

Without files four dumps are made by a redis-server. Append-only files are read, printed and replayed; make-log.ts makes one.

  --peer COMMAND  another program to measure, {file} standing for the file: 'rdb-cli {file} json'; can be given several
                  times; words are split at spaces
  --runs N        how often each is run (5); 0 only makes the dumps
  --scale X       how large the dumps are (1: 3,000,000 keys and so on)
  --server PATH   the server that makes them (redis-server); npm run get-server gets one
  --dir DIR       where they are kept, and used again`;

const PROGRAM = resolve('dist/rdb-tool.js');

interface Contestant {
  readonly name: string;
  argv(file: string): string[];
}

const ours = (...words: readonly string[]): Contestant => ({
  name: `rdb-tool ${words.join(' ')}`,
  argv: (file) => [process.execPath, PROGRAM, ...words, file],
});

const RDB = [
  ours('to-json'),
  ours('dump', '--keys-only'),
  ours('to-resp'),
  ours('to-rdb'),
  ours('memory-report', '--format', 'table'),
  ours('memory-report', '--format', 'csv'),
  { name: 'rdb-tool diff, with itself', argv: (file: string) => [process.execPath, PROGRAM, 'diff', file, file] },
];
/** Printed as it is, and replayed. */
const LOG = [ours('dump'), ours('to-json'), ours('to-rdb')];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peer: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    server: { type: 'string', default: 'redis-server' },
    dir: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  if (!existsSync(PROGRAM)) throw new Error(`there is no ${PROGRAM}: npm run build`);
  const runs = Number(values.runs);
  const scale = Number(values.scale);
  if (!(Number.isInteger(runs) && runs >= 0 && scale > 0)) throw new Error('--runs is a whole number, --scale above 0');
  const peers = values.peer.map(peer);
  const temporary =
    values.dir === undefined && positionals.length === 0 ? mkdtempSync(join(tmpdir(), 'bench-')) : undefined;
  try {
    const files =
      positionals.length > 0
        ? positionals.map((file) => resolve(file))
        : await dumps(resolve(values.dir ?? temporary ?? '.'), scale);
    if (runs === 0) return;
    await startUp(runs);
    const rows = [['file', 'program', 'MB', 'CPU s', 'MB/s', 'wall s', 'RSS MB', 'CPU of the first']];
    for (const file of files) rows.push(...(await contest(file, [...(isLog(file) ? LOG : RDB), ...peers], runs)));
    console.log(`CPU seconds, user and system; medians of ${runs} runs\n\n${table(rows)}`);
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}

function isLog(file: string): boolean {
  const head = Buffer.alloc(1);
  const fd = openSync(file, 'r');
  readSync(fd, head);
  closeSync(fd);
  return head.toString() === '*';
}

function dumps(folder: string, scale: number): Promise<string[]> {
  const server = findProgram(values.server);
  if (server === undefined)
    throw new Error(`no program ${values.server}: npm run get-server -- redis DIR, and --server`);
  return makeDumps(folder, server, scale);
}

function peer(command: string): Contestant {
  const words = command.split(' ').filter(Boolean);
  if (!words.some((word) => word.includes('{file}'))) throw new Error(`--peer '${command}' has no {file}`);
  const program = findProgram(words[0] ?? '');
  if (program === undefined) throw new Error(`--peer '${command}': no such program`);
  return {
    name: basename(program),
    argv: (file) => [resolve(program), ...words.slice(1).map((word) => word.replaceAll('{file}', file))],
  };
}

async function startUp(runs: number): Promise<void> {
  const costs: Cost[] = [];
  const bare: Cost[] = [];
  for (let run = 0; run < runs; run++) {
    costs.push(await measure([process.execPath, PROGRAM, '--version']));
    bare.push(await measure([process.execPath, '-e', '0']));
  }
  const [ours, node] = [costs, bare].map((of) => (1000 * median(of.map(({ cpu }) => cpu))).toFixed(0));
  console.log(`start-up: rdb-tool --version ${ours} ms of CPU, of which node by itself ${node} ms`);
}

/** A row for each program. */
async function contest(file: string, contestants: readonly Contestant[], runs: number): Promise<string[][]> {
  const costs = contestants.map((): Cost[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [at, one] of contestants.entries()) costs[at]?.push(await measure(one.argv(file)));
  }
  const size = statSync(file).size / 1e6;
  const reference = median((costs[0] ?? []).map(({ cpu }) => cpu));
  return contestants.map(({ name }, at) => {
    const of = costs[at] ?? [];
    const cpu = median(of.map((cost) => cost.cpu));
    const wall = median(of.map((cost) => cost.wall));
    const peak = Math.max(...of.map((cost) => cost.peak ?? NaN)) / 1e6;
    return [
      at === 0 ? basename(file) : '',
      name,
      at === 0 ? size.toFixed(1) : '',
      cpu.toFixed(3),
      (size / cpu).toFixed(0),
      wall.toFixed(3),
      Number.isNaN(peak) ? '-' : peak.toFixed(0),
      `× ${(cpu / reference).toFixed(2)}`,
    ];
  });
}
