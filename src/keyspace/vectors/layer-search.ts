/** The nodes of one layer that are nearest to a node. Source: Malkov and Yashunin, arXiv 1603.09320, algorithm 2. */
import type { Distance } from './distances.ts';
import type { Links } from './links.ts';
import { NodeHeap } from './node-heap.ts';

export class LayerSearch {
  /** What was found, the nearest first. */
  count = 0;
  nodes = new Uint32Array();
  distances = new Float64Array();

  private readonly links: Links;
  private readonly distance: Distance;
  private readonly candidates = new NodeHeap();
  /** The farthest on top: by negative distance. */
  private readonly results = new NodeHeap();
  private readonly visited: Uint32Array;
  private epoch = 0;

  constructor(links: Links, distance: Distance) {
    this.links = links;
    this.distance = distance;
    this.visited = new Uint32Array(links.levels.length);
  }

  /** Find up to `wanted` nodes that are near to `query`, from `entry` on. */
  run(query: number, entry: number, layer: number, wanted: number): void {
    const { candidates, results, visited, links, distance } = this;
    const epoch = ++this.epoch;
    candidates.clear();
    results.clear();
    visited[entry] = epoch;
    this.offer(entry, distance(query, entry), wanted);
    while (candidates.count > 0) {
      const node = candidates.top;
      if (results.count >= wanted && candidates.topKey > -results.topKey) break;
      candidates.pop();
      const slot = links.slot(node, layer);
      const start = links.offsets[slot] ?? 0;
      const end = start + (links.counts[slot] ?? 0);
      for (let i = start; i < end; i++) {
        const neighbor = links.nodes[i] ?? 0;
        if (visited[neighbor] === epoch) continue;
        visited[neighbor] = epoch;
        this.offer(neighbor, distance(query, neighbor), wanted);
      }
    }
    this.collect();
  }

  private offer(node: number, distance: number, wanted: number): void {
    const { candidates, results } = this;
    if (results.count >= wanted) {
      if (distance >= -results.topKey) return;
      results.pop();
    }
    candidates.push(node, distance);
    results.push(node, -distance);
  }

  private collect(): void {
    const { results } = this;
    this.count = results.count;
    if (this.nodes.length < this.count) {
      this.nodes = new Uint32Array(2 * this.count);
      this.distances = new Float64Array(2 * this.count);
    }
    for (let i = this.count - 1; i >= 0; i--) {
      this.nodes[i] = results.top;
      this.distances[i] = -results.topKey;
      results.pop();
    }
  }
}
