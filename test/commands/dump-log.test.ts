/** `dump` of append-only files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../aof/log-events.ts';
import { run } from './run.ts';

const SELECT = command('SELECT', '1');
const SET = command('SET', 'user:1', 'caf\xc3\xa9');
const LOG = `${SELECT}${SET}#TS:1700000000\r\n# note\r\n${command('DEL', 'x\xff')}`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
  mkdirSync(join(folder, 'appendonlydir'));
  const files = {
    'log.aof': LOG,
    'cut.aof': SET + SELECT.slice(0, -4),
    'appendonlydir/log.aof.manifest': 'file a seq 1 type i\nfile b seq 2 type i\n',
    'appendonlydir/a': SELECT,
    'appendonlydir/b': SET.slice(0, -4),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, 'latin1');
  writeFileSync(join(folder, 'log.aof.gz'), gzipSync(Buffer.from(LOG, 'latin1')));
});
afterAll(() => rmSync(folder, { recursive: true }));

function dump(name: string, ...flags: readonly string[]) {
  return run(['dump', ...flags, join(folder, name)]);
}

const LINES = [
  '{"record":"header","offset":0,"format":"aof","dialect":"redis"}',
  '{"record":"command","offset":0,"db":0,"args":["SELECT","1"]}',
  '{"record":"command","offset":23,"db":1,"args":["SET","user:1","café"]}',
  '{"record":"annotation","offset":75,"text":" note"}',
  '{"record":"command","offset":83,"db":1,"args":["DEL",{"$base64":"eP8="}],"timestamp":1700000000000}',
  '{"record":"eof","offset":104,"checksum":"none","bytes":104}',
];

test('as NDJSON', async () => {
  expect(await dump('log.aof')).toEqual({ status: 0, stdout: `${LINES.join('\n')}\n`, stderr: '' });
  expect((await dump('log.aof.gz')).stdout).toBe(`${LINES.join('\n')}\n`);
});

test('for people', async () => {
  const { stdout } = await dump('log.aof', '--format', 'pretty');
  expect(stdout.split('\n')).toEqual([
    'append-only file (redis)',
    '0  SELECT 1',
    '1  SET user:1 café',
    '# " note"',
    '2023-11-14T22:13:20Z',
    '1  DEL "x\\xff"',
    'end, no checksum, 104 B',
    '',
  ]);
});

test.each([
  ['--db 0', [1]],
  ['--match user:*', [1, 2]],
  ['--limit 2', [1, 2]],
  ['--until 2023-11-14T22:13:19Z', [1, 2]],
  ['--until 1700000000000', [1, 2, 4]],
  ['--until-offset 58', [1]],
])('%s', async (flags, wanted) => {
  const { stdout } = await dump('log.aof', ...flags.split(' '));
  expect(stdout.split('\n').filter((line) => line.includes('"command"'))).toEqual(wanted.map((i) => LINES[i]));
});

describe('a cut', () => {
  test('is told with the byte up to which all is good', async () => {
    const { status, stdout, stderr } = await dump('cut.aof');
    expect(status).toBe(3);
    expect(stdout).toContain('"user:1"');
    expect(stderr).toBe(
      `rdb-tool: ${join(folder, 'cut.aof')}: the log ends within a command; it is good up to here (byte 36)\n`,
    );
  });

  test('can be allowed', async () => {
    const { status, stdout, stderr } = await dump('cut.aof', '--allow-truncated');
    expect(status).toBe(0);
    expect(stdout).toContain('"bytes":36');
    expect(stderr).toContain('rdb-tool: warning: ');
  });

  test('in one of several files names that file, as each record does', async () => {
    const path = join(folder, 'appendonlydir');
    const { status, stdout, stderr } = await dump('appendonlydir');
    expect(status).toBe(3);
    expect(stdout).toContain('{"record":"command","offset":0,"source":"a","db":0,"args":["SELECT","1"]}');
    expect(stderr).toBe(`rdb-tool: ${path}: b: the log ends within a command; it is good up to here (byte 0)\n`);
    const both = await run(['dump', path, join(folder, 'log.aof')]);
    expect(both.stdout).toContain(`"source":"${path}: a"`);
  });
});

test.each(['--replay', '--format=csv', '--format=table', '--format=keys', '--type=string'])(
  '%s shows the keys that are left',
  async (flag) => {
    const { status, stdout, stderr } = await dump('log.aof', flag);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('user:1');
    expect(stdout).not.toContain('SELECT');
  },
);

describe('--log-server', () => {
  const sort = command('RPUSH', 'l', '3', '1') + command('SORT', 'l', 'BY', 'nosort', 'STORE', 'sorted');

  test.each([
    ['redis-2.6', '["1","3"]'],
    ['redis-2.4.18', '["3","1"]'],
    ['valkey-9.1', '["3","1"]'],
  ])('%s: commands mean what they mean to that server', async (server, items) => {
    const path = join(folder, 'sort.aof');
    writeFileSync(path, sort);
    const { stdout } = await run(['to-json', '--match', 'sorted', '--log-server', server, path]);
    expect(stdout).toContain(`"value":${items}`);
  });

  test('takes a server with its version', async () => {
    const { status, stderr } = await dump('log.aof', '--log-server', 'redis');
    expect([status, stderr]).toEqual([2, expect.stringContaining('--log-server takes a server version')]);
  });
});
