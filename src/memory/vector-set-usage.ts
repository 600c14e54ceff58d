/**
 * What a vector set takes. MEMORY USAGE guesses itself: from the last elements of the file, which are the first in memory, it
 * takes the sizes of all. Source: redis 8.0 and 8.6 modules/vector-sets/vset.c, VectorSetMemUsage(), hnsw.h.
 */
import { readVectors, type Scalars, type VectorElement, type VectorSetHead } from '../modules/vector-layout.ts';
import type { Allocator } from './allocator.ts';
import type { Sds } from './sds.ts';
import { POINTER } from './struct-size.ts';

/** vsetObject and HNSW, hnswNode, hnswNodeLayer, vsetNodeVal. */
const STRUCT = { set: 112, graph: 1672, node: 312, layer: 24, value: 16 } as const;
const FLOAT = 4;
/** Elements that are looked at. */
const SCANNED = 20;
/** Taken for an attribute if none of those has one. */
const UNSEEN_ATTRIBUTE = 64;
const OBJECT = 16;
const LONGEST_EMBEDDED = 44;
/** Header and zero of an embedded string. */
const EMBEDDED = 4;
/** In the tree of elements, beside the bytes of the name: header and pointer of a chain, and the leaf. */
const TREE_CHAIN = 12;
const TREE_LEAF = 16;

interface Seen {
  readonly item: number;
  readonly attribute: number;
}

/** @throws Misfit */
export function vectorSetUsage(
  scalars: Scalars,
  allocator: Allocator,
  sds: Sds,
): { readonly bytes: number; readonly allocated: number; readonly elements: number } {
  const meter = new VectorMeter(allocator, sds);
  readVectors(scalars, (head) => {
    meter.head = head;
    return meter;
  });
  return meter.total();
}

class VectorMeter {
  head: VectorSetHead | undefined;
  private readonly allocator: Allocator;
  private readonly sds: Sds;
  private count = 0;
  private attributes = 0;
  /** Of the last element's node: links that layer 0 has room for. */
  private room = 0;
  private allocated: number;
  /** Of the last elements, in a ring. */
  private readonly seen: Seen[] = [];

  constructor(allocator: Allocator, sds: Sds) {
    this.allocator = allocator;
    this.sds = sds;
    this.allocated = allocator.usable(STRUCT.set) + allocator.usable(STRUCT.graph);
  }

  element({ element, attributes, vector, level, room }: VectorElement): void {
    const item = this.string(element.length);
    const attribute = attributes?.length ? this.string(attributes.length) : 0;
    if (attribute > 0) this.attributes++;
    this.seen[this.count % SCANNED] = { item, attribute };
    this.count++;
    this.room = room;
    const { allocator } = this;
    this.allocated +=
      allocator.usable(STRUCT.node + STRUCT.layer * (level + 1)) +
      allocator.usable(vector.length) +
      allocator.usable(POINTER * room) +
      level * allocator.usable((POINTER * room) / 2) +
      allocator.usable(STRUCT.value) +
      item +
      attribute +
      allocator.usable(TREE_CHAIN + element.length) +
      allocator.usable(TREE_LEAF);
  }

  total(): { bytes: number; allocated: number; elements: number } {
    const { count, head, room } = this;
    let bytes = STRUCT.set + STRUCT.graph;
    let { allocated } = this;
    if (head?.projection !== undefined) {
      const matrix = FLOAT * head.projection.inputDimension * head.dimension;
      bytes += matrix;
      allocated += this.allocator.usable(matrix);
    }
    if (head === undefined || count === 0) return { bytes, allocated, elements: count };
    const vector = head.quantization.sizeBytes(head.dimension);
    bytes += count * (STRUCT.node + vector + POINTER * room + 2 * POINTER);
    // A third of the nodes is taken to have a second layer, with half of the links.
    bytes += Math.floor((STRUCT.layer * count * 4) / 3) + Math.floor((POINTER * Math.floor(room / 2) * count) / 3);
    const attributed = this.seen.filter(({ attribute }) => attribute > 0);
    const attribute = attributed.length === 0 ? UNSEEN_ATTRIBUTE : average(attributed.map((one) => one.attribute));
    bytes += average(this.seen.map(({ item }) => item)) * count + attribute * this.attributes;
    return { bytes, allocated, elements: count };
  }

  private string(length: number): number {
    if (length <= LONGEST_EMBEDDED) return this.allocator.usable(OBJECT + EMBEDDED + length);
    return this.allocator.usable(OBJECT) + this.sds.block(length);
  }
}

function average(sizes: readonly number[]): number {
  return Math.floor(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);
}
