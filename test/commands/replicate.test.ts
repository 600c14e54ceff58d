/** Flags of replicate that would be passed over, or mean something else, beside others. */
import { expect, test } from 'vitest';
import { run } from './run.ts';

const SOURCE = 'redis://127.0.0.1:1';

test.each([
  ['--to redis://127.0.0.1:2 --dry-run --state s.json', '--dry-run delivers nothing, and so keeps no --state'],
  ['--to redis://127.0.0.1:2 --dry-run --verify', '--dry-run delivers nothing that --verify could compare'],
  [
    '--rdb out.rdb --state s.json',
    '--state has nothing to keep: an RDB file is a snapshot, which is taken anew each time',
  ],
  [
    '--to redis://127.0.0.1:2 --rotate 1gb',
    '--rotate is for append-only files, RESP files and directories: there is none among the targets',
  ],
  [
    '--to out.ndjson --rotate-every 1h',
    '--rotate is for append-only files, RESP files and directories: there is none among the targets',
  ],
  [
    '--to redis://127.0.0.1:2 --stream-maxlen 10',
    '--stream-maxlen is for a stream, as in redis://host?stream=KEY: there is none among the targets',
  ],
  ['--to out.ndjson --to ./out.ndjson', 'the same target is given twice'],
  ['--to redis://127.0.0.1:2 --to redis://127.0.0.1:2/', 'the target 127.0.0.1:2 is given twice'],
  ['--to out.ndjson --listening-port 99999', '--listening-port: there is no port 99999'],
  [
    '--to redis://127.0.0.1:2/3',
    'redis://127.0.0.1:2/3: a target gets all databases, each as it was: --db-map 0=3 writes into another',
  ],
])('replicate %s', async (line, message) => {
  const { status, stderr } = await run(['replicate', SOURCE, ...line.split(' ')]);
  expect({ status, stderr: stderr.split('\n')[0] }).toEqual({ status: 2, stderr: `rdb-tool: ${message}` });
});
