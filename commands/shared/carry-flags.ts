/** What every command takes that carries keys to a server: which it is, which keys, and what is changed of them. */
import type { MapOptions } from '../../src/filter/map-sink.ts';
import type { FilterOptions } from '../../src/filter/key-filter.ts';
import type { Flags } from '../command.ts';
import type { Outside } from '../outside.ts';
import type { Argv } from './arguments.ts';
import { CONFLICT_FLAGS, parseConflict, type OnConflict } from './conflict-flags.ts';
import { FILTER_FLAGS, parseFilters } from './filter-flags.ts';
import { INPUT_FLAGS, parseInput, type InputOptions } from './input-flags.ts';
import { MAP_FLAGS, parseMaps } from './map-flags.ts';
import { OUTPUT_FLAGS, parseOutput, type OutputOptions } from './output-flags.ts';
import { parseTargetFlags, TARGET_FLAGS, type TargetOptions } from './target-flags.ts';

export const CARRY_FLAGS = {
  ...TARGET_FLAGS,
  ...OUTPUT_FLAGS,
  ...MAP_FLAGS,
  ...FILTER_FLAGS,
  ...CONFLICT_FLAGS,
  ...INPUT_FLAGS,
} as const satisfies Flags;

export interface CarryOptions extends InputOptions, OutputOptions, TargetOptions {
  readonly filters: FilterOptions | undefined;
  readonly maps: MapOptions | undefined;
  /** Undefined: the user does not say. */
  readonly onConflict: OnConflict | undefined;
}

/** @throws UsageError */
export function parseCarryFlags(argv: Argv, outside: Outside): CarryOptions {
  const input = parseInput(argv, outside);
  return {
    ...input,
    ...parseOutput(argv),
    ...parseTargetFlags(argv),
    filters: parseFilters(argv, input.nowMs),
    maps: parseMaps(argv),
    onConflict: parseConflict(argv),
  };
}
