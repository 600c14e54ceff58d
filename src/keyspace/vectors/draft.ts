/** A graph that is to be completed: that of a file, as far as its elements are still there, or an empty one. */
import type { Arena } from '../../bytes/arena.ts';
import { Links } from './links.ts';
import { readPayload } from './vector-reader.ts';
import type { VectorTable } from './vector-table.ts';

/** Servers take 16 for a node that cannot be. */
const HIGHEST_LEVEL = 15;
const NONE = -1;

export interface Draft {
  /** Not yet measured. */
  readonly links: Links;
  /** By node: 1 for those that are in the graph. */
  readonly placed: Uint8Array;
  /** By slot: 1 where links are gone. */
  readonly torn: Uint8Array;
}

export function emptyDraft(count: number, m: number): Draft {
  const levels = new Uint8Array(count);
  for (let node = 0; node < count; node++) levels[node] = levelOf(node);
  return draftOf(new Links(levels, m), new Uint8Array(count));
}

function draftOf(links: Links, placed: Uint8Array): Draft {
  return { links, placed, torn: new Uint8Array(links.counts.length) };
}

/** One of four nodes is a level higher than the others, one of sixteen another one. Its number, mixed, stands for chance. */
function levelOf(node: number): number {
  let mixed = Math.imul(node + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return Math.min(Math.clz32(mixed ^ (mixed >>> 16)) >>> 1, HIGHEST_LEVEL);
}

/**
 * The graph of a file without what has been removed or given another vector since.
 * @param payload - what `table` was loaded from. @param arena - its window and scratch are used
 */
export function keptDraft(table: VectorTable, payload: Uint8Array, arena: Arena): Draft {
  const nodes = nodesByPlace(table);
  const levels = new Uint8Array(table.count);
  const placed = new Uint8Array(table.count);
  for (let node = 0; node < levels.length; node++) levels[node] = levelOf(node);
  const byId = new Map<number, number>();
  let place = 0;
  readPayload(payload, arena, () => ({
    element: ({ id, level }) => {
      const node = nodes.get(++place);
      if (node === undefined) return;
      byId.set(id, node);
      levels[node] = level;
      placed[node] = 1;
    },
  }));
  const draft = draftOf(new Links(levels, table.shape.m), placed);
  linkAll(draft, payload, arena, byId);
  return draft;
}

/** Numbers of nodes by the place that the file has them at. */
function nodesByPlace(table: VectorTable): Map<number, number> {
  const nodes = new Map<number, number>();
  let node = 0;
  for (const _record of table.records()) {
    if (table.place > 0) nodes.set(table.place, node);
    node++;
  }
  return nodes;
}

/** Each link is taken from the node of the lower number: so both sides have it, whatever the file says. */
function linkAll({ links, torn }: Draft, payload: Uint8Array, arena: Arena, byId: ReadonlyMap<number, number>): void {
  const layers: number[] = [];
  const targets: number[] = [];
  readPayload(payload, arena, () => ({
    link: (layer, to) => {
      layers.push(layer);
      targets.push(byId.get(to) ?? NONE);
    },
    element: ({ id }) => {
      const node = byId.get(id) ?? NONE;
      for (const [i, to] of targets.entries()) {
        const layer = layers[i] ?? 0;
        if (node === NONE) continue;
        if (to === NONE) torn[links.slot(node, layer)] = 1;
        else if (node < to && canLink(links, node, to, layer)) links.link(node, to, layer, 0);
      }
      layers.length = 0;
      targets.length = 0;
    },
  }));
}

function canLink(links: Links, a: number, b: number, layer: number): boolean {
  return (
    layer <= (links.levels[b] ?? 0) &&
    links.hasSpare(a, layer) &&
    links.hasSpare(b, layer) &&
    !links.areLinked(a, b, layer)
  );
}
