/**
 * Whether commands make the same data set as the file they were made of, by the word of real servers: each RDB of a corpus is
 * loaded as it is, by to-resp, by to-resp --restore and as an append-only file, and DEBUG DIGEST and what XINFO tells of each
 * stream are compared: `npx tsx test/tools/compare-loading.ts CORPUS SERVERS [CASE…]`.
 *
 * SERVERS has a folder for each server, as in redis-7.0.15/bin with server, cli and check-aof.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RunningServer } from './running-server.ts';

const PROGRAM = resolve('dist/rdb-tool.js');
/** The servers to load a file of a version into: the first of its family that is not older. */
const LOADERS = [
  { family: 'redis', server: 'redis-7.0.15', upTo: [7, 0] },
  { family: 'redis', server: 'redis-8.0.6', upTo: [8, 0] },
  { family: 'redis', server: 'redis-8.6.3', upTo: [8, 6] },
  { family: 'valkey', server: 'valkey-8.1.1', upTo: [8, 1] },
  { family: 'valkey', server: 'valkey-9.1.2', upTo: [9, 1] },
  { family: 'redict', server: 'redict-7.3.6', upTo: [7, 3] },
  { family: 'keydb', server: 'redis-7.0.15', upTo: [6, 3] },
] as const;

/** The keys, quoted as the command line client reads them; before those of sorted sets, what tells their scores, -0 being 0. */
const KEYS = `
  local lines = {}
  local keys = redis.call('KEYS', '*')
  table.sort(keys)
  for _, key in ipairs(keys) do
    local scores = ''
    if redis.call('TYPE', key).ok == 'zset' then
      local pairs = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
      for i = 2, #pairs, 2 do if pairs[i] == '-0' then pairs[i] = '0' end end
      local members = {}
      for i = 1, #pairs, 2 do members[#members + 1] = pairs[i] .. ' ' .. pairs[i + 1] end
      table.sort(members)
      scores = redis.sha1hex(table.concat(members, '\\n'))
    end
    lines[#lines + 1] = scores .. '"' .. key:gsub('.', function(c) return string.format('\\\\x%02x', c:byte()) end) .. '"'
  end
  return table.concat(lines, '\\n')
`;

/**
 * All that XINFO tells of each stream, but what commands cannot set, how it is laid out, the first id of an empty stream (which
 * is left undefined by old files), and what a server forgets by the clock.
 */
const STREAMS = `
  local unsettable = {
    ['seen-time'] = 1, ['active-time'] = 1, ['radix-tree-keys'] = 1, ['radix-tree-nodes'] = 1,
    ['recorded-first-entry-id'] = 1, ['iids-added'] = 1, ['iids-duplicates'] = 1, ['pids-tracked'] = 1, ['iids-tracked'] = 1
  }
  local function text(value)
    if type(value) ~= 'table' then return tostring(value) end
    local parts, i = {}, 1
    while i <= #value do
      if type(value[i]) == 'string' and unsettable[value[i]] then i = i + 2
      else parts[#parts + 1] = text(value[i]); i = i + 1 end
    end
    return '[' .. table.concat(parts, ' ') .. ']'
  end
  local keys, lines = redis.call('KEYS', '*'), {}
  table.sort(keys)
  for _, key in ipairs(keys) do
    if redis.call('TYPE', key).ok == 'stream' then
      lines[#lines + 1] = key .. ' ' .. text(redis.call('XINFO', 'STREAM', key, 'FULL', 'COUNT', '0'))
    end
  end
  return table.concat(lines, '\\n')
`;

interface Outcome {
  readonly digest: string;
  /** Key, expiry and digest of each key, a line each. */
  readonly keys: string;
  readonly streams: string;
  /** What was said on the way. */
  readonly said: string;
}

