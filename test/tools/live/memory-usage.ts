/** What the size model makes of a file, and what a live server answers that has loaded it. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeInput } from '../../../src/input.ts';
import { parseServerVersion } from '../../../src/memory/choose-server.ts';
import { MemorySink } from '../../../src/memory/memory-sink.ts';
import { SizeCollector } from '../size-collector.ts';
import type { Installed } from './installed.ts';
import { withServer } from './server.ts';

/** Bytes by key in hexadecimal digits. */
export type Figures = ReadonlyMap<string, number>;

/** Those of database 0 of which a server's figure is no chance. @param types - none: all */
export async function determinedFigures(file: string, name: string, types?: readonly string[]): Promise<Figures> {
  const sizes = new SizeCollector();
  const server = parseServerVersion(name, 'a test');
  await decodeInput(file, new MemorySink(sizes, { server, allocator: 'jemalloc-quantum16' }), { nowMs: Date.now() });
  const all = [...sizes.keys].filter(
    ([id, { type, determined }]) => id.startsWith('0 ') && determined && (types?.includes(type) ?? true),
  );
  return new Map(all.map(([id, { bytes }]) => [id.slice(2), bytes]));
}

/** Where MEMORY USAGE answers something else, once the file is loaded: a line a key. */
export async function differences(installed: Installed, file: string, figures: Figures): Promise<string[]> {
  const take = (folder: string): void => copyFileSync(file, join(folder, 'dump.rdb'));
  const all: string[] = [];
  await withServer(
    installed.program('server'),
    {},
    async ({ client }) => {
      for (const [key, ours] of figures) {
        const name = Buffer.from(key, 'hex');
        const theirs = Number(await client.call('MEMORY', 'USAGE', name, 'SAMPLES', 0));
        if (theirs !== ours) all.push(`${name.toString('latin1')}: ${ours}, the server says ${theirs}`);
      }
    },
    take,
  );
  return all;
}
