/** Servers, passwords and TLS on command lines. What becomes of connections: test/connection. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import type { Argv } from '../../commands/shared/arguments.ts';
import { parseConnection, parseTargetConnection } from '../../commands/shared/connection-flags.ts';
import type { Outside } from '../../commands/outside.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Keys `a` in database 0 and `b` in database 1. */
const SNAPSHOT = join(folder, 'dump.rdb');
writeFileSync(
  SNAPSHOT,
  Buffer.concat([
    Buffer.from('REDIS0011'),
    Buffer.from('fe00 0001 61 01 31 fe01 0001 62 01 32 ff 0000000000000000'.replaceAll(' ', ''), 'hex'),
  ]),
);

/** Nobody listens on port 1. */
const REFUSED = 'rdb-tool: cannot connect to 127.0.0.1:1: connection refused\n';

describe('the server that is read', () => {
  test.each([
    ['dump -h 127.0.0.1 -p 1', 'as redis-cli has it'],
    ['-h 127.0.0.1 -p 1 dump', 'before the command'],
    ['dump -p 1', 'the local one'],
    ['to-json --host=127.0.0.1 --port=1', 'by long flags'],
    ['to-json redis://127.0.0.1:1', 'by a URL'],
    ['to-resp redis://:secret@127.0.0.1:1', 'with a password'],
    ['memory-report -h 127.0.0.1 -p 1 -a secret', 'with a password of its own'],
  ])('%s: %s', async (line) => {
    const { status, stderr } = await run(line.split(' '));
    expect({ status, stderr }).toEqual({ status: 4, stderr: REFUSED });
  });

  test('a socket', async () => {
    expect(await run(['dump', '-s', '/no/redis.sock'])).toMatchObject({
      status: 4,
      stderr: 'rdb-tool: cannot connect to /no/redis.sock: there is no such socket\n',
    });
  });

  test('of the environment, unless something else is given', async () => {
    const env = { RDB_TOOL_HOST: '127.0.0.1', RDB_TOOL_PORT: '1' };
    expect(await run(['dump'], env)).toMatchObject({ status: 4, stderr: REFUSED });
    expect(await run(['dump', '--format', 'keys', SNAPSHOT], env)).toMatchObject({ status: 0, stderr: '' });
  });

  test('with -n, its database, as of any input', async () => {
    expect((await run(['dump', '-n', '1', '--format', 'keys', SNAPSHOT])).stdout).toBe('b\n');
  });
});

describe('-h', () => {
  test.each([['dump -h'], ['dump -q -h'], ['-h dump'], ['dump -h --format json'], ['dump -h -p 1'], ['diff a b -h']])(
    '%s: help',
    async (line) => {
      const { status, stdout } = await run(line.split(' '));
      expect(status).toBe(0);
      expect(stdout).toContain('Usage: rdb-tool ');
    },
  );
});

describe('a wrong command line', () => {
  test.each([
    ['dump -h host x.rdb', 'x.rdb is read, or the server of -h: give one of them', 'dump '],
    [
      'dump --port=1 redis://:secret@host',
      'redis://***@host is read, or the server of --port: give one of them',
      'dump ',
    ],
    ['dump -s /s -p 1', '--socket goes without --host and --port', 'dump '],
    ['dump -p many', '--port takes a whole number, not "many"', 'dump '],
    ['dump -h host -p 70000', 'redis://host:70000: has a port that is none: they go up to 65535', 'dump '],
    ['dump redis://:secret@host/x', 'redis://***@host/x: has a database that is no number', 'dump '],
    ['dump http://ann:secret@host', 'http://***@host: is no URL of a server', 'dump '],
    ['redis://:secret@host', 'no such command redis://***@host', ''],
    ['dump --cert c.pem x.rdb', '--cert and --key go together', 'dump '],
    ['dump -a secret --askpass x.rdb', '--pass and --askpass exclude each other', 'dump '],
    ['dump --auth-file f --askpass x.rdb', '--auth-file and --askpass exclude each other', 'dump '],
    ['diff -a secret redis://a redis://b', '-a is no flag here: write --a, or --pass for a password', 'diff '],
    ['diff --a x.rdb -b y.rdb', '-b is no flag here: write --b', 'diff '],
    ['diff -p 1 a b', 'no such flag -p', 'diff '],
  ])('%s', async (line, what, command) => {
    const { status, stdout, stderr } = await run(line.split(' '));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.startsWith(`rdb-tool: ${what}`)).toBe(true);
    expect(stderr.endsWith(`\nTry: rdb-tool ${command}--help\n`)).toBe(true);
    expect(stderr).not.toContain('secret');
  });

  test('--askpass without a terminal', async () => {
    expect(await run(['dump', '--askpass', 'redis://127.0.0.1:1'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--askpass asks on the terminal, and there is none'),
    });
  });

  test('--askpass asks for nothing where no server is read', async () => {
    expect(await run(['dump', '--askpass', SNAPSHOT])).toMatchObject({ status: 0 });
  });
});

