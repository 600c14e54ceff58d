/**
 * A server with the patch to what another one holds: it holds the same. The seed stands in the name of the test: SEED=7 runs
 * that one alone.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { Patching } from '../tools/live/patching.ts';
import { missing, NAMES, serverOf } from './servers.ts';

const PAIRS = Number(process.env['LIVE_PAIRS'] ?? 70);
const SEEDS =
  process.env['SEED'] === undefined ? Array.from({ length: PAIRS }, (_, i) => i + 1) : [Number(process.env['SEED'])];
/** Three of four are a data set and what some commands made of it. */
const RUNS = SEEDS.map((seed) => {
  const mutated = seed % 4 !== 0;
  return { seed, mutated, how: mutated ? 'changed' : 'another' };
});

describe.each(NAMES)('%s', (name) => {
  let patching: Promise<Patching> | undefined;
  afterAll(async () => (await patching)?.stop());

  test.skipIf(missing(name)).each(RUNS)(`seed $seed, $how${missing(name)}`, async ({ seed, mutated }) => {
    patching ??= Patching.start(serverOf(name));
    expect(await (await patching).tryPatch({ seed, mutated })).toEqual([]);
  });
});
