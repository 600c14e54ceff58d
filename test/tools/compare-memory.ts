/**
 * Hold the size model against what servers said of their keys: compare-memory.ts DIR [--keys]. Every RDB file and log of a
 * corpus whose truth has `memory`, by server version and type; --keys shows each key that is off. Exit status: 0 all bars are
 * met, 1 one is not, 2 nothing to read.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RdbToolError } from '../../src/errors.ts';
import { decodeInput } from '../../src/input.ts';
import type { AllocatorName } from '../../src/memory/allocator.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { MemorySink } from '../../src/memory/memory-sink.ts';
import { readCorpus, type CorpusCase } from './corpus.ts';
import { SizeCollector, type CollectedSize } from './size-collector.ts';

/** Of the keys whose figure is determined, so many must be equal to the byte; and totals may be off by so much. */
const LEAST_EQUAL = 0.99;
const MOST_OFF = 0.02;

interface Loader {
  readonly server: string;
  readonly version: string;
  readonly allocator: string;
}

interface TruthKey {
  readonly kind: string;
  readonly db: number;
  readonly key: string;
  readonly type: string;
  readonly encoding: string | null;
  readonly memory?: number | null;
  readonly value?: unknown;
}

interface Row {
  readonly libc: boolean;
  keys: number;
  determined: number;
  equal: number;
  ours: number;
  theirs: number;
}

/** The allocators an INFO line may mean: jemalloc does not tell its quantum. */
function allocatorsOf({ server, allocator }: Loader): readonly AllocatorName[] {
  if (allocator === 'libc') return ['libc'];
  if (allocator === 'jemalloc-5.3.1') return ['jemalloc-quantum16-5.3.1'];
  if (allocator === 'jemalloc-5.3.0' || server === 'redict') return ['jemalloc-quantum8', 'jemalloc-quantum16-5.3.0'];
  return ['jemalloc-quantum8'];
}

function loaderOf({ path, truth }: CorpusCase): Loader | undefined {
  const about = join(dirname(truth ?? path), 'about.json');
  if (truth === undefined || !existsSync(about)) return undefined;
  const { files } = JSON.parse(readFileSync(about, 'utf8')) as { files?: Record<string, { loaded_by?: Loader }> };
  return files?.[basename(path)]?.loaded_by;
}

function truthOf(path: string): TruthKey[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const records = lines.map((line) => JSON.parse(line) as TruthKey);
  return records.filter(({ kind, memory }) => kind === 'key' && typeof memory === 'number');
}

async function sizesOf(
  corpusCase: CorpusCase,
  loader: Loader,
  allocator: AllocatorName,
): Promise<Map<string, CollectedSize>> {
  const sizes = new SizeCollector();
  const server = parseServerVersion(`${loader.server}-${loader.version}`, 'loaded_by');
  const sink = new MemorySink(sizes, { server, allocator });
  const { writer } = corpusCase;
  try {
    await decodeInput(corpusCase.path, sink, {
      nowMs: Date.now(),
      onWarning: () => {},
      ...(writer === undefined ? {} : { writer }),
    });
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
  }
  return sizes.keys;
}

/** With the allocator under which most keys are right. */
async function bestSizes(
  corpusCase: CorpusCase,
  loader: Loader,
  truth: readonly TruthKey[],
): Promise<Map<string, CollectedSize>> {
  let best = new Map<string, CollectedSize>();
  let most = -1;
  for (const allocator of allocatorsOf(loader)) {
    const sizes = await sizesOf(corpusCase, loader, allocator);
    const right = truth.filter((one) => sizes.get(`${one.db} ${one.key}`)?.bytes === one.memory).length;
    if (right > most) [best, most] = [sizes, right];
  }
  return best;
}

/**
 * glibc hands out chunks up to 16 bytes larger than it has to, where the rest would be too small for a chunk; that depends on
 * what was freed before, so that of its figures only the totals are held to a bar.
 */
function show(name: string, { libc, keys, determined, equal, ours, theirs }: Row): boolean {
  const share = determined === 0 ? 1 : equal / determined;
  const off = theirs === 0 ? 0 : ours / theirs - 1;
  const passes = (share >= LEAST_EQUAL || libc) && Math.abs(off) <= MOST_OFF;
  const cells = [keys, determined, equal, `${(100 * share).toFixed(2)}%`, ours, theirs, `${(100 * off).toFixed(3)}%`];
  console.log(
    `| ${name.padEnd(34)} | ${cells.map((cell) => String(cell).padStart(9)).join(' | ')} | ${passes ? '' : 'OFF'}`,
  );
  return passes;
}

async function main(args: readonly string[]): Promise<number> {
  const [root, mode] = args;
  if (root === undefined) {
    process.stderr.write('usage: compare-memory.ts DIR [--keys]\n');
    return 2;
  }
  const rows = new Map<string, Row>();
  const compared = new Set<string>();
  for (const corpusCase of readCorpus(root).cases) {
    const loader = loaderOf(corpusCase);
    // Figures were taken once, of the first of several files of the same keys, and may depend on the order in a file.
    if (loader === undefined || corpusCase.truth === undefined || compared.has(corpusCase.truth)) continue;
    compared.add(corpusCase.truth);
    // What the server that saved it held before keys expired was not loaded.
    const truth = truthOf(corpusCase.truth.replace('truth-before-expiry.jsonl', 'truth.jsonl'));
    if (truth.length === 0) continue;
    const sizes = await bestSizes(corpusCase, loader, truth);
    for (const { db, key, type, encoding, memory, value } of truth) {
      const size = sizes.get(`${db} ${key}`);
      if (typeof memory !== 'number') continue;
      // Fields whose time has passed are gone on the server.
      if (type === 'hash' && Array.isArray(value) && size !== undefined && size.elements !== value.length) continue;
      const name = `${loader.server}-${loader.version} ${corpusCase.format} ${type}`;
      const row = rows.get(name) ?? {
        libc: loader.allocator === 'libc',
        keys: 0,
        determined: 0,
        equal: 0,
        ours: 0,
        theirs: 0,
      };
      rows.set(name, row);
      row.keys++;
      row.ours += size?.bytes ?? 0;
      row.theirs += memory;
      const right = size?.bytes === memory && (encoding === null || size.encoding === encoding);
      if (size?.determined !== false) {
        row.determined++;
        if (right) row.equal++;
      }
      if (mode === '--keys' && size?.bytes !== memory) {
        console.log(
          `${corpusCase.name} db${db} ${Buffer.from(key, 'hex').toString('latin1').slice(0, 60)} ${type} ` +
            `${size?.encoding}/${encoding} ${size?.elements ?? ''} ours ${size?.bytes} theirs ${memory}` +
            (size?.determined === false ? ' ~' : ''),
        );
      }
    }
  }
  if (rows.size === 0) return 2;
  let passes = true;
  for (const name of [...rows.keys()].sort()) {
    const row = rows.get(name);
    if (row !== undefined && !show(name, row)) passes = false;
  }
  return passes ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
