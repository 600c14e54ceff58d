/** A copy by SCAN and DUMP, and what keyspace notifications add to it. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Source } from '../../../src/io/source.ts';
import { readEntries } from '../../../src/read-entries.ts';
import { ScanSource, type ScanOptions } from '../../../src/replication/scan/scan-source.ts';
import type { LinkEvent } from '../../../src/replication/segment.ts';
import { RequestDecoder } from '../../../src/resp/request.ts';
import { FakeKeyspace, payloadOf, type FakeKeyspaceOptions } from './fake-keyspace.ts';

const NOW = 1_700_000_000_000;
const servers: FakeKeyspace[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(keys: Readonly<Record<string, string>>, options: FakeKeyspaceOptions = {}): Promise<FakeKeyspace> {
  const server = await FakeKeyspace.start(options);
  servers.push(server);
  for (const [key, value] of Object.entries(keys)) server.keys.set(key, value);
  return server;
}

function sourceOf(server: FakeKeyspace, options: Partial<ScanOptions> = {}): ScanSource {
  return new ScanSource({
    name: 'server',
    locate: async () => server.endpoint,
    client: { timeoutMs: 2000 },
    db: undefined,
    follow: false,
    onMissed: 'stop',
    now: () => NOW,
    random: () => 0,
    gatherMs: 0,
    lookMs: 0,
    backoff: { firstMs: 1 },
    ...options,
  });
}

/** Key, value and expiry of what a copy has. */
async function keysOf(source: Source): Promise<[string, string, number | bigint | undefined][]> {
  const keys: [string, string, number | bigint | undefined][] = [];
  for await (const batch of readEntries(source)) {
    for (const { key, value, expireAtMs } of batch) {
      const bytes = value.type === 'string' ? value.value : new Uint8Array();
      keys.push([Buffer.from(key).toString(), Buffer.from(bytes).toString(), expireAtMs]);
    }
  }
  return keys;
}

/** The one segment of a source that does not follow. */
async function copyOf(source: ScanSource): Promise<[string, string, number | bigint | undefined][]> {
  let keys: [string, string, number | bigint | undefined][] = [];
  for await (const segment of source.segments()) keys = await keysOf(segment.source);
  return keys;
}

/** Commands of a feed, one after another; payloads as `payload of` their value. */
async function* commandsOf(source: Source, values: readonly string[]): AsyncGenerator<string> {
  const known = new Map(
    values.map((value) => [Buffer.from(payloadOf(value)).toString('latin1'), `payload of ${value}`]),
  );
  const decoder = new RequestDecoder();
  const room = new Uint8Array(4096);
  for (let got = await source.read(room); got > 0; got = await source.read(room)) {
    decoder.push(room.slice(0, got));
    for (let request = decoder.take(); request !== undefined; request = decoder.take()) {
      const words = request.args.map((arg) => Buffer.from(arg).toString('latin1'));
      yield words.map((word) => known.get(word) ?? word).join(' ');
    }
  }
}

