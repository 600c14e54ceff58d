import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { openStdin } from '../../src/io/stdin.ts';
import { StreamSource } from '../../src/io/stream.ts';
import { readAll } from './pieces.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('pieces come out in order, whatever their size and the room for them', async () => {
  for (const room of [1, 3, 100]) {
    const source = new StreamSource('pipe', Readable.from([Buffer.from('abcde'), Buffer.alloc(0), Buffer.from('fg')]));
    expect((await readAll(source, room)).toString()).toBe('abcdefg');
    expect(await source.read(new Uint8Array(1))).toBe(0);
  }
});

test('a stream that fails is a SourceError', async () => {
  const stream = new PassThrough();
  const source = new StreamSource('pipe', stream);
  const reading = source.read(new Uint8Array(10));
  stream.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  await expect(reading).rejects.toThrow(new SourceError('cannot read: ECONNRESET'));
});

test('closing ends a stream that never gives anything', async () => {
  const stream = new PassThrough();
  const source = new StreamSource('pipe', stream);
  const reading = source.read(new Uint8Array(10));
  await source.close();
  expect(stream.destroyed).toBe(true);
  await expect(reading).rejects.toThrow('cannot read');
});

test('standard input that is a file is read as one, from where it stands', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'headREDIS0011');
  const fd = openSync(path, 'r');
  if (process.platform === 'linux') readSync(fd, new Uint8Array(4));
  const source = openStdin(Object.assign(new PassThrough(), { fd }));
  expect(source.seekable).toBe(true);
  const whole = (await readAll(source)).toString();
  expect(whole.endsWith('REDIS0011')).toBe(true);
  expect(whole.length).toBe(source.size);
  source.seek(0);
  expect((await readAll(source)).toString()).toBe(whole);
  await source.close();
  // It was not ours to close.
  closeSync(fd);
});
