/**
 * Copy a selection of a corpus of real servers' files into fixtures/: copy-fixtures.ts CORPUS. Truth files are compressed,
 * and about.json keeps what it says of the files that are taken. Golden files
 * beside them stay. README.md in fixtures/ tells where the corpus comes from.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FIXTURES } from './fixture-files.ts';

/** Large cases are taken of these servers only: each RDB version once, and the forks. */
const VALUES = [
  'redis-2.4.18',
  'redis-2.6.17',
  'redis-3.2.13',
  'redis-4.0.14',
  'redis-6.2.16',
  'redis-7.0.15',
  'redis-7.4.1',
  'redis-8.6.3',
  'valkey-9.1.2',
  'keydb-6.3.4',
];
const BIG = ['redis-8.6.3'];
/** Logs: one of each kind, and what servers wrote live, of each version that writes other commands. */
const LOGS = new Set([
  'redis-2.6.17/aof-live',
  'redis-3.2.13/aof-live',
  'redis-5.0.14/aof-live',
  'redis-6.2.16/aof-live',
  'redis-7.0.15/aof-live',
  'redis-7.4.1/aof-live',
  'redis-8.6.3/aof-live',
  'valkey-9.1.2/aof-live',
  'redis-2.4.18/aof-rewritten',
  'redis-4.0.14/aof-preamble',
  'keydb-6.3.4/aof-keydb',
  'redis-7.0.15/aof-history',
  'redis-7.0.15/aof-timestamps',
  'valkey-9.1.2/aof-timestamps',
  'redis-8.6.3/aof-failed-rewrite',
]);
/** Second files of a case: `rdbcompression no`, `rdbchecksum no`. */
const SECOND = new Set([
  'valkey-9.1.2/rdb-streams/dump-nocompress.rdb',
  'redis-6.2.16/rdb-values/dump-nocompress.rdb',
  'redis-7.4.1/rdb-values/dump-nochecksum.rdb',
]);
const LOG_DIRECTORY = 'appendonlydir';
/** Smaller text is not worth compressing. */
const COMPRESS = 4096;

interface About {
  readonly files?: Readonly<Record<string, { readonly truth?: string }>>;
  readonly verdicts?: readonly { readonly truth?: string }[];
}

function wanted(server: string, name: string): boolean {
  if (server === 'corrupt') return /^(rdb|aof|multipart)-/.test(name);
  if (LOGS.has(`${server}/${name}`)) return true;
  if (!name.startsWith('rdb-')) return false;
  if (name === 'rdb-values') return VALUES.includes(server);
  return name !== 'rdb-big' || BIG.includes(server);
}

/** Copy one case. */
function copyCase(from: string, to: string, label: string): void {
  mkdirSync(to, { recursive: true });
  const renamed = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of readdirSync(from)) {
    if (name === 'about.json') continue;
    if (name === LOG_DIRECTORY) {
      taken.add(name);
      cpSync(join(from, name), join(to, name), { recursive: true });
      continue;
    }
    const bytes = readFileSync(join(from, name));
    if (name.endsWith('.jsonl') && bytes.length > COMPRESS) {
      renamed.set(name, `${name}.gz`);
      writeFileSync(join(to, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    } else if (!name.startsWith('dump-') || SECOND.has(`${label}/${name}`)) {
      taken.add(name);
      writeFileSync(join(to, name), bytes);
    }
  }
  const rename = <T extends { readonly truth?: string }>(entry: T): T => {
    const { truth = 'truth.jsonl' } = entry;
    const name = renamed.get(truth);
    return name === undefined ? entry : { ...entry, truth: name };
  };
  const about: About = JSON.parse(readFileSync(join(from, 'about.json'), 'utf8'));
  const files = Object.entries(about.files ?? {}).filter(([name]) => taken.has(name));
  const kept = {
    ...about,
    ...(about.files && { files: Object.fromEntries(files.map(([name, entry]) => [name, rename(entry)])) }),
    ...(about.verdicts && { verdicts: about.verdicts.map((verdict) => (verdict.truth ? rename(verdict) : verdict)) }),
  };
  writeFileSync(join(to, 'about.json'), `${JSON.stringify(kept, null, 1)}\n`);
}

function main(corpus: string): void {
  const servers = join(corpus, 'servers');
  for (const server of readdirSync(servers)) {
    const hostile = server === 'corrupt';
    for (const name of readdirSync(join(servers, server))) {
      const from = join(servers, server, name);
      if (!existsSync(join(from, 'about.json')) || !wanted(server, name)) continue;
      copyCase(
        from,
        hostile
          ? join(FIXTURES, 'hostile', name)
          : join(FIXTURES, name.startsWith('aof-') ? 'aof' : 'rdb', server, name),
        `${server}/${name}`,
      );
    }
  }
}

const [corpus] = process.argv.slice(2);
if (corpus === undefined) throw new Error('which corpus? copy-fixtures.ts DIR');
main(corpus);