const [corpus = '', servers = '', ...wanted] = process.argv.slice(2);
let different = 0;
for (const name of readdirSync(corpus).sort()) {
  const [, family = '', major = '', minor = ''] = /^(\w+)-(\d+)\.(\d+)/.exec(name) ?? [];
  const loader = LOADERS.find(
    (one) => one.family === family && (Number(major) - one.upTo[0] || Number(minor) - one.upTo[1]) <= 0,
  );
  if (loader === undefined) continue;
  for (const each of readdirSync(join(corpus, name)).filter((one) => one.startsWith('rdb-'))) {
    if (wanted.length > 0 && !wanted.some((part) => `${name}/${each}`.includes(part))) continue;
    for (const file of readdirSync(join(corpus, name, each)).filter((one) => one.endsWith('.rdb'))) {
      const path = join(corpus, name, each, file);
      await compare(`${name}/${each}/${file}`, path, join(resolve(servers), loader.server, 'bin'), loader.server);
    }
  }
}
console.log(different === 0 ? 'all are the same' : `${different} differ`);
process.exitCode = different === 0 ? 0 : 1;

async function compare(title: string, path: string, programs: string, server: string): Promise<void> {
  const target = server.replace('redict-7.3', 'redis-7.2');
  const plain = await load(programs, (folder) => copyFileSync(path, join(folder, 'dump.rdb')));
  if (plain === undefined) {
    console.log(`${title}: ${server} does not load it`);
    return;
  }
  const ways: [string, Outcome | undefined][] = [
    ['to-resp', await pipe(programs, path, ['to-resp', '--target', target])],
    ['to-resp --restore', await pipe(programs, path, ['to-resp', '--restore', '--target', target])],
    ['append-only file', await loadLog(programs, path, ['to-aof', '--target', target])],
  ];
  for (const [way, outcome] of ways) {
    const verdict = judge(plain, outcome, isOld(title));
    const same = verdict.startsWith('same');
    if (!same) different++;
    console.log(`${title}: ${server}: ${way}: ${verdict}${outcome?.said ? `\n    ${outcome.said}` : ''}`);
    if (!same && outcome !== undefined && outcome.streams !== plain.streams)
      tellDifference(plain.streams, outcome.streams);
    if (!same && outcome !== undefined) tellKeys(plain.keys, outcome.keys);
  }
}

/** Whether a file is of a server before 7.0, which does not know of a stream what has been deleted. */
function isOld(title: string): boolean {
  return /^(redis-[2-6]|keydb-6)/.test(title);
}

/** @param old - ids that are pending though their entry is gone tell what the file itself does not: that it was deleted */
function judge(plain: Outcome, outcome: Outcome | undefined, old: boolean): string {
  if (outcome === undefined) return 'no server';
  const [a, b] = [plain, outcome].map(({ streams }) =>
    old ? streams.replaceAll(/max-deleted-entry-id \S+/g, '') : streams,
  );
  if (a !== b) return 'streams differ';
  if (outcome.digest === plain.digest) return 'same';
  // Servers keep a score of -0 as 0 in sorted sets that are packed when it is added.
  return outcome.keys === plain.keys ? 'same, but for scores of -0' : 'digest differs';
}

function tellDifference(one: string, other: string): void {
  const a = one.split('\n');
  const b = other.split('\n');
  const line = a.findIndex((each, i) => each !== b[i]);
  const [x = '', y = ''] = [a[line], b[line]];
  const at = x.split('').findIndex((each, i) => each !== y[i]);
  for (const text of [x, y]) console.log(`    ${text.slice(0, 20)} … ${text.slice(Math.max(0, at - 60), at + 60)}`);
}

function tellKeys(one: string, other: string): void {
  const [a, b] = [new Set(one.split('\n')), new Set(other.split('\n'))];
  for (const line of [...a].filter((each) => !b.has(each)).slice(0, 5)) console.log(`    file: ${line.slice(0, 200)}`);
  for (const line of [...b].filter((each) => !a.has(each)).slice(0, 5)) console.log(`    here: ${line.slice(0, 200)}`);
}

async function load(programs: string, prepare: (folder: string) => void): Promise<Outcome | undefined> {
  const server = await RunningServer.start(join(programs, 'server'), prepare);
  if (server === undefined) return undefined;
  try {
    return { ...observe(server, programs), said: '' };
  } finally {
    await server.stop();
  }
}

