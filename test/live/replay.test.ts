/**
 * Random write commands on a real server; its log, replayed, gives what the server holds. With FUZZ set, one long run a server.
 * The seed stands in the name of the test: SEED=7 runs that one alone.
 */
import { describe, expect, test } from 'vitest';
import { SHAPES, tryReplay } from '../tools/live/replay.ts';
import { missing, NAMES, serverOf } from './servers.ts';

const setting = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const FUZZ = process.env['FUZZ'] !== undefined;
const COMMANDS = FUZZ ? setting('FUZZ_COMMANDS', 100_000) : setting('LIVE_COMMANDS', 3000);
const SEEDS =
  process.env['SEED'] === undefined
    ? Array.from({ length: FUZZ ? 1 : setting('LIVE_SEEDS', 20) }, (_, i) => i + 1)
    : [setting('SEED', 1)];

const RUNS = SEEDS.map((seed) => {
  const shape = SHAPES[seed % SHAPES.length];
  if (shape === undefined) throw new Error('a log without a shape');
  return { seed, shape, log: shape.name };
});

describe.each(NAMES)('%s', (name) => {
  test.skipIf(missing(name)).each(RUNS)(
    `a log of ${COMMANDS} random commands, seed $seed, $log, replayed${missing(name)}`,
    async ({ seed, shape }) => {
      expect(await tryReplay(serverOf(name), shape, seed, COMMANDS)).toEqual([]);
    },
    120_000 + COMMANDS * 20,
  );
});
