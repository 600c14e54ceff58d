/** What stands in front of the lanes of one source: a gate, where sources belong together, for those lanes that are to have one order. */
import { teeOf } from '../filter/tee-sink.ts';
import type { EntrySink } from '../model/sink.ts';
import type { Gate } from './course.ts';
import { frontOf, type FrontOptions } from './front.ts';
import { newStatus } from './status.ts';
import type { Lane, Target } from './target.ts';

export type GateSink = Gate & EntrySink;

export interface GatedFront {
  readonly sink: EntrySink;
  readonly gate: GateSink | undefined;
}

/** @param source - makes the gate in front of a sink; where it makes none, the source stands alone */
export function gatedFrontOf(
  source: { gate?(sink: EntrySink): GateSink },
  lanes: readonly (readonly [Target, Lane])[],
  options: FrontOptions,
): GatedFront {
  const isApart = ([{ apart }]: readonly [Target, Lane]): boolean => apart ?? false;
  const together = lanes.filter((one) => !isApart(one));
  const gate = together.length === 0 ? undefined : source.gate?.(frontOf(together, options));
  if (gate === undefined) return { sink: frontOf(lanes, options), gate };
  const apart = lanes.filter(isApart);
  if (apart.length === 0) return { sink: gate, gate };
  // What the gate lets through is what counts.
  return { sink: teeOf([gate, frontOf(apart, { ...options, status: newStatus(options.status.startedMs) })]), gate };
}
