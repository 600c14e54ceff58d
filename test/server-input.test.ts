/** Servers as inputs: what a master sends to replicas, read where files are. */
import { afterEach, describe, expect, test } from 'vitest';
import { diff } from '../src/diff-inputs.ts';
import { NullChanges } from '../src/diff/null-changes.ts';
import { addressText } from '../src/connection/endpoint.ts';
import { NullSink } from '../src/model/null-sink.ts';
import type { SourceHeader } from '../src/model/sink.ts';
import { decodeInput, openInput } from '../src/input.ts';
import { MemorySource } from '../src/io/memory.ts';
import { runDiff } from '../src/comparison/run-diff.ts';
import type { DiffInput } from '../src/comparison/twice-read.ts';
import type { ChangedKey } from '../src/diff/change.ts';
import { DEFAULT_DIFF_OPTIONS } from '../src/diff/diff-options.ts';
import { readEntries } from '../src/read-entries.ts';
import { FakeKeyspace } from './replication/scan/fake-keyspace.ts';
import { FakeMaster, type FakeMasterOptions } from './tools/fake-master.ts';
import { writeRdb } from './tools/rdb-writer.ts';

const servers: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

function fileOf(keys: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(keys).map(([key, value]) => ({
    key: Buffer.from(key),
    value: { type: 'string', value: Buffer.from(value) } as const,
  }));
  return writeRdb(entries);
}

async function start(options: FakeMasterOptions): Promise<{ master: FakeMaster; url: string }> {
  const master = await FakeMaster.start(options);
  servers.push(master);
  return { master, url: `redis://${addressText(master.endpoint.address)}` };
}

async function keysOf(url: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const batch of readEntries(url)) {
    for (const { db, key } of batch) keys.push(`${db}/${Buffer.from(key).toString()}`);
  }
  return keys;
}