async function pipe(programs: string, path: string, words: readonly string[]): Promise<Outcome | undefined> {
  const server = await RunningServer.start(join(programs, 'server'), () => undefined);
  if (server === undefined) return undefined;
  const scratch = mkdtempSync(join(tmpdir(), 'pipe-'));
  try {
    const commands = join(scratch, 'commands');
    const made = spawnSync(process.execPath, [PROGRAM, ...words, '-o', commands, path], { encoding: 'utf8' });
    if (!existsSync(commands)) return { ...observe(server, programs), said: brief([made.stderr]) };
    const input = openSync(commands, 'r');
    const piped = spawnSync(join(programs, 'cli'), ['-s', server.socket, '--pipe'], {
      stdio: [input, 'pipe', 'pipe'],
      encoding: 'latin1',
    });
    closeSync(input);
    const errors = piped.stdout.split('\n').filter((line) => line && !/^All data|^Last reply|^errors: 0/.test(line));
    return { ...observe(server, programs), said: brief([made.stderr, ...errors, piped.stderr]) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    await server.stop();
  }
}

async function loadLog(programs: string, path: string, words: readonly string[]): Promise<Outcome | undefined> {
  let said = '';
  const prepare = (folder: string): void => {
    const log = join(folder, 'appendonlydir/');
    const made = spawnSync(process.execPath, [PROGRAM, ...words, '-o', log, path], { encoding: 'utf8' });
    const manifest = join(log, 'appendonly.aof.manifest');
    const checked = existsSync(manifest)
      ? spawnSync(join(programs, 'check-aof'), [manifest], { encoding: 'utf8' })
      : { status: 'no manifest', stdout: '', stderr: '' };
    said = brief([made.stderr, checked.status === 0 ? '' : `check-aof: ${checked.status} ${checked.stdout}`]);
  };
  const server = await RunningServer.start(join(programs, 'server'), prepare, ['--appendonly', 'yes']);
  if (server === undefined) return undefined;
  try {
    // Expired keys and fields stand in a log until they are found to be.
    await new Promise((wake) => {
      setTimeout(wake, 500);
    });
    return { ...observe(server, programs), said };
  } finally {
    await server.stop();
  }
}

function brief(parts: readonly string[]): string {
  const lines = parts.flatMap((part) => part.split('\n')).filter(Boolean);
  const counts = new Map<string, number>();
  for (const line of lines) {
    const kind = line.replace(/db\d+ \/ key .*?": /, '');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .slice(0, 8)
    .map(([kind, count]) => `${count} x ${kind.slice(0, 160)}`)
    .join('\n    ');
}

/** The digest, and all that XINFO tells of streams but what commands cannot set. */
function observe(server: RunningServer, programs: string): Omit<Outcome, 'said'> {
  const ask = (db: number, ...words: string[]): string =>
    spawnSync(join(programs, 'cli'), ['-s', server.socket, '-n', String(db), ...words], {
      encoding: 'latin1',
      maxBuffer: 1 << 30,
    }).stdout;
  const dbs = [...ask(0, 'INFO', 'keyspace').matchAll(/^db(\d+)/gm)].map(([, db]) => Number(db));
  // Finding an expired key deletes it.
  const streams = dbs.map((db) => `${db}\n${ask(db, 'EVAL', STREAMS, '0')}`).join('\n');
  const keys = dbs.map((db) => digests(server, programs, db, ask(db, 'EVAL', KEYS, '0'))).join('');
  return { digest: ask(0, 'DEBUG', 'DIGEST').trim(), keys, streams };
}

function digests(server: RunningServer, programs: string, db: number, list: string): string {
  const keys = list
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('"'));
  const input = keys.map(([, key]) => `PTTL "${key}"\nTYPE "${key}"\nDEBUG DIGEST-VALUE "${key}"\n`).join('');
  const { stdout } = spawnSync(join(programs, 'cli'), ['-s', server.socket, '-n', String(db)], {
    input,
    encoding: 'latin1',
    maxBuffer: 1 << 30,
  });
  const answers = stdout.split('\n').filter(Boolean);
  return keys
    .map(([scores, key = ''], i) => {
      const text = Buffer.from(key.replaceAll(String.raw`\x`, ''), 'hex').toString('latin1');
      const digest = scores === '' ? answers[3 * i + 2] : scores;
      return `${db} ${JSON.stringify(text)} expires: ${Number(answers[3 * i]) >= 0} ${answers[3 * i + 1]} ${digest}\n`;
    })
    .join('');
}
