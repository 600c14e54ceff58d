/** What the size model says that a file takes is what `used_memory` of a real server grows by when it loads the file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATA_SETS } from '../tools/live/data-sets.ts';
import { measureEmpty, measureGrowth, predictGrowth } from '../tools/live/used-memory.ts';
import { Random } from '../tools/random.ts';
import { saveTo } from '../tools/server.ts';
import { missing, NAMES, serverOf } from './servers.ts';

/** What it may be off, of the whole. */
const TOLERANCE = 0.03;

describe.each(NAMES)('%s', (name) => {
  let folder = '';
  let empty: Promise<number> | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'used-memory-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.skipIf(missing(name)).each(Object.entries(DATA_SETS))(
    `grows by what is said of %s${missing(name)}`,
    async (_kind, commands) => {
      const server = serverOf(name);
      const file = join(folder, 'dump.rdb');
      await saveTo(file, server.program('server'), commands(new Random(1)));
      const { bytes, allocator } = await measureGrowth(server, file, await (empty ??= measureEmpty(server)));
      const { allocated, tables } = await predictGrowth(server, allocator, file);
      expect(Math.abs(allocated + tables - bytes) / bytes).toBeLessThan(TOLERANCE);
    },
  );
});
