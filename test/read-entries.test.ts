/** readEntries: batches, parts, ends and errors. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import {
  DecodeError,
  RdbToolError,
  readDumpPayload,
  readEntries,
  readRecords,
  SourceError,
  type Entry,
} from '../src/index.ts';
import type { Source } from '../src/io/source.ts';
import { command } from './aof/log-events.ts';
import { inPieces } from './io/pieces.ts';
import { FIXTURES, rdbFiles } from './tools/files.ts';
import { writeRdb, type PlainEntry, type PlainValue } from './tools/rdb-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (value: string): Buffer => Buffer.from(value);
const many = (count: number): PlainEntry[] =>
  Array.from({ length: count }, (_, i) => ({ key: text(`key:${i}`), value: { type: 'string', value: text(`v${i}`) } }));

async function collect<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** A source of `bytes` that counts what is read of it, and says when it is closed. */
class WatchedSource implements Source {
  readonly name = 'watched';
  readonly size: number;
  readonly seekable = true;
  position = 0;
  closed = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.size = bytes.length;
  }

  read(into: Uint8Array): number {
    const piece = this.bytes.subarray(this.position, this.position + Math.min(into.length, 65_536));
    into.set(piece);
    this.position += piece.length;
    return piece.length;
  }

  seek(offset: number): void {
    this.position = offset;
  }

  close(): void {
    this.closed++;
  }
}

describe('inputs', () => {
  const file = writeRdb(many(3));
  const path = join(folder, 'three.rdb');
  writeFileSync(path, file);

  test.each([
    ['a path', () => path],
    ['bytes', () => file],
    ['a Readable', () => Readable.from([file.subarray(0, 20), file.subarray(20)])],
    ['a source', () => new WatchedSource(file)],
    ['gzipped bytes', () => gzipSync(file)],
  ])('%s', async (_name, input) => {
    const entries = await collect(readEntries(input()));
    expect(entries.map(({ key }) => Buffer.from(key).toString())).toEqual(['key:0', 'key:1', 'key:2']);
  });

  test('an entry is a plain object', async () => {
    const [entry] = await collect(readEntries(writeRdb([{ ...many(1)[0], expireAtMs: 1234 } as PlainEntry])));
    expect(entry).toEqual({
      kind: 'entry',
      db: 0,
      key: new Uint8Array(text('key:0')),
      value: { type: 'string', value: new Uint8Array(text('v0')) },
      encoding: 'raw',
      expireAtMs: 1234,
      offset: 11,
      part: 0,
      last: true,
    });
  });

  test('no such file', async () => {
    await expect(collect(readEntries(join(folder, 'none')))).rejects.toThrow(SourceError);
  });
});

describe('batches', () => {
  test('hold 64 to 4096 entries, and the rest', async () => {
    const sizes: number[] = [];
    for await (const batch of readEntries(inPieces(writeRdb(many(20_000)), 256))) sizes.push(batch.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(20_000);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(64);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4096);
  });

  test('nothing is read ahead of who takes them', async () => {
    const source = new WatchedSource(writeRdb(many(200_000)));
    const batches = readEntries(source);
    await batches.next();
    expect(source.position).toBeLessThan(source.size / 4);
    await batches.return();
  });

  test.each([1, 7, 4096])('pieces of %i bytes give the same entries', async (size) => {
    const file = writeRdb(many(500));
    expect(await collect(readEntries(inPieces(file, size)))).toEqual(await collect(readEntries(file)));
  });

  const fixtures = rdbFiles(FIXTURES).slice(0, 40);
  test.each(fixtures)('pieces of 7 bytes of %s', async (path) => {
    const bytes = readFileSync(path);
    const outcome = (batches: AsyncIterable<Entry[]>): Promise<unknown> => collect(batches).catch(({ code }) => code);
    expect(await outcome(readEntries(inPieces(bytes, 7), { size: bytes.length }))).toEqual(
      await outcome(readEntries(path)),
    );
  });
});

describe('parts of long entries', () => {
  const numbers = Array.from({ length: 5000 }, (_, i) => text(`element ${i}`));
  const fields = numbers.map((field) => ({ field, value: text('x') }));
  const members = numbers.map((member, score) => ({ member, score }));

  test.each<[string, PlainValue]>([
    ['string', { type: 'string', value: Buffer.alloc(3_000_000, 'abc') }],
    ['list', { type: 'list', items: numbers }],
    ['set', { type: 'set', members: numbers }],
    ['zset', { type: 'zset', members }],
    ['hash', { type: 'hash', fields }],
  ])('of a %s hold it in order', async (_type, value) => {
    const file = writeRdb([{ key: text('long'), value }, ...many(1)]);
    const entries = await collect(readEntries(inPieces(file, 4096), { maxEntryBytes: 50_000 }));
    const parts = entries.filter(({ key }) => key.length === 4);
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_, i) => i));
    expect(parts.map(({ last }) => last)).toEqual(parts.map((_, i) => i === parts.length - 1));
    const [whole] = await collect(readEntries(file));
    expect(elements(parts)).toEqual(whole === undefined ? undefined : elements([whole]));
    expect(entries.length).toBe(parts.length + 1);
  });

  /** What values consist of, one behind the other; of strings, their bytes. */
  function elements(entries: readonly Entry[]): Buffer | readonly unknown[] {
    const strings = entries.flatMap(({ value }) => (value.type === 'string' ? [value.value] : []));
    return strings.length > 0 ? Buffer.concat(strings) : entries.flatMap(elementsOf);
  }

  function elementsOf({ value }: Entry): readonly unknown[] {
    if (value.type === 'list') return value.items;
    if (value.type === 'hash') return value.fields;
    return value.type === 'set' || value.type === 'zset' ? value.members : [];
  }
});

