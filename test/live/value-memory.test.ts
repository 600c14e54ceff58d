/** What a live server answers to MEMORY USAGE for values of all sizes that it has just loaded is what we work out of the file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { determinedFigures, differences } from '../tools/live/memory-usage.ts';
import { randomValues } from '../tools/live/random-values.ts';
import { Random } from '../tools/random.ts';
import { saveTo } from '../tools/server.ts';
import { missing, NAMES, serverOf } from './servers.ts';

describe.each(NAMES)('%s', (name) => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'value-memory-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.skipIf(missing(name)).each([1, 2])(`seed %i${missing(name)}`, async (seed) => {
    const installed = serverOf(name);
    const file = join(folder, 'dump.rdb');
    await saveTo(file, installed.program('server'), randomValues(new Random(seed), name !== 'redis-7.0.15'));
    const ours = await determinedFigures(file, name);
    expect(ours.size).toBeGreaterThan(600);
    expect(await differences(installed, file, ours)).toEqual([]);
  });
});
