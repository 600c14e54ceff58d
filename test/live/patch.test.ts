/**
 * A server with the patch to what another one holds: it holds the same. The seed stands in the name of the test: SEED=7 runs
 * that one alone.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { Patching, type PairKind } from '../tools/live/patching.ts';
import { missing, NAMES, serverOf } from './servers.ts';

const PAIRS = Number(process.env['LIVE_PAIRS'] ?? 10);
const SEEDS =
  process.env['SEED'] === undefined ? Array.from({ length: PAIRS }, (_, i) => i + 1) : [Number(process.env['SEED'])];
/** Most are a data set and what some commands made of it. */
const KINDS: readonly PairKind[] = ['changed', 'changed', 'another', 'changed', 'changed', 'another', 'large'];
const RUNS = SEEDS.map((seed) => ({ seed, kind: KINDS[seed % KINDS.length] ?? 'changed' }));

describe.each(NAMES)('%s', (name) => {
  let patching: Promise<Patching> | undefined;
  afterAll(async () => (await patching)?.stop());

  test.skipIf(missing(name)).each(RUNS)(`seed $seed, $kind${missing(name)}`, async (pair) => {
    patching ??= Patching.start(serverOf(name));
    expect(await (await patching).tryPatch(pair)).toEqual([]);
  });
});
