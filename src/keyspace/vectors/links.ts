/**
 * The links of a graph in layers. A node of level n is in layers 0 to n; each of these is a *slot* of its own, with room for
 * its links. Links go both ways always: servers refuse a graph of which one lacks its counterpart.
 */
import { LimitError } from '../../errors.ts';
import type { Distance } from './distances.ts';

/** Beyond what a layer allows: to link parts of the graph that would be cut off. Servers, too, go beyond at need. */
const SPARE = 8;
const MOST_LINKS = 2 ** 30;

export class Links {
  readonly m: number;
  readonly levels: Uint8Array;
  /** By slot. */
  readonly counts: Uint16Array;
  /** Where a slot's links begin. */
  readonly offsets: Uint32Array;
  /** Linked nodes, and how far they are. */
  readonly nodes: Uint32Array;
  readonly distances: Float32Array;
  private readonly firstSlots: Uint32Array;
  /** No node has more links than there are others. */
  private readonly others: number;

  constructor(levels: Uint8Array, m: number) {
    this.levels = levels;
    this.m = m;
    this.others = Math.max(levels.length - 1, 0);
    let slots = 0;
    for (const level of levels) slots += level + 1;
    this.firstSlots = new Uint32Array(levels.length);
    this.counts = new Uint16Array(slots);
    this.offsets = new Uint32Array(slots);
    const size = this.arrange();
    this.nodes = new Uint32Array(size);
    this.distances = new Float32Array(size);
  }

  /** Where each slot's links are; gives the room of all. */
  private arrange(): number {
    let slot = 0;
    let size = 0;
    for (const [node, level] of this.levels.entries()) {
      this.firstSlots[node] = slot;
      for (let layer = 0; layer <= level; layer++) {
        this.offsets[slot++] = size;
        size += Math.min(this.most(layer) + SPARE, this.others);
      }
    }
    if (size > MOST_LINKS) throw new LimitError(`a vector set's graph of ${size} links`);
    return size;
  }

  /** Links that a node has in a layer at most, but for those that keep the graph together. */
  most(layer: number): number {
    return layer === 0 ? 2 * this.m : this.m;
  }

  slot(node: number, layer: number): number {
    return (this.firstSlots[node] ?? 0) + layer;
  }

  count(node: number, layer: number): number {
    return this.counts[this.slot(node, layer)] ?? 0;
  }

  hasRoom(node: number, layer: number): boolean {
    return this.count(node, layer) < Math.min(this.most(layer), this.others);
  }

  hasSpare(node: number, layer: number): boolean {
    return this.count(node, layer) < Math.min(this.most(layer) + SPARE, this.others);
  }

  areLinked(a: number, b: number, layer: number): boolean {
    const slot = this.slot(a, layer);
    const from = this.offsets[slot] ?? 0;
    return this.nodes.subarray(from, from + (this.counts[slot] ?? 0)).includes(b);
  }

  /** Both have room, and are not linked. */
  link(a: number, b: number, layer: number, distance: number): void {
    this.append(a, b, layer, distance);
    this.append(b, a, layer, distance);
  }

  unlink(a: number, b: number, layer: number): void {
    this.drop(a, b, layer);
    this.drop(b, a, layer);
  }

  /** Set the distances of all links that there are. */
  measure(distance: Distance): void {
    for (const [node, level] of this.levels.entries()) {
      for (let layer = 0; layer <= level; layer++) {
        const start = this.offsets[this.slot(node, layer)] ?? 0;
        const end = start + this.count(node, layer);
        for (let i = start; i < end; i++) this.distances[i] = distance(node, this.nodes[i] ?? 0);
      }
    }
  }

  private append(node: number, other: number, layer: number, distance: number): void {
    const slot = this.slot(node, layer);
    const count = this.counts[slot] ?? 0;
    const at = (this.offsets[slot] ?? 0) + count;
    this.nodes[at] = other;
    this.distances[at] = distance;
    this.counts[slot] = count + 1;
  }

  private drop(node: number, other: number, layer: number): void {
    const { nodes, distances, counts, offsets } = this;
    const slot = this.slot(node, layer);
    const last = (offsets[slot] ?? 0) + (counts[slot] ?? 0) - 1;
    const at = nodes.indexOf(other, offsets[slot]);
    nodes[at] = nodes[last] ?? 0;
    distances[at] = distances[last] ?? 0;
    counts[slot] = last - (offsets[slot] ?? 0);
  }
}