/** Of flags as yargs hands them over. */
function argv(flags: Readonly<Record<string, unknown>>): Argv {
  return { _: [], $0: '', ...flags };
}

function outside(env: Readonly<Record<string, string>> = {}, typed?: string): Outside & { readonly prompts: string[] } {
  const prompts: string[] = [];
  return {
    prompts,
    argv: [],
    stdin: Readable.from([]),
    stdout: { fd: 1 },
    stderr: { write: () => true },
    env,
    now: () => 0,
    askSecret(prompt) {
      prompts.push(prompt);
      return Promise.resolve(typed);
    },
    onSignal: () => () => {},
    onEverySignal: () => () => {},
    dieOf() {},
  };
}

describe('passwords', () => {
  const path = file('password', 'of:a file \nand more\n');

  test.each<[string, Record<string, unknown>, Record<string, string>, string | undefined]>([
    ['none', {}, {}, undefined],
    ['--pass', { pass: 'p' }, {}, 'p'],
    ['REDISCLI_AUTH', {}, { REDISCLI_AUTH: 'r' }, 'r'],
    ['VALKEYCLI_AUTH', {}, { VALKEYCLI_AUTH: 'v', REDISCLI_AUTH: 'r' }, 'v'],
    ['--pass before the environment', { pass: 'p' }, { REDISCLI_AUTH: 'r' }, 'p'],
    ['a file: its first line, blanks and colons and all', { 'auth-file': path }, { REDISCLI_AUTH: 'r' }, 'of:a file '],
    ['what is typed', { askpass: true }, { REDISCLI_AUTH: 'r' }, 'typed'],
  ])('%s', async (_name, flags, env, want) => {
    const { password } = await parseConnection(argv(flags), outside(env, 'typed'))();
    expect(password).toBe(want);
  });

  test('is asked for once', async () => {
    const world = outside({}, 'typed');
    const ask = parseConnection(argv({ askpass: true }), world);
    await Promise.all([ask(), ask()]);
    expect(world.prompts).toEqual(['Password: ']);
  });

  test('of targets: never the one of sources', async () => {
    const env = { REDISCLI_AUTH: 'r' };
    const flags = { pass: 'p', user: 'ann', 'to-user': 'bob' };
    expect(await parseTargetConnection(argv(flags), outside(env))()).toMatchObject({ user: 'bob' });
    expect((await parseTargetConnection(argv(flags), outside(env))()).password).toBeUndefined();
    const asked = outside(env, 'typed');
    expect(await parseTargetConnection(argv({ 'to-askpass': true }), asked)()).toMatchObject({ password: 'typed' });
    expect(asked.prompts).toEqual(['Password of the target: ']);
  });

  test.each([
    ['no file', join(folder, 'none'), 'the password cannot be read: no such file or directory'],
    ['an empty one', file('empty', ''), 'there is no password in its first line'],
  ])('%s', async (_name, where, what) => {
    const ask = parseConnection(argv({ 'auth-file': where }), outside());
    await expect(ask()).rejects.toThrow(`${where}: ${what}`);
  });
});

describe('TLS', () => {
  test.each<[Record<string, unknown>, boolean, Record<string, unknown>]>([
    [{}, false, { insecure: false }],
    [{ tls: true }, true, { insecure: false }],
    [{ cacert: 'ca.pem' }, true, { cacert: 'ca.pem', insecure: false }],
    [{ cacert: 'ca.pem', tls: false }, false, { cacert: 'ca.pem', insecure: false }],
    [{ insecure: true }, true, { insecure: true }],
    [
      { sni: 'host', cert: 'c.pem', key: 'k.pem', cacertdir: 'd' },
      true,
      { sni: 'host', cert: 'c.pem', key: 'k.pem', cacertdir: 'd', insecure: false },
    ],
  ])('%j', async (flags, tls, tlsSettings) => {
    expect(await parseConnection(argv(flags), outside())()).toEqual({ tls, tlsSettings });
    const ofTarget = Object.fromEntries(Object.entries(flags).map(([name, value]) => [`to-${name}`, value]));
    expect(await parseTargetConnection(argv(ofTarget), outside())()).toEqual({ tls, tlsSettings });
  });
});
