/**
 * Hold the size model against what servers said of their keys: compare-memory.ts DIR [--keys|--matrix]. Every RDB file and
 * log of a corpus whose truth has `memory`, by server version and type, as a table in Markdown; --keys shows each key that is
 * off, --matrix is the short form of the table.
 * Exit status: 0 all bars are met, 1 one is not, 2 nothing to read.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RdbToolError } from '../../src/errors.ts';
import { decodeInput } from '../../src/input.ts';
import type { AllocatorName } from '../../src/memory/allocator.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { MemorySink } from '../../src/memory/memory-sink.ts';
import { readCorpus, type CorpusCase } from './corpus.ts';
import { MemoryTable } from './memory-table.ts';
import { SizeCollector, type CollectedSize } from './size-collector.ts';

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

const MODES: readonly (string | undefined)[] = [undefined, '--keys', '--matrix'];

type Sizes = ReadonlyMap<string, CollectedSize>;

/** The allocators an INFO line may mean: jemalloc does not tell its quantum. */
function allocatorsOf({ allocator }: Loader): readonly AllocatorName[] {
  if (allocator === 'libc') return ['libc'];
  if (allocator === 'jemalloc-5.3.1') return ['jemalloc-quantum16-5.3.1'];
  return ['jemalloc-quantum8', 'jemalloc-quantum16-5.3.0'];
}

function loaderOf({ path, truth }: CorpusCase): Loader | undefined {
  const about = join(dirname(truth ?? path), 'about.json');
  if (truth === undefined || !existsSync(about)) return undefined;
  const { files }: { files?: Record<string, { loaded_by?: Loader }> } = JSON.parse(readFileSync(about, 'utf8'));
  return files?.[basename(path)]?.loaded_by;
}

function truthOf(path: string): TruthKey[] {
  // What the server that saved it held before keys expired was not loaded.
  const loaded = path.replace('truth-before-expiry.jsonl', 'truth.jsonl');
  const lines = readFileSync(loaded, 'utf8').split('\n').filter(Boolean);
  const records: TruthKey[] = lines.map((line) => JSON.parse(line));
  return records.filter(({ kind, memory }) => kind === 'key' && typeof memory === 'number');
}

async function sizesOf({ path, writer }: CorpusCase, loader: Loader, allocator: AllocatorName): Promise<Sizes> {
  const sizes = new SizeCollector();
  const server = parseServerVersion(`${loader.server}-${loader.version}`, 'loaded_by');
  try {
    await decodeInput(path, new MemorySink(sizes, { server, allocator }), {
      nowMs: Date.now(),
      // Scripts, which no tool replays: the keys they make are left out.
      skipUnknown: true,
      onWarning: () => {},
      ...(writer === undefined ? {} : { writer }),
    });
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
  }
  return sizes.keys;
}

/** With the allocator under which most keys are right. */
async function bestSizes(corpusCase: CorpusCase, loader: Loader, truth: readonly TruthKey[]): Promise<Sizes> {
  let best: Sizes = new Map();
  let most = -1;
  for (const allocator of allocatorsOf(loader)) {
    const sizes = await sizesOf(corpusCase, loader, allocator);
    const right = truth.filter((one) => sizes.get(nameOf(one))?.bytes === one.memory).length;
    if (right > most) [best, most] = [sizes, right];
  }
  return best;
}

const nameOf = ({ db, key }: TruthKey): string => `${db} ${key}`;

/** Fields whose time has passed are gone on the server; of a log, keys that a script made are unknown. */
function isComparable({ format }: CorpusCase, { type, value }: TruthKey, size: CollectedSize | undefined): boolean {
  if (size === undefined) return format === 'rdb';
  return type !== 'hash' || !Array.isArray(value) || size.elements === value.length;
}

function describe({ name }: CorpusCase, truth: TruthKey, size: CollectedSize | undefined): string {
  const key = JSON.stringify(Buffer.from(truth.key, 'hex').toString('latin1').slice(0, 60));
  const ours = size === undefined ? 'nothing' : `${size.bytes} ${size.encoding} of ${size.elements ?? 1}`;
  const doubt = size?.determined === false ? ', not determined' : '';
  return `${name} db${truth.db} ${key} ${truth.type}: ${ours}, server ${truth.memory} ${truth.encoding}${doubt}`;
}

async function main(args: readonly string[]): Promise<number> {
  const [root, mode] = args;
  if (root === undefined || !MODES.includes(mode)) {
    process.stderr.write('usage: compare-memory.ts DIR [--keys|--matrix]\n');
    return 2;
  }
  const table = new MemoryTable();
  const compared = new Set<string>();
  for (const corpusCase of readCorpus(root).cases) {
    const loader = loaderOf(corpusCase);
    // Figures were taken once, of the first of several files of the same keys, and may depend on the order in a file.
    if (loader === undefined || corpusCase.truth === undefined || compared.has(corpusCase.truth)) continue;
    compared.add(corpusCase.truth);
    const truth = truthOf(corpusCase.truth);
    if (truth.length === 0) continue;
    const sizes = await bestSizes(corpusCase, loader, truth);
    const server = `${loader.server}-${loader.version}`;
    for (const one of truth) {
      const size = sizes.get(nameOf(one));
      if (!isComparable(corpusCase, one, size)) continue;
      const { format } = corpusCase;
      table.add({ server, format, type: one.type, loose: loader.allocator === 'libc' }, size, one.memory ?? 0);
      if (mode === '--keys' && size?.bytes !== one.memory) console.log(describe(corpusCase, one, size));
    }
  }
  if (mode !== '--matrix') return table.print();
  table.printMatrix();
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