describe('a copy', () => {
  test('has each key once, with value and expiry, though SCAN tells some twice', async () => {
    const server = await start({ a: '1', b: 'two', c: '3', d: '4', e: '5' }, { twice: ['a', 'b'] });
    server.expiries.set('b', 1_800_000_000_123);
    expect(await copyOf(sourceOf(server))).toEqual([
      ['a', '1', undefined],
      ['b', 'two', 1_800_000_000_123],
      ['c', '3', undefined],
      ['d', '4', undefined],
      ['e', '5', undefined],
    ]);
  });

  test('leaves out what is gone before it is read', async () => {
    const server = await start({ a: '1' }, { twice: ['gone'] });
    expect(await copyOf(sourceOf(server))).toEqual([['a', '1', undefined]]);
  });

  test('of nothing is a whole file', async () => {
    expect(await copyOf(sourceOf(await start({})))).toEqual([]);
  });

  test.each<[string, readonly string[], number]>([
    ['PEXPIRETIME', [], 1_700_000_005_000],
    ['PTTL and the time of the server, before 7.0', ['PEXPIRETIME', 'FUNCTION'], 1_700_000_005_123],
    ['PTTL and our own time, where the server does not tell its own', ['PEXPIRETIME', 'TIME'], NOW + 5000],
    ['no transaction, where there are none', ['MULTI'], 1_700_000_005_000],
  ])('knows expiries by %s', async (_how, lacks, want) => {
    const server = await start({ a: '1' }, { lacks });
    server.expiries.set('a', 1_700_000_005_000);
    expect(await copyOf(sourceOf(server))).toEqual([['a', '1', want]]);
  });

  test.each([
    ['allkeys-lru', { idleSeconds: 42 }],
    ['volatile-lfu', { freq: 7 }],
    ['noeviction', {}],
  ])('says of use what a file of the server would: %s', async (policy, want) => {
    const source = sourceOf(await start({ a: '1' }, { policy }));
    for await (const segment of source.segments()) {
      for await (const [entry] of readEntries(segment.source)) expect(entry).toMatchObject(want);
    }
  });

  test('reads no key that is not wanted', async () => {
    const server = await start({ a: '1', b: '2' });
    const wanted = (_db: number, key: Uint8Array): boolean => Buffer.from(key).toString() === 'b';
    expect(await copyOf(sourceOf(server, { wanted }))).toEqual([['b', '2', undefined]]);
    expect(server.requests.filter(([name, key]) => name === 'DUMP' && key === 'a')).toEqual([]);
  });

  test.each(['SCAN', 'DUMP'])('is refused where %s is, and says what is needed', async (command) => {
    const server = await start({ a: '1' }, { denies: [command] });
    await expect(copyOf(sourceOf(server))).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(
          `no permissions to run the '${command.toLowerCase()}' command; --scan needs \\+scan \\+dump \\+pttl`,
        ),
      ),
    });
  });

  test('that is stopped is not whole', async () => {
    const source = sourceOf(await start({ a: '1' }));
    const kinds: string[] = [];
    for await (const segment of source.segments()) {
      kinds.push(segment.kind);
      source.stop();
      await expect(keysOf(segment.source)).rejects.toMatchObject({ code: 'LINK' });
    }
    expect(kinds).toEqual(['snapshot']);
  });
});

