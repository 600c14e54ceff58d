/** What a live server says that it holds is what stands in the RDB file that it saves. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareTruth } from '../tools/compare-truth.ts';
import { FAMILIES } from '../tools/live/commands/families.ts';
import { hasForm } from '../tools/live/commands/form.ts';
import { play } from '../tools/live/play.ts';
import { CALLED } from '../tools/live/program.ts';
import { withServer } from '../tools/live/server.ts';
import { readState } from '../tools/live/state.ts';
import { missing, NAMES, serverOf } from './servers.ts';

const EACH = [
  ['strings', ['strings', 'bits', 'hyperLogLogs']],
  ['lists and sets', ['lists', 'sets']],
  ['hashes', ['hashes']],
  ['sorted sets', ['sortedSets', 'places']],
  ['streams', ['streams', 'groups']],
  ['scripts and functions', ['scripts', 'keys']],
  ['vector sets', ['vectorSets']],
] as const;

describe.each(NAMES)('%s', (name) => {
  test.skipIf(missing(name)).for(EACH)(
    `the saved file holds its %s${missing(name)}`,
    async ([, families], { skip }) => {
      const installed = serverOf(name);
      const knows = families.some((family) => FAMILIES[family].some((form) => hasForm(installed, form)));
      skip(!knows, 'this server has none');
      await withServer(installed.program('server'), { hz: '100' }, async (server) => {
        await play(server, installed, { seed: 1, commands: 500, families });
        const truth = await readState(server.client);
        await server.client.call('SAVE');
        const { stdout, status } = await CALLED.run('dump', join(server.folder, 'dump.rdb'), '--format', 'ndjson');
        expect(status).toBe(0);
        expect(compareTruth(stdout, truth, { nowMs: Date.now(), functions: true }).differences).toEqual([]);
      });
    },
  );
});