describe('a server', () => {
  const snapshot = fileOf({ a: '1', b: '2' });

  test.each<[string, FakeMasterOptions]>([
    ['with the size in front', { form: 'size' }],
    ['with a mark behind', { form: 'mark' }],
    ['in small pieces', { form: 'mark', pieces: [1, 7, 3] }],
    ['before 2.8', { old: true }],
  ])('sends its data set %s', async (_how, options) => {
    const { url } = await start({ snapshot, ...options });
    expect(await keysOf(url)).toEqual(['0/a', '0/b']);
  });

  test('is asked for the data set alone', async () => {
    const { master, url } = await start({ snapshot });
    await keysOf(url);
    expect(master.requests.map((words) => words.join(' '))).toEqual([
      'PING',
      'REPLCONF capa eof capa psync2',
      'REPLCONF version 9.0.0',
      'REPLCONF rdb-only 1',
      'PSYNC ? -1',
    ]);
  });

  test('that does not know rdb-only sends commands behind it, which are left', async () => {
    const answer = (words: readonly string[]): string | undefined =>
      words[1] === 'rdb-only' ? '-ERR Unrecognized REPLCONF option: rdb-only\r\n' : undefined;
    const { master, url } = await start({ snapshot, answer });
    master.append('*1\r\n$4\r\nPING\r\n');
    expect(await keysOf(url)).toEqual(['0/a', '0/b']);
  });

  test('is told apart from files by its header', async () => {
    const headers: SourceHeader[] = [];
    class Headers extends NullSink {
      override begin(header: SourceHeader): void {
        headers.push(header);
      }
    }
    const { url } = await start({ snapshot });
    await decodeInput(url, new Headers());
    expect(headers).toEqual([{ format: 'psync', version: 11, dialect: 'redis', offset: 0 }]);
  });

  test.each([
    ['/0', ['0/a', '0/b']],
    ['/1', []],
  ])('is asked for one database by its URL: %s', async (path, want) => {
    const { url } = await start({ snapshot });
    expect(await keysOf(url + path)).toEqual(want);
  });

  test.each<[string, FakeMasterOptions['answer'], string, RegExp]>([
    ['loads', ([name]) => (name === 'PING' ? '-LOADING loading\r\n' : undefined), 'BUSY', /LOADING/],
    ['may not be replicated', ([name]) => (name === 'PSYNC' ? '-NOPERM no\r\n' : undefined), 'DENIED', /--scan/],
    [
      'knows no such commands',
      ([name]) => (name === 'PSYNC' || name === 'SYNC' ? '-ERR unknown command\r\n' : undefined),
      'DENIED',
      /--scan/,
    ],
    [
      'cannot save',
      ([name]) => (name === 'PSYNC' ? `+FULLRESYNC ${'a'.repeat(40)} 0\r\n-ERR no\r\n` : undefined),
      'BUSY',
      /no snapshot/,
    ],
  ])('that %s says so', async (_what, answer, code, message) => {
    const { url } = await start({ snapshot, ...(answer === undefined ? {} : { answer }) });
    await expect(keysOf(url)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('that is lost before the end is no end', async () => {
    const cut = `+FULLRESYNC ${'a'.repeat(40)} 0\r\n$${snapshot.length}\r\n${snapshot.subarray(0, -12).toString('latin1')}`;
    const { master, url } = await start({ snapshot, answer: ([name]) => (name === 'PSYNC' ? cut : undefined) });
    const read = keysOf(url);
    await master.until(() => master.requests.some(([name]) => name === 'PSYNC'));
    master.cut();
    await expect(read).rejects.toMatchObject({ code: 'LINK' });
  });

  test('by SCAN is read like any other', async () => {
    const server = await FakeKeyspace.start();
    servers.push(server);
    server.keys.set('a', '1').set('b', '2');
    const notes: string[] = [];
    const keys: string[] = [];
    const url = `redis://${addressText(server.endpoint.address)}`;
    for await (const batch of readEntries(url, { scan: { count: 10 }, onNote: (text) => notes.push(text) })) {
      keys.push(...batch.map(({ key }) => Buffer.from(key).toString()));
    }
    expect(keys).toEqual(['a', 'b']);
    expect(notes).toEqual([expect.stringMatching(/of no point in time/)]);
    expect(server.requests).toContainEqual(['SCAN', '0', 'COUNT', '10']);
  });
});

describe('a comparison', () => {
  test('takes servers and files', async () => {
    const { url: a } = await start({ snapshot: fileOf({ a: '1', b: '2', c: '3' }), form: 'mark' });
    const { url: b } = await start({ snapshot: fileOf({ c: '4', a: '1', d: '5' }) });
    const totals = { same: 1, removed: 1, changed: 1, added: 1 };
    expect(await diff(a, b, new NullChanges('keys'))).toMatchObject(totals);
    expect(await diff(a, fileOf({ c: '4', a: '1', d: '5' }), new NullChanges('keys'))).toMatchObject(totals);
  });

  test('takes the shards of a cluster for one side', async () => {
    const shards = [fileOf({ a: '1', b: 'old' }), fileOf({ c: '3', d: 'old' })].map((file) => new MemorySource(file));
    const [first, ...others] = shards;
    if (first === undefined) throw new Error('there are two');
    const side: DiffInput = {
      name: 'cluster',
      open: async () => ({ format: 'psync', header: 'psync', sources: [first, ...others], db: undefined }),
      rereadable: false,
    };
    const whole: DiffInput = {
      name: 'file',
      open: () => openInput(fileOf({ d: 'new', c: '3', b: 'new', a: '1' })),
      rereadable: false,
    };
    const changed: string[] = [];
    class Changed extends NullChanges {
      override changed({ a }: ChangedKey): void {
        changed.push(Buffer.from(a.key).toString());
      }
    }
    const { totals } = await runDiff([side], [whole], new Changed('elements'), {
      diff: DEFAULT_DIFF_OPTIONS,
      memoryBytes: 1 << 20,
      content: () => ({}),
    });
    expect(totals).toMatchObject({ same: 2, changed: 2, removed: 0, added: 0 });
    expect(changed.sort()).toEqual(['b', 'd']);
  });
});
