/** Passwords in the built program: what others on the machine see of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { addressText } from '../../src/connection/endpoint.ts';
import { fakeServer } from '../connection/fake-server.ts';
import { buildProgram, PROGRAM } from './program.ts';

beforeAll(buildProgram, 120_000);

const HAS_PROC = existsSync('/proc/self/cmdline');

test.skipIf(!HAS_PROC).each<[string, (address: string) => readonly string[]]>([
  ['-a', (address) => ['dump', '-h', '127.0.0.1', '-p', address.split(':')[1] ?? '', '-a', 'hunter2']],
  ['--pass=', (address) => ['to-json', '--pass=hunter2', `redis://${address}`]],
  ['a URL', (address) => ['replicate', `redis://ann:hunter2@${address}`, '--to', '-']],
])('the command line that ps shows has no password: %s', async (_name, words) => {
  let connected = (): void => {};
  const there = new Promise<void>((resolve) => {
    connected = resolve;
  });
  await using server = await fakeServer(() => undefined, { onConnection: () => connected() });
  const program = spawn(process.execPath, [PROGRAM, ...words(addressText(server.address))]);
  let said = '';
  program.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  program.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await there;
  const line = readFileSync(`/proc/${program.pid}/cmdline`, 'latin1');
  expect(line).toContain('***');
  expect(line).not.toContain('hunter2');
  await server.close();
  program.kill();
  await once(program, 'close');
  expect(said).not.toContain('hunter2');
});
