/** What a live server answers to MEMORY USAGE for streams and vector sets that it has just loaded is what we work out of the file. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeInput } from '../../src/input.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { MemorySink } from '../../src/memory/memory-sink.ts';
import type { Client } from '../tools/live/client.ts';
import { play } from '../tools/live/play.ts';
import type { FamilyName } from '../tools/live/commands/families.ts';
import { withServer } from '../tools/live/server.ts';
import { SizeCollector } from '../tools/size-collector.ts';
import { missing, NAMES, serverOf } from './servers.ts';

const FAMILIES: readonly FamilyName[] = ['streams', 'groups', 'vectorSets'];
const TYPES = ['stream', 'vectorset'];

describe.each(NAMES)('%s', (name) => {
  test.skipIf(missing(name)).each([1, 2, 3])(`seed %i${missing(name)}`, async (seed) => {
    const installed = serverOf(name);
    const program = installed.program('server');
    await withServer(program, {}, async (filled) => {
      await play(filled, installed, { seed, commands: 2000, families: FAMILIES });
      await filled.client.call('SAVE');
      const file = join(filled.folder, 'dump.rdb');
      const ours = await sizesOf(file, name);
      const take = (folder: string): void => copyFileSync(file, join(folder, 'dump.rdb'));
      await withServer(
        program,
        {},
        async ({ client }) => expect(await answers(client, [...ours.keys()])).toEqual(ours),
        take,
      );
    });
  });
});

/** By key in hexadecimal digits; those of database 0 of which a server's figure is no chance. */
async function sizesOf(file: string, name: string): Promise<Map<string, number>> {
  const sizes = new SizeCollector();
  const server = parseServerVersion(name, 'a test');
  await decodeInput(file, new MemorySink(sizes, { server, allocator: 'jemalloc-quantum16' }), { nowMs: Date.now() });
  const all = [...sizes.keys].filter(
    ([id, { type, determined }]) => id.startsWith('0 ') && determined && TYPES.includes(type),
  );
  expect(all.length).toBeGreaterThan(0);
  return new Map(all.map(([id, { bytes }]) => [id.slice(2), bytes]));
}

async function answers(client: Client, keys: readonly string[]): Promise<Map<string, number>> {
  const all = new Map<string, number>();
  for (const key of keys) {
    all.set(key, Number(await client.call('MEMORY', 'USAGE', Buffer.from(key, 'hex'), 'SAMPLES', 0)));
  }
  return all;
}
