/** What a server's `used_memory` grows by when it loads a file, and what the size model says of it. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeInput } from '../../../src/input.ts';
import { parseAllocator, type AllocatorName } from '../../../src/memory/allocator.ts';
import { parseServerVersion } from '../../../src/memory/choose-server.ts';
import { MemorySink } from '../../../src/memory/memory-sink.ts';
import type { SizedDatabase, SizeSink } from '../../../src/memory/sized-key.ts';
import type { Client } from './client.ts';
import type { Installed } from './installed.ts';
import { asMap, asText } from './reply-fields.ts';
import { withServer, type Settings } from './server.ts';

export interface Growth {
  readonly bytes: number;
  /** The allocator that the server is linked with. */
  readonly allocator: AllocatorName;
}

/** Servers move tables and give back memory so many times a second. */
const SETTINGS: Settings = { hz: '100' };
/** In which they do so more than once. */
const PAUSE_MS = 30;
/** For a server that moves tables of millions of keys, a millisecond at a time. */
const PATIENCE_MS = 120_000;

/** `used_memory` of a server that holds nothing. */
export function measureEmpty(server: Installed): Promise<number> {
  return withServer(server.program('server'), SETTINGS, ({ client }) => usedAtRest(client));
}

/** What the server holds with the file less what it holds without, once it has come to rest. */
export function measureGrowth(server: Installed, file: string, empty: number): Promise<Growth> {
  return withServer(
    server.program('server'),
    SETTINGS,
    async ({ client }) => ({
      bytes: (await usedAtRest(client)) - empty,
      allocator: allocatorOf(await info(client, 'mem_allocator')),
    }),
    (folder) => copyFileSync(file, join(folder, 'dump.rdb')),
  );
}

/** What the size model says that it grows by: of keys and of tables. */
export async function predictGrowth(
  server: Installed,
  allocator: AllocatorName,
  file: string,
): Promise<Pick<SizedDatabase, 'allocated' | 'tables'>> {
  const sums = { allocated: 0, tables: 0 };
  const sizes: SizeSink = {
    open() {},
    begin() {},
    aux() {},
    key() {},
    strings() {},
    database({ allocated, tables }) {
      sums.allocated += allocated;
      sums.tables += tables;
    },
    end() {},
  };
  const model = parseServerVersion(server.name, 'the server');
  await decodeInput(file, new MemorySink(sizes, { server: model, allocator }));
  return sums;
}

/** `used_memory` when it no longer changes, and no database moves to a larger table. */
async function usedAtRest(client: Client): Promise<number> {
  const until = Date.now() + PATIENCE_MS;
  let before = NaN;
  for (;;) {
    const used = Number(await info(client, 'used_memory'));
    if (used === before && !(await rehashes(client))) return used;
    if (Date.now() > until) throw new Error(`used_memory is not at rest: ${before}, then ${used}`);
    before = used;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Versions that do not tell have made their tables as large as need be. */
async function rehashes(client: Client): Promise<boolean> {
  const dicts = asMap(await client.call('MEMORY', 'STATS')).get('db.dict.rehashing.count');
  return dicts !== undefined && dicts !== 0n;
}

async function info(client: Client, name: string): Promise<string> {
  const line = new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(asText(await client.call('INFO', 'memory')))?.[1];
  if (line === undefined) throw new Error(`INFO memory has no ${name}`);
  return line;
}

/** The servers that get-server fetches are Debian's, with the system's jemalloc. */
function allocatorOf(told: string): AllocatorName {
  const version = /^jemalloc-(\S+)/.exec(told)?.[1];
  return parseAllocator(version === undefined ? told : `jemalloc-quantum16-${version}`, 'mem_allocator');
}
