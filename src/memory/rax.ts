/**
 * How many nodes a radix tree has and what they take, worked out from its keys in ascending order, none of which is kept: the
 * shape of a tree is told by how many bytes each key shares with the one before.
 *
 *   chain  = header 4 | bytes r, padded | child 8          r bytes without a fork: a compressed node
 *   branch = header 4 | bytes m, padded | children 8·m     m ≥ 2
 *   leaf   = header 4 | padding 4
 *   8 more in the node where a key ends: its value
 *
 * Source: redis src/rax.h, raxNode; src/rax.c, raxNodeCurrentLength(), raxGenericInsert(). Compressed nodes hold 2^29 - 1 bytes,
 * more than any key has here.
 */
import type { Allocator } from './allocator.ts';
import { POINTER } from './struct-size.ts';

const HEADER = 4;

/** What a tree of keys takes. */
export interface RaxSize {
  readonly keys: number;
  readonly nodes: number;
  /** Of the nodes' allocations, without the tree's head. */
  readonly allocated: number;
}

/**
 * Counts the nodes of one tree after another. Keys are told by two numbers each; `finish` gives the tree and starts the next.
 *
 * The stack holds the places on the way to the last key where a key ends or bytes fork, the root first. What comes below a
 * place is known once the keys have gone past it.
 */
export class RaxCounter {
  private readonly allocator: Allocator;
  private keys = 0;
  private nodes = 0;
  private allocated = 0;
  private top = 0;
  private readonly depth = [0];
  private readonly endsKey = [false];
  private readonly children = [0];
  /** Bytes from the place to the next one below, by its first child. */
  private readonly firstEdge = [0];

  constructor(allocator: Allocator) {
    this.allocator = allocator;
  }

  /**
   * @param shared - how many bytes the key begins with that the one before has too; 0 for the first
   * @param length - of the key
   */
  add(shared: number, length: number): void {
    this.keys++;
    while ((this.depth[this.top] ?? 0) > shared) this.fold(shared);
    if (length === 0) this.endsKey[0] = true;
    else this.push(length, true);
  }

  finish(): RaxSize {
    while (this.top > 0) this.fold(0);
    this.close(0);
    const { keys, nodes, allocated } = this;
    this.keys = 0;
    this.nodes = 0;
    this.allocated = 0;
    this.endsKey[0] = false;
    this.children[0] = 0;
    return { keys, nodes, allocated };
  }

  /** Take the last place from the stack and make it a child of what stands above it, which is at `shared` at least. */
  private fold(shared: number): void {
    const below = this.top;
    const depth = this.depth[below] ?? 0;
    this.close(below);
    this.top--;
    if ((this.depth[this.top] ?? 0) < shared) this.push(shared, false);
    const { top } = this;
    const edge = depth - (this.depth[top] ?? 0);
    const children = this.children[top] ?? 0;
    this.children[top] = children + 1;
    if (children === 0) this.firstEdge[top] = edge;
    else if (edge > 1) this.node(chainBytes(edge - 1), false);
  }

  private push(depth: number, endsKey: boolean): void {
    const top = ++this.top;
    this.depth[top] = depth;
    this.endsKey[top] = endsKey;
    this.children[top] = 0;
  }

  /** Count the node that a place is, and the chain to its first child. */
  private close(place: number): void {
    const children = this.children[place] ?? 0;
    const edge = this.firstEdge[place] ?? 0;
    const endsKey = this.endsKey[place] ?? false;
    if (children === 0) this.node(branchBytes(0), endsKey);
    else if (children === 1) this.node(chainBytes(edge), endsKey);
    else {
      this.node(branchBytes(children), endsKey);
      if (edge > 1) this.node(chainBytes(edge - 1), false);
    }
  }

  private node(bytes: number, endsKey: boolean): void {
    this.nodes++;
    this.allocated += this.allocator.usable(endsKey ? bytes + POINTER : bytes);
  }
}

function chainBytes(length: number): number {
  return padded(HEADER + length) + POINTER;
}

function branchBytes(children: number): number {
  return padded(HEADER + children) + POINTER * children;
}

/** Pointers stand at multiples of 8. */
function padded(bytes: number): number {
  return bytes + ((8 - (bytes % 8)) % 8);
}

/** The tree of `names`, in any order, each once. */
export function sizeOfNames(counter: RaxCounter, names: readonly Uint8Array[]): RaxSize {
  let before = NO_NAME;
  for (const name of names.toSorted((a, b) => Buffer.compare(a, b))) {
    counter.add(sharedBytes(before, name), name.length);
    before = name;
  }
  return counter.finish();
}

const NO_NAME: Uint8Array = new Uint8Array();

/** How many bytes two names share at their start. */
function sharedBytes(a: Uint8Array, b: Uint8Array): number {
  const least = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < least && a[shared] === b[shared]) shared++;
  return shared;
}

/**
 * How many bytes two keys begin with alike that are times, as integers of 64 bits, the highest byte first.
 * @param before - NaN: `key` is the first
 */
export function sharedTimeBytes(before: number, key: number): number {
  if (Number.isNaN(before)) return 0;
  const WORD = 2 ** 32;
  const high = Math.clz32(Math.floor(before / WORD) ^ Math.floor(key / WORD));
  return high < 32 ? high >>> 3 : 4 + (Math.clz32((before % WORD) ^ (key % WORD)) >>> 3);
}
