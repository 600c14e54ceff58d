/** The RDB files and logs of a corpus, or of fixtures/, each with what servers say of it. Layout: truth-format.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FIXTURES } from './fixture-files.ts';
import type { RunOptions } from './judge.ts';
import type { TruthOptions } from './truth/key-context.ts';

/**
 * load: read it, and print what the server holds. either: some configurations of the server load it: do that, and say
 * something, or refuse it. refuse: no server loads it. judge: the server's reason is not in the bytes alone.
 */
export type Rule = 'load' | 'either' | 'refuse' | 'judge';

export interface CorpusCase {
  /** As in `redis-8.6.3`. */
  readonly group: string;
  readonly name: string;
  /** What `path` leads to: a file, or a log, which may be a directory. */
  readonly format: 'rdb' | 'aof';
  readonly path: string;
  readonly truth?: string;
  /** Of a log: the server that wrote it, where commands mean what they mean to that server. */
  readonly writer?: RunOptions['writer'];
  readonly rule: Rule;
  /** Not a word about it would be too little. */
  readonly mustWarn: boolean;
  /** The server loaded it with checksums off: it is refused, and right otherwise. */
  readonly wrongChecksum: boolean;
  readonly compare: Pick<TruthOptions, 'keepExpired' | 'freq' | 'idle' | 'unstable'>;
}

export interface Corpus {
  readonly cases: readonly CorpusCase[];
  /** Recorded feeds, and files without truth. */
  readonly skipped: number;
}

interface About {
  readonly server: string;
  readonly version: string;
  readonly case: string;
  readonly expired_keys_written?: unknown;
  readonly files?: Readonly<Record<string, AboutFile>>;
}

interface AboutFile {
  readonly truth?: string;
  readonly unstable?: readonly (readonly [db: number, key: string, what: string])[];
}

interface CorruptAbout {
  readonly file: string;
  readonly what: string;
  readonly verdicts: readonly { readonly loads: boolean; readonly says?: string; readonly truth?: string }[];
  readonly check?: { readonly exit?: number; readonly says?: readonly string[] };
}

interface ThirdParty {
  readonly name: string;
  readonly truth?: string | null;
  readonly expired_kept?: boolean;
  readonly note?: string;
}

/** Written by this project's own tools: the shape is known. */
function readAbout<Shape>(...path: readonly string[]): Shape {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => name).sort();
}

/** A name of about.json as a format; undefined: neither. */
function formatOf(name: string): CorpusCase['format'] | undefined {
  if (name.endsWith('.rdb')) return 'rdb';
  return name.endsWith('.aof') || name === 'appendonlydir' ? 'aof' : undefined;
}

const PLAIN = { rule: 'load', mustWarn: false, wrongChecksum: false } as const;

/** Everything under servers/ and third-party/. */
export function readCorpus(root: string): Corpus {
  const servers = readServers(join(root, 'servers'));
  const corrupt = readCorrupt(join(root, 'servers', 'corrupt'));
  const thirdParty = readThirdParty(join(root, 'third-party'));
  return {
    cases: [...corrupt.cases, ...servers.cases, ...thirdParty.cases],
    skipped: corrupt.skipped + servers.skipped + thirdParty.skipped,
  };
}

/** The same of fixtures/. */
export function readFixtures(): readonly CorpusCase[] {
  const roots = [join(FIXTURES, 'rdb'), join(FIXTURES, 'aof')];
  return [...roots.flatMap((root) => readServers(root).cases), ...readCorrupt(join(FIXTURES, 'hostile')).cases];
}

function readServers(root: string): Corpus {
  const cases: CorpusCase[] = [];
  let skipped = 0;
  for (const group of folders(root).filter((name) => name !== 'corrupt')) {
    for (const name of folders(join(root, group))) {
      const folder = join(root, group, name);
      if (!existsSync(join(folder, 'about.json'))) continue;
      const about = readAbout<About>(folder, 'about.json');
      for (const [file, { truth = 'truth.jsonl', unstable }] of Object.entries(about.files ?? {})) {
        const format = formatOf(file);
        const expected = truthOf(folder, about, truth);
        if (format === undefined) skipped++;
        else
          cases.push({
            ...PLAIN,
            group,
            name: `${group}/${name}/${file}`,
            format,
            path: join(folder, file),
            ...writerOf(about, format),
            ...expected,
            compare: { ...expected.compare, ...(unstable === undefined ? {} : { unstable: byKey(unstable) }) },
          });
      }
    }
  }
  return { cases, skipped };
}

