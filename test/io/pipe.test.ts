import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PipeSource } from '../../src/io/pipe.ts';
import { openStdin } from '../../src/io/stdin.ts';
import { readAll } from './pieces.ts';

let folder = '';
let fifo = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
  fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a shell command writes to a pipe. */
async function fromPipe(command: string, room: number): Promise<Buffer> {
  const writer = spawn('sh', ['-c', `exec >"$1"; ${command}`, 'sh', fifo]);
  const ended = once(writer, 'close');
  const source = new PipeSource('pipe', openSync(fifo, constants.O_RDONLY));
  const bytes = await readAll(source, room);
  expect(await source.read(new Uint8Array(1))).toBe(0);
  source.close();
  await ended;
  return bytes;
}

test.each([
  ['nothing', 'true', 10, ''],
  ['one piece, more than there is room for', 'printf abcdefg', 3, 'abcdefg'],
  ['pieces one after another', 'printf abc; cat /dev/null; printf defg', 100, 'abcdefg'],
])('%s', async (_name, command, room, want) => {
  expect((await fromPipe(command, room)).toString()).toBe(want);
});

test('many times the buffer', async () => {
  const bytes = await fromPipe('seq 200000', 100_000);
  expect(bytes.length).toBe(1_288_895);
  expect(bytes.subarray(-14).toString()).toBe('199999\n200000\n');
});

test('standard input that is a pipe is read as one', () => {
  const fd = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  expect(openStdin(Object.assign(new PassThrough(), { fd }))).toBeInstanceOf(PipeSource);
  closeSync(fd);
});
