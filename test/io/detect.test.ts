import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DecodeError, SourceError } from '../../src/errors.ts';
import { detectSource, openSource } from '../../src/io/detect.ts';
import { fromHex, inPieces, readAll } from './pieces.ts';

const RDB = Buffer.from('REDIS0011\xff\0\0\0\0\0\0\0\0', 'latin1');
const ZSTD_ABC = fromHex('28b52ffd0458190000616263990977ad');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(bytes: Uint8Array | string): string {
  const path = join(folder, 'some.name');
  writeFileSync(path, bytes);
  return path;
}

async function open(path: string, stdin?: Readable) {
  const opened = await openSource(path, stdin === undefined ? {} : { stdin });
  if (opened.format === 'aof-directory') throw new Error('a directory');
  const bytes = await readAll(opened.source);
  await opened.source.close();
  return { format: opened.format, bytes, note: opened.source.note };
}

test.each([
  ['Redis', RDB, 'rdb'],
  ['Valkey', 'VALKEY081', 'rdb'],
  ['cut short', 'RED', 'rdb'],
  ['a command', '*2\r\n$6\r\nSELECT\r\n', 'aof'],
  ['an RDB that commands follow', 'REDIS0009\xfa\x0caof-preamble\xc0\x01\xff', 'aof'],
  ['an annotation', '#TS:1700000000\r\n*1\r\n', 'aof'],
  ['a manifest', 'file appendonly.aof.1.base.rdb seq 1 type b\n', 'manifest'],
] as const)('%s, from a file, a pipe and compressed', async (_name, content, format) => {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  expect(await open(file(bytes))).toEqual({ format, bytes, note: undefined });
  expect(await open('-', Readable.from([bytes]))).toEqual({ format, bytes, note: undefined });
  const note = 'in the decompressed data';
  expect(await open(file(gzipSync(bytes)))).toEqual({ format, bytes, note });
  expect(await open('-', Readable.from([gzipSync(gzipSync(gzipSync(bytes)))]))).toEqual({ format, bytes, note });
});

test('first bytes that come one by one', async () => {
  const { format, source } = await detectSource(inPieces(RDB, 1));
  expect(format).toBe('rdb');
  expect((await readAll(source, 5)).equals(RDB)).toBe(true);
});

test.each([
  ['nothing', '', 'not an RDB or AOF file: it is empty'],
  ['text', 'hello, this is no dump', 'not an RDB or AOF file: it begins with "hello, this is no du"'],
  ['zeros', Buffer.alloc(20), 'not an RDB or AOF file: it begins with zeros'],
  ['an image', fromHex('89504e470d0a1a0a'), 'not an RDB or AOF file: it begins with "\\x89PNG\\r\\n\\x1a\\n"'],
  ['bzip2', 'BZh91AY', 'not an RDB or AOF file: it is compressed with bzip2: decompress it first'],
  ['xz', fromHex('fd377a585a000004'), 'not an RDB or AOF file: it is compressed with xz: decompress it first'],
  [
    'a recorded connection',
    '*1\r\n$4\r\nPING\r\n',
    'not an RDB or AOF file: it begins with PING, as recorded connections do and append-only files never',
  ],
  ['compressed nothing', gzipSync(''), 'what is compressed in it is no RDB or AOF file: it is empty'],
  ['compressed text', ZSTD_ABC, 'what is compressed in it is no RDB or AOF file: it begins with "abc"'],
])('%s is refused', async (_name, content, words) => {
  await expect(openSource(file(content))).rejects.toThrow(new DecodeError('MAGIC', words));
});

test('data of any format, where it is asked for', async () => {
  const opened = await openSource(file('hello'), { anyFormat: true });
  expect(opened.format).toBe('unknown');
  if ('source' in opened) await opened.source.close();
});

test('compressed more than three times is refused', async () => {
  await expect(openSource(file(gzipSync(gzipSync(gzipSync(gzipSync(RDB))))))).rejects.toThrow(
    'compressed more than 3 times',
  );
});

test('a directory is an AOF if it has a manifest', async () => {
  const path = join(folder, 'appendonlydir');
  mkdirSync(path);
  const words = 'is a directory, and none of an AOF: it holds no .manifest file';
  await expect(openSource(path)).rejects.toThrow(new SourceError(words));
  writeFileSync(join(path, 'appendonly.aof.1.incr.aof'), '');
  await expect(openSource(path)).rejects.toThrow('is the directory of a log without its manifest');
  const manifest = join(path, 'appendonly.aof.manifest');
  writeFileSync(manifest, '');
  writeFileSync(join(path, 'temp-appendonly.aof.manifest'), '');
  expect(await openSource(path)).toEqual({ format: 'aof-directory', manifest });
  writeFileSync(join(path, 'other.aof.manifest'), '');
  await expect(openSource(path)).rejects.toThrow('name one of appendonly.aof.manifest, other.aof.manifest');
});

test('what is called a manifest is one, whatever it holds', async () => {
  const path = join(folder, 'broken.manifest');
  writeFileSync(path, 'hello');
  const opened = await openSource(path);
  expect(opened.format).toBe('manifest');
  if ('source' in opened) await opened.source.close();
});

test('a file that is not there', async () => {
  await expect(openSource(join(folder, 'missing'))).rejects.toThrow('cannot open: no such file or directory');
});

test('a compressed file of Valkey 9.2', async () => {
  const plain = '56414c4b4559303831 fe00 fb0100 00016b0176 ff 0000000000000000';
  const path = file(fromHex(`56435301010001 04224d18 6040 82 1c000080 ${plain} 00000000`));
  expect((await open(path)).bytes.equals(fromHex(plain))).toBe(true);
});
