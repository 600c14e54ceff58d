/**
 * Compare files of a corpus with each other, and hold what differs against what servers say of their keys: test-diff-corpus.ts DIR.
 * Compared are the forms of one data set, the cases of a server, one case of several servers, and damaged files with themselves.
 * Exit status: 0 all passed, 1 some failed, 2 nothing to compare.
 */
import { basename, dirname } from 'node:path';
import { readCorpus, type CorpusCase } from './corpus.ts';
import { judgeDiff, type Judged } from './judge-diff.ts';
import { keyChanges } from './key-changes.ts';

interface Pair {
  readonly group: string;
  readonly a: CorpusCase;
  readonly b: CorpusCase;
}

/** Reasons shown for a failed pair. */
const SHOWN = 3;
const COUNTS = ['same', 'removed', 'changed', 'added', 'unknown'] as const;

/** Each case with the one before it of those that `by` gives the same name. */
function neighbours(cases: readonly CorpusCase[], by: (one: CorpusCase) => string, group = by): Pair[] {
  const last = new Map<string, CorpusCase>();
  return cases.flatMap((b) => {
    const a = last.get(by(b));
    last.set(by(b), b);
    return a === undefined ? [] : [{ group: group(b), a, b }];
  });
}

/** `rdb-values`, whichever server it is of. */
const caseOf = ({ path }: CorpusCase): string => basename(dirname(path));

function pairsOf(cases: readonly CorpusCase[]): Pair[] {
  const good = cases.filter(({ rule, truth }) => rule === 'load' && truth !== undefined);
  const ofServers = good.filter(({ group }) => !group.startsWith('third-party'));
  const main = good.filter(({ path }) => !/-no(?:compress|checksum)\.rdb$/.test(path));
  return [
    // What is compared with itself is the same, to the bit.
    ...good.map((one) => ({ group: 'each with itself', a: one, b: one })),
    ...neighbours(
      ofServers,
      ({ path }) => dirname(path),
      () => 'forms of one data set',
    ),
    ...neighbours(main, ({ group }) => `cases of ${group}`),
    ...neighbours(
      main.filter((one) => ofServers.includes(one)),
      (one) => `${caseOf(one)} of all servers`,
    ),
  ];
}

/** A damaged side is never the same as anything. */
async function judgeDamaged({ path }: CorpusCase): Promise<readonly string[]> {
  const input = { path, content: {} };
  const { errors } = await keyChanges(input, input);
  return errors.length > 0 ? [] : ['is the same as itself, damage and all'];
}

class Table {
  private readonly groups: Map<string, { passed: number; total: number; counts: Record<string, number> }>;
  private failed = 0;

  /** @param groups - in the order in which they are printed; others come behind them */
  constructor(groups: readonly string[]) {
    this.groups = new Map(groups.map((group) => [group, { passed: 0, total: 0, counts: {} }]));
  }

  add(group: string, name: string, { reasons, counts }: Pick<Judged, 'reasons'> & Partial<Judged>): void {
    const row = this.groups.get(group) ?? { passed: 0, total: 0, counts: {} };
    this.groups.set(group, row);
    row.total++;
    for (const what of COUNTS) row.counts[what] = (row.counts[what] ?? 0) + (counts?.[what] ?? 0);
    if (reasons.length === 0) {
      row.passed++;
      return;
    }
    this.failed++;
    console.log(`FAIL ${name}`);
    for (const reason of reasons.slice(0, SHOWN)) console.log(`     ${reason}`);
    if (reasons.length > SHOWN) console.log(`     … and ${reasons.length - SHOWN} more`);
  }

  print(): number {
    const heads = COUNTS.map((what) => what.padStart(9)).join('');
    console.log(`${''.padEnd(48)} ${'pairs'.padStart(9)}${heads}`);
    let all = 0;
    for (const [group, { passed, total, counts }] of this.groups) {
      all += total;
      const cells = COUNTS.map((what) => String(counts[what]).padStart(9)).join('');
      console.log(`${group.padEnd(48)} ${`${passed}/${total}`.padStart(9)}${cells}`);
    }
    console.log(`passed ${all - this.failed} of ${all}`);
    return this.failed === 0 ? 0 : 1;
  }
}

async function main([root]: readonly string[]): Promise<number> {
  if (root === undefined) {
    process.stderr.write('usage: test-diff-corpus.ts DIR\n');
    return 2;
  }
  const { cases } = readCorpus(root);
  if (cases.length === 0) {
    process.stderr.write(`no RDB files or logs in ${root}\n`);
    return 2;
  }
  const pairs = pairsOf(cases);
  const table = new Table(pairs.map(({ group }) => group));
  // All pairs of a case one after another: what servers say of it is read once for them.
  for (const { group, a, b } of pairs.toSorted((one, other) => cases.indexOf(one.b) - cases.indexOf(other.b))) {
    table.add(group, a === b ? a.name : `${a.name} ${b.name}`, await judgeDiff(a, b));
  }
  for (const one of cases.filter(({ rule }) => rule === 'refuse')) {
    table.add('damaged', one.name, { reasons: await judgeDamaged(one) });
  }
  return table.print();
}

process.exitCode = await main(process.argv.slice(2));
