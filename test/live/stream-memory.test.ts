/** What a live server answers to MEMORY USAGE for streams and vector sets that it has just loaded is what we work out of the file. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { determinedFigures, differences } from '../tools/live/memory-usage.ts';
import { play } from '../tools/live/play.ts';
import type { FamilyName } from '../tools/live/commands/families.ts';
import { withServer } from '../tools/live/server.ts';
import { missing, NAMES, serverOf } from './servers.ts';

const FAMILIES: readonly FamilyName[] = ['streams', 'groups', 'vectorSets'];
const TYPES = ['stream', 'vectorset'];

describe.each(NAMES)('%s', (name) => {
  test.skipIf(missing(name)).each([1, 2, 3])(`seed %i${missing(name)}`, async (seed) => {
    const installed = serverOf(name);
    await withServer(installed.program('server'), {}, async (filled) => {
      await play(filled, installed, { seed, commands: 2000, families: FAMILIES });
      await filled.client.call('SAVE');
      const file = join(filled.folder, 'dump.rdb');
      const ours = await determinedFigures(file, name, TYPES);
      expect(ours.size).toBeGreaterThan(0);
      expect(await differences(installed, file, ours)).toEqual([]);
    });
  });
});
