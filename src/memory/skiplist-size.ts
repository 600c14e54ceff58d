/**
 * Nodes of skip lists. Their levels are random, so an expectation stands for each: a node has one level more with a chance of a
 * quarter. Source: redis src/t_zset.c, zslRandomLevel(); rdb-format.md 7.9.
 */
import type { Allocator } from './allocator.ts';

const CHANCE = 0.25;
const MOST_LEVELS = 32;
const LEVEL_BYTES = 16;
/** Fractions that doubles add up exactly, so that sums do not depend on the pieces that a file comes in. */
const GRAIN = 2 ** 16;

/** Heap of a node of `fixed` bytes beside its levels. */
export function expectedNode(allocator: Allocator, fixed: number): number {
  let expected = 0;
  let chance = 1 - CHANCE;
  for (let level = 1; level < MOST_LEVELS; level++, chance *= CHANCE) {
    expected += chance * allocator.usable(fixed + LEVEL_BYTES * level);
  }
  // What is left of all higher ones.
  expected += (chance / (1 - CHANCE)) * allocator.usable(fixed + LEVEL_BYTES * MOST_LEVELS);
  return Math.round(expected * GRAIN) / GRAIN;
}
