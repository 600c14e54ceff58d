/** Writing to whoever reads, however slowly. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createReadStream, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BROKEN_PIPE } from '../../src/io/output-error.ts';
import { StreamOutput } from '../../src/io/stream-output.ts';

const CHUNK = Buffer.alloc(256 * 1024, 'x');
/** More than any pipe takes. */
const CHUNKS = 16;

let folder: string;
let pipe: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stream-output-'));
  pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function readAll(stream: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  return bytes;
}

test('a reader that is slow keeps room from being there, and the program goes on', async () => {
  const opening = StreamOutput.open(pipe);
  // Nobody reads yet, and that holds nothing up.
  const reader = createReadStream(pipe);
  const output = await opening;
  let room: Promise<void> | undefined;
  for (let i = 0; i < CHUNKS; i++) {
    output.write(CHUNK);
    room = output.room();
  }
  expect(room).toBeInstanceOf(Promise);
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 1);
  const reading = readAll(reader);
  await room;
  await output.sync();
  clearInterval(ticking);
  expect(output.room()).toBeUndefined();
  output.close();
  expect(await reading).toBe(CHUNKS * CHUNK.length);
  expect(output.size).toBe(CHUNKS * CHUNK.length);
  expect(ticks).toBeGreaterThan(0);
});

test('what is written first arrives, though more is written all the time', async () => {
  const opening = StreamOutput.open(pipe);
  const reading = readAll(createReadStream(pipe));
  const output = await opening;
  let written = 0;
  const writing = setInterval(() => {
    written++;
    output.write(Buffer.from('more'));
  }, 0);
  output.write(CHUNK);
  await output.sync();
  clearInterval(writing);
  await output.sync();
  output.close();
  expect(await reading).toBe(CHUNK.length + 4 * written);
});

test('a reader that has gone is no error', async () => {
  const opening = StreamOutput.open(pipe);
  const reader = createReadStream(pipe);
  const output = await opening;
  reader.destroy();
  await once(reader, 'close');
  output.write(CHUNK);
  await expect(output.sync()).rejects.toBe(BROKEN_PIPE);
  expect(() => output.write(CHUNK)).toThrow();
  expect(() => output.room()).toThrow();
  output.close();
});

test('a device that is full', async () => {
  const output = await StreamOutput.open('/dev/full');
  output.write(CHUNK);
  await expect(output.sync()).rejects.toMatchObject({
    code: 'OUTPUT',
    message: 'cannot write /dev/full: no space left on device',
  });
  output.close();
});

test('a file that a shell has opened is written to where it is', async () => {
  const path = join(folder, 'out');
  const output = await StreamOutput.of('<stdout>', openSync(path, 'a'), true);
  output.write(Buffer.from('one\n'));
  output.write(Buffer.from('two\n'));
  await output.sync();
  output.close();
  expect(execFileSync('cat', [path], { encoding: 'utf8' })).toBe('one\ntwo\n');
});

test('a directory is none', async () => {
  await expect(StreamOutput.open(folder)).rejects.toMatchObject({ code: 'OUTPUT' });
});

test('a reader that takes nothing keeps nobody waiting once it is closed', async () => {
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const output = await StreamOutput.of('<stdout>', openSync(pipe, 'w'));
  output.write(Buffer.alloc(CHUNKS * CHUNK.length));
  const taken = expect(output.sync()).rejects.toBe(BROKEN_PIPE);
  output.close();
  await taken;
  closeSync(reader);
});
