/** A shard's commands for files, which are each what the shard is, and for other targets, which have all shards in one order. */
import { expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { gatedFrontOf, type GateSink } from '../../src/delivery/gated-front.ts';
import { CommandRows } from '../../src/delivery/shards/command-rows.ts';
import { newStatus } from '../../src/delivery/status.ts';
import type { Target } from '../../src/delivery/target.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import { CommandLines } from '../filter/feed/through.ts';
import { FakeTarget } from './fake-target.ts';

/** Lets nothing through. */
class ClosedGate extends NullSink implements GateSink {
  readonly told = undefined;
  readonly command = (): void => {};

  async beginSnapshot(): Promise<void> {}
  settle(): undefined {}
}

test.each([
  ['a file', [true], [['SET a 1']]],
  ['a server', [false], [[]]],
  ['both', [true, false], [['SET a 1'], []]],
])('%s: what a gate holds back is held back from those that are together', async (_name, kinds, expected) => {
  const lanes = await Promise.all(
    kinds.map(async (apart): Promise<readonly [Target, CommandLines, Awaited<ReturnType<Target['lane']>>]> => {
      const target = Object.assign(new FakeTarget(), { apart });
      const sink = new CommandLines();
      const lane = Object.assign(await target.lane({ id: '', name: '' }, undefined), { sink });
      return [target, sink, lane];
    }),
  );
  const status = newStatus(0);
  const { sink, gate } = gatedFrontOf(
    { gate: () => new ClosedGate() },
    lanes.map(([target, , lane]) => [target, lane] as const),
    { filters: undefined, maps: undefined, status },
  );
  const arena = new Arena();
  sink.open(arena);
  const rows = new CommandRows(arena).put(['SET', 'a', '1'].map((word) => Buffer.from(word)));
  sink.command?.({ db: 0, timestampMs: 0, offset: 0, replOffset: 10 }, rows, 3);
  expect(lanes.map(([, { lines }]) => lines)).toEqual(expected);
  expect(gate === undefined).toBe(kinds.every((apart) => apart));
});
