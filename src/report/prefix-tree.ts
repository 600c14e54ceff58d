/** Prefixes as a tree, and as much of it as is shown. */
import { fromJsonBytes, toJsonBytes } from './json-bytes.ts';
import type { PatternCount } from './prefix-table.ts';
import type { PrefixNode } from './report.ts';

export interface TreeNode {
  /** Latin-1: each byte as the character of the same number. */
  readonly name: string;
  keys: number;
  bytes: number;
  readonly bySource?: number[];
  readonly children: TreeNode[];
}

/** What is above each pattern has the sum of what is in it. */
export function growTree(counts: readonly PatternCount[], parentOf: (name: string) => string): TreeNode {
  const nodes = new Map<string, TreeNode>();
  const root = nodeOf('');
  for (const { name, keys, bytes } of counts) {
    const node = nodeOf(name);
    node.keys += keys;
    node.bytes += bytes;
  }
  sumUp(root);
  return root;

  function nodeOf(name: string): TreeNode {
    const known = nodes.get(name);
    if (known !== undefined) return known;
    const node = { name, keys: 0, bytes: 0, children: [] };
    nodes.set(name, node);
    if (name !== '') nodeOf(parentOf(name)).children.push(node);
    return node;
  }
}

/** No deeper than a pattern has bytes. */
function sumUp(node: TreeNode): void {
  for (const child of node.children) {
    sumUp(child);
    node.keys += child.keys;
    node.bytes += child.bytes;
  }
}

/** @param hidden - is told of each node that is left out */
export function showTree(root: TreeNode, most: number, hidden: (node: TreeNode) => void): PrefixNode {
  const nodes = [...below(root)].sort(compare);
  for (const node of nodes.slice(most)) hidden(node);
  const shown = new Set(nodes.slice(0, most));
  return show(root, shown);
}

function* below(node: TreeNode): Generator<TreeNode> {
  for (const child of node.children) {
    yield child;
    yield* below(child);
  }
}

/** The largest first; a prefix before those in it, which have no more than it has. */
function compare(a: TreeNode, b: TreeNode): number {
  return b.bytes - a.bytes || b.keys - a.keys || a.name.length - b.name.length || (a.name < b.name ? -1 : 1);
}

function show(node: TreeNode, shown: ReadonlySet<TreeNode>): PrefixNode {
  const { name, keys, bytes, bySource } = node;
  const children = node.children.filter((child) => shown.has(child)).sort(compare);
  return {
    prefix: toJsonBytes(Buffer.from(name, 'latin1')),
    keys,
    bytes,
    ...(bySource === undefined ? {} : { bySource }),
    ...(children.length === 0 ? {} : { children: children.map((child) => show(child, shown)) }),
  };
}

/**
 * The trees of several reports as one.
 *
 * @param widths - how many sources each report has
 */
export function mergeTrees(roots: readonly PrefixNode[], widths: readonly number[]): TreeNode {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const merged = empty('', total);
  let first = 0;
  for (const [i, root] of roots.entries()) {
    addTree(merged, root, first, total);
    first += widths[i] ?? 0;
  }
  return merged;
}

/** One source has no column of its own. */
function empty(name: string, sources: number): TreeNode {
  const columns = sources > 1 ? { bySource: new Array<number>(sources).fill(0) } : {};
  return { name, keys: 0, bytes: 0, ...columns, children: [] };
}

/** @param first - place of the report's first source among all */
function addTree(to: TreeNode, node: PrefixNode, first: number, sources: number): void {
  to.keys += node.keys;
  to.bytes += node.bytes;
  for (const [i, bytes] of (node.bySource ?? [node.bytes]).entries()) {
    if (to.bySource !== undefined) to.bySource[first + i] = bytes;
  }
  const known = new Map(to.children.map((child) => [child.name, child]));
  for (const child of node.children ?? []) {
    const name = Buffer.from(fromJsonBytes(child.prefix)).toString('latin1');
    let target = known.get(name);
    if (target === undefined) {
      target = empty(name, sources);
      to.children.push(target);
    }
    addTree(target, child, first, sources);
  }
}