function writerOf({ server, version }: About, format: CorpusCase['format']): Pick<CorpusCase, 'writer'> {
  if (format !== 'aof' || (server !== 'redis' && server !== 'valkey')) return {};
  return { writer: { family: server, version } };
}

function byKey(unstable: NonNullable<AboutFile['unstable']>): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const [db, key, what] of unstable) {
    const at = `${db} ${key}`;
    keys.set(at, (keys.get(at) ?? new Set()).add(what));
  }
  return keys;
}

function truthOf(folder: string, about: About, truth: string): Pick<CorpusCase, 'truth' | 'compare'> {
  // Servers before 5.0 keep no frequencies in the file, those before 4.0 no expired keys.
  const freq = about.case === 'rdb-lfu' && !(about.server === 'redis' && Number(about.version.split('.')[0]) < 5);
  const idle = about.case === 'rdb-lru';
  const before = ['truth-before-expiry.jsonl', 'truth-before-expiry.jsonl.gz'].find((name) =>
    existsSync(join(folder, name)),
  );
  if (!about.expired_keys_written || before === undefined)
    return { truth: join(folder, truth), compare: { freq, idle } };
  return { truth: join(folder, before), compare: { freq, idle, keepExpired: true } };
}

function readCorrupt(root: string): Corpus {
  const all = folders(root).map((name) => {
    const folder = join(root, name);
    const about = readAbout<CorruptAbout>(folder, 'about.json');
    const loads = about.verdicts.map((verdict) => verdict.loads);
    const truth = about.verdicts.find((verdict) => verdict.truth !== undefined)?.truth;
    const corruptCase: CorpusCase = {
      group: basename(root),
      name: `${basename(root)}/${name}/${about.file}`,
      format: formatOf(about.file) ?? 'rdb',
      path: join(folder, about.file),
      ...(truth === undefined ? {} : { truth: join(folder, truth) }),
      rule: ruleOf(about, loads),
      mustWarn: !loads.every(Boolean),
      wrongChecksum: false,
      compare: {},
    };
    return corruptCase;
  });
  const cases = all.filter(({ path }) => formatOf(basename(path)) !== undefined);
  return { cases, skipped: all.length - cases.length };
}

function ruleOf({ verdicts, check, what }: CorruptAbout, loads: readonly boolean[]): Rule {
  const says = (check?.says ?? []).join('\n');
  if (loads.every(Boolean)) return (check?.exit ?? 0) === 0 ? 'load' : 'either';
  if (loads.some(Boolean)) return 'either';
  const wellFormed =
    check?.exit === 0 && /OK!|AOF is valid|Processed \d+ valid opcodes/.test(says) && !says.includes('unprocessable');
  const aboutChecksum = verdicts.some((verdict) => verdict.says?.includes('checksum'));
  // A dump of commands is a log to us: what a file is, its first bytes tell.
  const otherwise = what.includes('database 99') || what.startsWith('RESP text');
  return (wellFormed && !aboutChecksum) || otherwise ? 'judge' : 'refuse';
}

function readThirdParty(root: string): Corpus {
  const cases: CorpusCase[] = [];
  let skipped = 0;
  for (const repository of folders(root)) {
    const folder = join(root, repository);
    for (const { name, truth, expired_kept: keepExpired = false, note = '' } of readAbout<ThirdParty[]>(
      folder,
      'index.json',
    )) {
      const format = formatOf(name);
      if (typeof truth !== 'string' || format === undefined) {
        skipped++;
        continue;
      }
      const group = `third-party/${repository}`;
      const wrongChecksum = note.startsWith('refused with checksums on');
      const path = join(folder, name);
      cases.push({
        ...PLAIN,
        group,
        name: `${group}/${name}`,
        format,
        path,
        truth: join(folder, truth),
        wrongChecksum,
        compare: { keepExpired },
      });
    }
  }
  return { cases, skipped };
}
