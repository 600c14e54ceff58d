/**
 * Carry every RDB file of a corpus into a real server, in each way there is, and hold what it then has against what it has after
 * loading the file itself: test-live-corpus.ts DIR [WAY]. Exit status: 0 all passed, 1 some failed, 2 nothing to do.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadOriginal, tryWay, WAYS, type Holding } from './live/conversions.ts';
import { installedServers, SERVERS, type Installed } from './live/installed.ts';
import { loaderOf, readOriginals, type Original } from './live/originals.ts';
import { BUILT } from './live/program.ts';

/** Reasons shown for a failed case. */
const SHOWN = 3;

/** By way, and by way and writer. */
class Scores {
  private readonly rows = new Map<string, { passed: number; total: number }>();

  add(name: string, passed: boolean): void {
    const row = this.rows.get(name) ?? { passed: 0, total: 0 };
    this.rows.set(name, row);
    row.total++;
    if (passed) row.passed++;
  }

  print(): void {
    for (const [name, { passed, total }] of this.rows) console.log(`${name.padEnd(48)} ${passed}/${total}`);
  }

  get failed(): number {
    return [...this.rows.values()].reduce((sum, { passed, total }) => sum + total - passed, 0);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const [root, only] = args;
  if (root === undefined) {
    process.stderr.write(
      `usage: test-live-corpus.ts DIR [WAY]; the ways are ${WAYS.map(({ name }) => name).join(', ')}\n`,
    );
    return 2;
  }
  const folder = [join(root, 'servers'), root].find((path) => existsSync(path)) ?? root;
  const originals = readOriginals(folder);
  const installed = installedServers();
  if (originals.length === 0 || installed.length === 0) {
    process.stderr.write(`${originals.length} RDB files in ${folder}, ${installed.length} servers in ${SERVERS}\n`);
    return 2;
  }
  const ways = WAYS.filter(({ name }) => only === undefined || name === only);
  const scores = new Scores();
  for (const original of originals) {
    const loader = loaderOf(original, installed);
    const holding =
      loader === undefined ? 'no server at hand is of its family and new enough' : await load(original, loader);
    if (loader === undefined || typeof holding === 'string') {
      console.log(`skipped ${original.name}: ${String(holding)}`);
      continue;
    }
    for (const way of ways) {
      const reasons = await tryWay(way, { file: original.path, target: loader, program: BUILT }, holding).catch(
        (error: unknown) => [String(error)],
      );
      scores.add(`${original.writer} ${way.name}`, reasons.length === 0);
      if (reasons.length === 0) continue;
      console.log(`FAIL ${way.name} ${original.name} into ${loader.name}`);
      for (const reason of reasons.slice(0, SHOWN)) console.log(`     ${reason}`);
      if (reasons.length > SHOWN) console.log(`     … and ${reasons.length - SHOWN} more`);
    }
  }
  scores.print();
  return scores.failed === 0 ? 0 : 1;
}

/** The reason, if the server does not load it: it may need a module. */
async function load({ path }: Original, loader: Installed): Promise<Holding | string> {
  try {
    return await loadOriginal(path, loader);
  } catch (error) {
    return `${loader.name} does not load it: ${String(error).trim().split('\n').at(-1)}`;
  }
}

process.exitCode = await main(process.argv.slice(2));
