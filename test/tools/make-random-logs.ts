/**
 * Logs of random commands for fixtures/aof/, each with what a server held that had loaded it: make-random-logs.ts. They are made
 * with the servers in servers/ or RDB_TOOL_SERVERS; a case that is there already stays as it is.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FIXTURES } from './fixture-files.ts';
import { installedServers, SERVERS, type Installed } from './live/installed.ts';
import { record, REPLAY_SETTINGS, SHAPES } from './live/replay.ts';
import { withServer } from './live/server.ts';

const FOR = new Set(['redis-7.0.15', 'redis-8.6.3', 'valkey-9.1.2']);
/** Few enough to keep a case below 200 kB. */
const COMMANDS = 350;
/** Shapes by name, and the seeds of their commands. */
const CASES = [
  { name: 'aof-random-commands', shape: 'commands', seed: 101 },
  { name: 'aof-random-base', shape: 'an RDB base', seed: 102 },
];

async function main(): Promise<number> {
  const installed = installedServers().filter(({ name }) => FOR.has(name));
  if (installed.length < FOR.size) {
    process.stderr.write(`these servers have to be in ${SERVERS}: ${[...FOR].join(', ')}\n`);
    return 2;
  }
  for (const server of installed) for (const one of CASES) await makeCase(server, one);
  return 0;
}

async function makeCase(installed: Installed, { name, shape: of, seed }: (typeof CASES)[number]): Promise<void> {
  const folder = join(FIXTURES, 'aof', installed.name, name);
  if (existsSync(folder)) return;
  const shape = SHAPES.find((one) => one.name === of);
  if (shape === undefined) throw new Error(`no shape ${of}`);
  await withServer(installed.program('server'), { ...REPLAY_SETTINGS, ...shape.settings }, async (server) => {
    const { loaded } = await record(server, installed, shape, seed, COMMANDS);
    await server.stop();
    mkdirSync(folder, { recursive: true });
    const log = join(folder, 'appendonlydir');
    cpSync(join(server.folder, 'appendonlydir'), log, { recursive: true });
    writeFileSync(join(folder, 'truth.jsonl.gz'), gzipSync(loaded, { level: 9 }));
    const names = readdirSync(log);
    const about = {
      server: installed.family,
      version: installed.version.join('.'),
      case: name,
      what: `random commands of all families: ${shape.name}`,
      config: shape.settings,
      filled: [{ seed, commands: COMMANDS, rewritten: shape.rewritten }],
      files: {
        appendonlydir: {
          truth: 'truth.jsonl.gz',
          files: Object.fromEntries(names.map((file) => [file, describe(join(log, file))])),
        },
      },
    };
    writeFileSync(join(folder, 'about.json'), `${JSON.stringify(about, null, 1)}\n`);
  });
}

function describe(path: string): object {
  const bytes = readFileSync(path);
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

process.exitCode = await main();
