/**
 * Read every RDB file and log of a corpus and hold what comes out against what servers say: test-corpus.ts DIR [--built].
 * In this process, or, with --built, by dist/rdb-tool.js. Exit status: 0 all passed, 1 some failed, 2 nothing to read.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readCorpus } from './corpus.ts';
import { judge, type Run } from './judge.ts';
import { runInProcess } from './run-in-process.ts';

/** Reasons shown for a failed case. */
const SHOWN = 3;
const PROGRAM = join(import.meta.dirname, '../../dist/rdb-tool.js');

const built: Run = async (path, { skipChecksum, allowTruncated, skipUnknown, writer, nowMs }) => {
  const flags = [
    ...(skipChecksum ? ['--no-checksum'] : []),
    ...(allowTruncated ? ['--allow-truncated'] : []),
    ...(skipUnknown ? ['--skip-unknown'] : []),
    ...(writer === undefined ? [] : ['--log-server', `${writer.family}-${writer.version}`]),
  ];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [PROGRAM, 'to-json', '--now', String(nowMs), path, ...flags],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      timeout: 60_000,
    },
  );
  return {
    text: stdout,
    error: status === 0 ? undefined : `exit status ${status}: ${stderr.trim()}`,
    said: stderr !== '',
  };
};

async function main(args: readonly string[]): Promise<number> {
  const [root, mode] = args;
  if (root === undefined || (mode !== undefined && mode !== '--built')) {
    process.stderr.write('usage: test-corpus.ts DIR [--built]\n');
    return 2;
  }
  const { cases, skipped } = readCorpus(root);
  if (cases.length === 0) {
    process.stderr.write(`no RDB files or logs in ${root}\n`);
    return 2;
  }
  const groups = new Map<string, { passed: number; total: number }>();
  let failed = 0;
  for (const corpusCase of cases) {
    const group = groups.get(corpusCase.group) ?? { passed: 0, total: 0 };
    groups.set(corpusCase.group, group);
    const reasons = await judge(corpusCase, mode === '--built' ? built : runInProcess);
    group.total++;
    if (reasons.length === 0) {
      group.passed++;
      continue;
    }
    failed++;
    console.log(`FAIL ${corpusCase.rule} ${corpusCase.name}`);
    for (const reason of reasons.slice(0, SHOWN)) console.log(`     ${reason}`);
    if (reasons.length > SHOWN) console.log(`     … and ${reasons.length - SHOWN} more`);
  }
  for (const [group, { passed, total }] of groups) console.log(`${group.padEnd(48)} ${passed}/${total}`);
  console.log(`skipped: ${skipped} recorded feeds, and logs where nothing replays them`);
  console.log(`passed ${cases.length - failed} of ${cases.length}`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