describe('ends', () => {
  test('leaving the loop closes the input', async () => {
    const source = new WatchedSource(writeRdb(many(100_000)));
    for await (const batch of readEntries(source)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(source.closed).toBe(1);
  });

  test('the end closes the input', async () => {
    const source = new WatchedSource(writeRdb(many(10)));
    await collect(readEntries(source));
    expect(source.closed).toBe(1);
  });

  test('what comes before the damage is handed out first', async () => {
    const file = writeRdb(many(1000));
    const source = new WatchedSource(file.subarray(0, file.length - 15));
    const entries: Entry[] = [];
    const reading = (async () => {
      for await (const batch of readEntries(source)) entries.push(...batch);
    })();
    await expect(reading).rejects.toThrow(DecodeError);
    await expect(reading).rejects.toMatchObject({ code: 'TRUNCATED' });
    expect(entries.length).toBe(999);
    expect(source.closed).toBe(1);
  });
});

test('readRecords gives everything in its order', async () => {
  const records = await collect(readRecords(writeRdb(many(1))));
  expect(records.map(({ kind }) => kind)).toEqual(['header', 'select-db', 'entry', 'eof']);
  expect(records[0]).toEqual({ kind: 'header', format: 'rdb', version: 11, dialect: 'redis', offset: 0 });
});

describe('readDumpPayload', () => {
  // DUMP of SET k hello, redis 7.0, without its checksum.
  const payload = Buffer.from('000568656c6c6f0a000000000000000000', 'hex');

  test('gives the value and the version', () => {
    expect(readDumpPayload(payload)).toEqual({
      value: { type: 'string', value: new Uint8Array(text('hello')) },
      encoding: 'raw',
      version: 10,
      dialect: 'redis',
    });
  });

  test('a wrong checksum is refused', () => {
    const damaged = Buffer.from(payload);
    damaged[payload.length - 1] = 1;
    expect(() => readDumpPayload(damaged)).toThrow(DecodeError);
  });

  test('a value stays when others are read, and when they are damaged', () => {
    const other = Buffer.from(payload.toString('latin1').replace('hello', 'HELLO'), 'latin1');
    const first = readDumpPayload(payload);
    const second = readDumpPayload(other);
    expect(() => readDumpPayload(other.subarray(1))).toThrow(RdbToolError);
    const third = readDumpPayload(payload);
    const texts = [first, second, third].map(
      ({ value }) => value.type === 'string' && Buffer.from(value.value).toString(),
    );
    expect(texts).toEqual(['hello', 'HELLO', 'hello']);
  });
});

describe('a log', () => {
  const log = `${command('SELECT', '2')}#TS:7\r\n# note\r\n${command('SET', 'k', 'v')}`;

  test('as records: its commands', async () => {
    const records = await collect(readRecords(text(log)));
    expect(records).toEqual([
      { kind: 'header', format: 'aof', version: undefined, dialect: 'redis', offset: 0 },
      { kind: 'command', db: 0, args: [text('SELECT'), text('2')].map((arg) => Uint8Array.from(arg)), offset: 0 },
      { kind: 'annotation', text: Uint8Array.from(text(' note')), offset: 30 },
      {
        kind: 'command',
        db: 2,
        args: ['SET', 'k', 'v'].map((arg) => Uint8Array.from(text(arg))),
        timestampMs: 7000,
        offset: 38,
      },
      { kind: 'eof', checksum: 'none', bytes: 65, offset: 65 },
    ]);
  });

  test('as entries: the keys it leaves', async () => {
    const [entry, ...more] = await collect(readEntries(text(log)));
    expect(entry).toMatchObject({ db: 2, value: { type: 'string', value: Uint8Array.from(text('v')) }, last: true });
    expect(more).toEqual([]);
  });

  test('cut: its records come before the error', async () => {
    const records: unknown[] = [];
    const reading = async (): Promise<void> => {
      for await (const batch of readRecords(text(log.slice(0, -1)))) records.push(...batch);
    };
    await expect(reading()).rejects.toThrow(DecodeError);
    expect(records).toHaveLength(3);
    expect(await collect(readRecords(text(log.slice(0, -1)), { allowTruncated: true }))).toHaveLength(4);
  });

  test('is closed when it is left early', async () => {
    const source = new WatchedSource(text(command('SET', 'k', 'v').repeat(100_000)));
    for await (const batch of readRecords(source)) if (batch.length > 0) break;
    expect(source.closed).toBe(1);
    expect(source.position).toBeLessThan(source.size);
  });
});
