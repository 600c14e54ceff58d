/** `diff`: what its words mean. What it tells: test/formatters/diff; the built program: test/cli/diff.test.ts. */
import { describe, expect, test } from 'vitest';
import { run } from './run.ts';

const diff = (line: string) => run(['diff', ...line.split(' ').filter(Boolean)]);

describe('a wrong command line: what is wrong, and where to look', () => {
  test.each([
    ['', 'diff takes two files'],
    ['a.rdb', 'diff takes two files, and a.rdb is one (- is standard input)'],
    ['a.rdb b.rdb c.rdb', 'diff takes two files, not 3: --a FILE and --b FILE can be given several times'],
    ['a.rdb --b b.rdb', 'a.rdb is of no side: give all files by --a and --b, or two without them'],
    ['a.rdb b.rdb --a c.rdb', 'a.rdb is of no side: give all files by --a and --b, or two without them'],
    ['--a a.rdb', 'nothing is given to compare with: --b is missing'],
    ['--b b.rdb', 'nothing is given to compare with: --a is missing'],
    ['- -', '- (standard input) is given twice'],
    ['--a - --b x.rdb --b -', '- (standard input) is given twice'],
    ['--a x.rdb --a y.rdb --a ./x.rdb --b z.rdb', './x.rdb is given twice by --a'],
    ['--a x.rdb --a x.rdb --b x.rdb --b x.rdb', 'x.rdb is given twice by --a'],
    ['--a z.rdb --b x.rdb --b x.rdb', 'x.rdb is given twice by --b'],
    ['--format jsn a b', '--format takes text, ndjson, summary, resp, not "jsn"'],
    ['--target redis-7.2 a b', '--target goes with --format resp, not text'],
    ['--allow-loss --format ndjson a b', '--allow-loss goes with --format resp, not ndjson'],
    ['--format resp --keys-only a b', '--format resp needs values: --keys-only cannot be given'],
    ['--format summary --limit 3 a b', '--format summary counts all differences: --limit cannot be given'],
    ['-q -o out a b', '--quiet tells nothing that could go to --output'],
    ['--ignore-ttl --ttl-tolerance 1s a b', '--ignore-ttl and --ttl-tolerance exclude each other'],
    ['--ttl-tolerance soon a b', '--ttl-tolerance takes a time like 30s, 5m or 7d, not "soon"'],
    ['--ttl-tolerance -1s a b', '--ttl-tolerance takes a time like 1s or 500ms, not "-1s"'],
    ['--ignore idle,frq a b', '--ignore takes idle, freq, seen, mvcc, meta, no-evict or none, not "frq"'],
    ['--ignore none,idle a b', '--ignore none goes with nothing else'],
    [
      '--ignore ttl a b',
      '--ignore takes idle, freq, seen, mvcc, meta, no-evict or none, not "ttl" (--ignore-ttl is a flag of its own)',
    ],
    ['--streams some a b', '--streams takes entries, full, not "some"'],
    ['--expired a b', '--expired takes drop, keep, not "a"'],
    ['--memory 1mb a b', '--memory takes 8mb or more, not "1mb"'],
    ['--memory much a b', '--memory takes a size like 500, 64kb or 1gb, not "much"'],
    ['--limit few a b', '--limit takes a whole number, not "few"'],
    ['--replay a b', 'no such flag --replay'],
  ])('%s', async (line, what) => {
    expect(await diff(line)).toEqual({
      status: 2,
      stdout: '',
      stderr: `rdb-tool: ${what}\nTry: rdb-tool diff --help\n`,
    });
  });
});