describe('following', () => {
  test('tells of a key as it is when it is read, or that it is gone', async () => {
    const server = await start({ a: '1', b: '2' });
    const source = sourceOf(server, { follow: true });
    const told: string[] = [];
    for await (const segment of source.segments()) {
      if (segment.kind === 'snapshot') await keysOf(segment.source);
      else {
        expect(segment.from).toEqual({ replid: source.replid, offset: 0, db: 0 });
        server.expiries.set('a', 1_800_000_000_000);
        server.change('a', 'new');
        server.change('b', undefined);
        for await (const command of commandsOf(segment.source, ['new'])) {
          told.push(command);
          if (command.startsWith('UNLINK')) source.stop();
        }
      }
    }
    expect(told.filter((command) => command !== 'SELECT 0')).toEqual([
      'RESTORE a 1800000000000 payload of new REPLACE ABSTTL',
      'UNLINK b',
    ]);
  });

  test('misses nothing that changes while the copy is made', async () => {
    const server = await start({ a: '1' });
    const source = sourceOf(server, { follow: true });
    const told: string[] = [];
    for await (const segment of source.segments()) {
      if (segment.kind === 'snapshot') {
        expect(await keysOf(segment.source)).toEqual([['a', '1', undefined]]);
        server.change('a', 'later');
        await server.until(([name]) => name === 'DUMP');
      } else {
        for await (const command of commandsOf(segment.source, ['later'])) {
          told.push(command);
          if (command.startsWith('RESTORE')) source.stop();
        }
      }
    }
    expect(told).toEqual(['SELECT 0', 'RESTORE a 0 payload of later REPLACE ABSTTL']);
  });

  test.each<[string, (server: FakeKeyspace) => void, RegExp]>([
    ['FLUSHALL', (server) => server.calls.set('flushall', 1), /a database was flushed or swapped/],
    ['SWAPDB', (server) => server.calls.set('swapdb', 1), /a database was flushed or swapped/],
    ['a lost connection', (server) => server.cutSubscribers(), /the connection to 127\.0\.0\.1:\d+ is lost/],
  ])('begins anew after %s, if it may', async (_what, happen, why) => {
    const server = await start({ a: '1' });
    const events: LinkEvent[] = [];
    const source = sourceOf(server, { follow: true, onMissed: 'resync', onEvent: (event) => events.push(event) });
    const kinds: string[] = [];
    for await (const segment of source.segments()) {
      kinds.push(segment.kind);
      if (kinds.length === 4) source.stop();
      else if (kinds.length === 2) happen(server);
      if (segment.kind === 'snapshot') await keysOf(segment.source);
      else for await (const _ of commandsOf(segment.source, []));
    }
    expect(kinds).toEqual(['snapshot', 'feed', 'snapshot', 'feed']);
    const lost = events.find(({ kind }) => kind === 'lost');
    expect(lost?.kind === 'lost' && lost.error.message).toMatch(why);
  });

  test('ends where changes were missed, unless it may copy everything anew', async () => {
    const server = await start({ a: '1' });
    const run = async (): Promise<void> => {
      for await (const segment of sourceOf(server, { follow: true }).segments()) {
        if (segment.kind === 'snapshot') await keysOf(segment.source);
        else {
          server.calls.set('flushdb', 1);
          for await (const _ of commandsOf(segment.source, []));
        }
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'BACKLOG', message: expect.stringMatching(/--resync/) });
  });

  test('ends while it waits to copy everything anew', async () => {
    const server = await start({ a: '1' });
    const source: ScanSource = sourceOf(server, {
      follow: true,
      onMissed: 'resync',
      backoff: { firstMs: 3_600_000, mostMs: 3_600_000 },
      onEvent: ({ kind }) => kind === 'lost' && setImmediate(() => source.stop()),
    });
    const kinds: string[] = [];
    for await (const segment of source.segments()) {
      kinds.push(segment.kind);
      if (segment.kind === 'snapshot') await keysOf(segment.source);
      else {
        server.calls.set('flushdb', 1);
        for await (const _ of commandsOf(segment.source, []));
      }
    }
    expect(kinds).toEqual(['snapshot', 'feed']);
  });

  test('brings new functions', async () => {
    const server = await start({});
    const source = sourceOf(server, { follow: true });
    for await (const segment of source.segments()) {
      if (segment.kind === 'snapshot') await keysOf(segment.source);
      else {
        server.calls.set('function|load', 1);
        for await (const command of commandsOf(segment.source, [])) {
          expect(command).toMatch(/^FUNCTION RESTORE .* FLUSH$/s);
          source.stop();
        }
      }
    }
  });

  test('needs notifications, and says how to have them', async () => {
    const server = await start({}, { notifications: 'gx' });
    await expect(copyOf(sourceOf(server, { follow: true }))).rejects.toMatchObject({
      code: 'DENIED',
      message: expect.stringMatching(/notify-keyspace-events is "gx"\): CONFIG SET notify-keyspace-events KA/),
    });
  });

  test('switches them on where it is told to', async () => {
    const server = await start({}, { notifications: '' });
    const notes: string[] = [];
    const source = sourceOf(server, { follow: true, setNotifications: true, onNote: (text) => notes.push(text) });
    for await (const segment of source.segments()) {
      source.stop();
      await expect(keysOf(segment.source)).rejects.toMatchObject({ code: 'LINK' });
    }
    expect(server.notifications).toBe('KA');
    expect(notes.at(-1)).toMatch(/was "", is "KA" now/);
  });
});
