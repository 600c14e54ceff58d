/** What a server saved, carried into a server of the same version in every way: it holds the same as after loading the file itself. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIXTURES } from '../tools/fixture-files.ts';
import { loadOriginal, tryWay, WAYS, type Holding } from '../tools/live/conversions.ts';
import { readOriginals } from '../tools/live/originals.ts';
import { BUILT, CALLED } from '../tools/live/program.ts';
import { missing, NAMES, serverOf } from './servers.ts';

/** Modules of which no server at hand has the code. */
const NEEDS_MODULES = /\/rdb-modules\//;

/** Has something of everything: the built program carries it. */
const VARIED = /\/rdb-values\//;

const ORIGINALS = readOriginals(join(FIXTURES, 'rdb')).filter(({ name }) => !NEEDS_MODULES.test(name));

describe.each(NAMES)('%s', (server) => {
  describe.each(ORIGINALS.filter(({ writer }) => writer === server))('$name', ({ name, path }) => {
    // Loaded once for all ways.
    let original: Promise<Holding> | undefined;
    test.skipIf(missing(server)).each(WAYS)(`by $name${missing(server)}`, async (way) => {
      const target = serverOf(server);
      original ??= loadOriginal(path, target);
      const trip = { file: path, target, program: VARIED.test(name) ? BUILT : CALLED };
      expect(await tryWay(way, trip, await original)).toEqual([]);
    });
  });
});
