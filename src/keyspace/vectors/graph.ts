/**
 * The graph that makes a vector set searchable: a hierarchical navigable small world, as a file has to hold one. Servers
 * build theirs by chance, and no log tells of it, so one built here is as good as any. It is the same each time.
 * Source: Malkov and Yashunin, arXiv 1603.09320; redis 8.6 modules/vector-sets/hnsw.c for what it may hold.
 */
import type { Distance } from './distances.ts';
import type { Draft } from './draft.ts';
import { LayerSearch } from './layer-search.ts';
import type { Links } from './links.ts';

/** Candidates looked at for a new node: as many as servers take. Half of them lose a tenth of the neighbors of 10,000 elements. */
const CANDIDATES = 200;

/** Give every node of a draft its links. */
export function completeGraph({ links, placed, torn }: Draft, distance: Distance): Links {
  links.measure(distance);
  const builder = new Builder(links, distance);
  for (const [node, is] of placed.entries()) if (is === 1) builder.enter(node);
  for (const [node, is] of placed.entries()) if (is === 1) builder.mend(node, torn);
  for (const [node, is] of placed.entries()) if (is === 0) builder.insert(node);
  builder.join();
  return links;
}

/** Which neighbors can be done without: those farther away than `beyond` that have more than `kept` links. */
interface Droppable {
  readonly kept: number;
  readonly beyond: number;
}

class Builder {
  private readonly links: Links;
  private readonly distance: Distance;
  private readonly search: LayerSearch;
  /** The first node of the highest level; before there is one, any number. */
  private entry = 0;
  private empty = true;

  constructor(links: Links, distance: Distance) {
    this.links = links;
    this.distance = distance;
    this.search = new LayerSearch(links, distance);
  }

  /** A node is in the graph now. */
  enter(node: number): void {
    const { levels } = this.links;
    if (this.empty || (levels[node] ?? 0) > (levels[this.entry] ?? 0)) this.entry = node;
    this.empty = false;
  }

  insert(node: number): void {
    const { search, entry } = this;
    const { levels } = this.links;
    if (!this.empty) {
      const level = Math.min(levels[node] ?? 0, levels[entry] ?? 0);
      let near = this.descend(node, level);
      for (let layer = level; layer >= 0; layer--) {
        search.run(node, near, layer, CANDIDATES);
        near = search.nodes[0] ?? near;
        this.connect(node, layer);
      }
    }
    this.enter(node);
  }

  /** Give a node that has lost links new ones, if it has few. */
  mend(node: number, torn: Uint8Array): void {
    const { links, search } = this;
    for (let layer = 0; layer <= (links.levels[node] ?? 0); layer++) {
      if (torn[links.slot(node, layer)] === 0 || links.count(node, layer) >= links.m) continue;
      search.run(node, this.descend(node, layer), layer, CANDIDATES);
      this.connect(node, layer);
    }
  }

  /** A node that is near to this one, in the layer above this one. */
  private descend(node: number, layer: number): number {
    let near = this.entry;
    for (let above = this.links.levels[near] ?? 0; above > layer; above--) near = this.nearest(node, near, above);
    return near;
  }

  private nearest(node: number, from: number, layer: number): number {
    this.search.run(node, from, layer, 1);
    return this.search.nodes[0] ?? from;
  }

  /** Link a node to some of the nodes just found, until it has `m`: those in different directions first, then the nearest. */
  private connect(node: number, layer: number): void {
    const { links, search } = this;
    for (let i = 0; i < search.count && links.count(node, layer) < links.m; i++) {
      const distance = search.distances[i] ?? 0;
      if (this.isApart(node, search.nodes[i] ?? 0, distance, layer)) {
        this.tryLink(node, i, layer, { kept: links.m >>> 1, beyond: distance });
      }
    }
    // One that has few links takes them from nearer ones, too, and may leave others with few.
    for (const kept of [links.m >>> 2, 1]) {
      for (let i = 0; i < search.count && links.count(node, layer) < links.m >>> 1; i++) {
        if (this.isOther(node, search.nodes[i] ?? 0, layer)) this.tryLink(node, i, layer, { kept, beyond: -1 });
      }
    }
  }

  private isOther(node: number, candidate: number, layer: number): boolean {
    return candidate !== node && !this.links.areLinked(node, candidate, layer);
  }

  /** Whether the candidate is another node, and no neighbor is nearer to it than the node itself. */
  private isApart(node: number, candidate: number, distance: number, layer: number): boolean {
    const { links } = this;
    if (candidate === node) return false;
    const slot = links.slot(node, layer);
    const start = links.offsets[slot] ?? 0;
    const end = start + (links.counts[slot] ?? 0);
    for (let i = start; i < end; i++) {
      const other = links.nodes[i] ?? 0;
      if (other === candidate || this.distance(candidate, other) < distance) return false;
    }
    return true;
  }

  /** Link with the candidate of this number; where it has no room, another neighbor of it goes, if there is one that may. */
  private tryLink(node: number, found: number, layer: number, may: Droppable): void {
    const { links, search } = this;
    const candidate = search.nodes[found] ?? 0;
    const distance = search.distances[found] ?? 0;
    if (!links.hasRoom(candidate, layer)) {
      const farthest = this.farthest(candidate, layer, may);
      if (farthest === undefined) return;
      links.unlink(candidate, farthest, layer);
    }
    links.link(node, candidate, layer, distance);
  }

  private farthest(node: number, layer: number, { kept, beyond }: Droppable): number | undefined {
    const { links } = this;
    const slot = links.slot(node, layer);
    const start = links.offsets[slot] ?? 0;
    const end = start + (links.counts[slot] ?? 0);
    let most = beyond;
    let farthest: number | undefined;
    for (let i = start; i < end; i++) {
      const other = links.nodes[i] ?? 0;
      const far = links.distances[i] ?? 0;
      if (far <= most || links.count(other, layer) <= kept) continue;
      most = far;
      farthest = other;
    }
    return farthest;
  }

  /** Link to the rest what cannot be reached from the entry. */
  join(): void {
    const { links, search } = this;
    const { levels } = links;
    const reached = new Uint8Array(levels.length);
    for (let layer = levels[this.entry] ?? 0; layer >= 0; layer--) {
      reached.fill(0);
      this.reach(this.entry, layer, reached);
      for (const [node, level] of levels.entries()) {
        if (level < layer || reached[node] === 1) continue;
        search.run(node, this.entry, layer, CANDIDATES);
        const found = search.nodes.subarray(0, search.count).findIndex((other) => links.hasSpare(other, layer));
        if (found < 0 || !links.hasSpare(node, layer)) continue;
        links.link(node, search.nodes[found] ?? 0, layer, search.distances[found] ?? 0);
        this.reach(node, layer, reached);
      }
    }
  }

  /** Mark all nodes that a walk from this one comes to. */
  private reach(from: number, layer: number, reached: Uint8Array): void {
    const { links } = this;
    const waiting = [from];
    reached[from] = 1;
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const slot = links.slot(node, layer);
      const start = links.offsets[slot] ?? 0;
      for (const other of links.nodes.subarray(start, start + (links.counts[slot] ?? 0))) {
        if (reached[other] === 1) continue;
        reached[other] = 1;
        waiting.push(other);
      }
    }
  }
}
