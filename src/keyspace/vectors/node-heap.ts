/** Nodes of a graph by distance: the nearest on top, in a binary heap of typed arrays. */

const FIRST = 64;

export class NodeHeap {
  count = 0;
  private nodes = new Uint32Array(FIRST);
  private keys = new Float64Array(FIRST);

  clear(): void {
    this.count = 0;
  }

  /** The node on top. Undefined what it is if there is none. */
  get top(): number {
    return this.nodes[0] ?? 0;
  }

  get topKey(): number {
    return this.keys[0] ?? Infinity;
  }

  push(node: number, key: number): void {
    if (this.count === this.nodes.length) this.grow();
    const { nodes, keys } = this;
    let at = this.count++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = keys[parent] ?? 0;
      if (above <= key) break;
      nodes[at] = nodes[parent] ?? 0;
      keys[at] = above;
      at = parent;
    }
    nodes[at] = node;
    keys[at] = key;
  }

  /** Take the top away. */
  pop(): void {
    const { nodes, keys } = this;
    const count = --this.count;
    const node = nodes[count] ?? 0;
    const key = keys[count] ?? 0;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && (keys[child + 1] ?? 0) < (keys[child] ?? 0)) child++;
      const below = keys[child] ?? 0;
      if (below >= key) break;
      nodes[at] = nodes[child] ?? 0;
      keys[at] = below;
      at = child;
    }
    nodes[at] = node;
    keys[at] = key;
  }

  private grow(): void {
    const nodes = new Uint32Array(2 * this.nodes.length);
    const keys = new Float64Array(nodes.length);
    nodes.set(this.nodes);
    keys.set(this.keys);
    this.nodes = nodes;
    this.keys = keys;
  }
}
