/** Where each element of a list stands: eight bytes an element. */
import type { Span } from '../span.ts';
import type { ListNode } from './list-node.ts';

const NOTHING: Span = { bytes: new Uint8Array(), start: 0, end: 0 };

export class ListIndex {
  private readonly nodes: ListNode[] = [];
  private readonly nodeOf: Uint32Array;
  /** Within the node. */
  private readonly places: Uint32Array;

  constructor(first: ListNode, size: number) {
    this.nodeOf = new Uint32Array(size);
    this.places = new Uint32Array(size);
    let index = 0;
    for (let node: ListNode | undefined = first; node !== undefined; node = node.next) {
      node.locateAll(this.places, index);
      this.nodeOf.fill(this.nodes.length, index, index + node.count);
      this.nodes.push(node);
      index += node.count;
    }
  }

  get count(): number {
    return this.places.length;
  }

  /** @param index - below `count` */
  at(index: number): Span {
    return this.nodes[this.nodeOf[index] ?? 0]?.read(this.places[index] ?? 0) ?? NOTHING;
  }
}
