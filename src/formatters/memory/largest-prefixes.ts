/** Which prefixes of the tree a page of few lines shows. */
import type { PrefixNode } from '../../report/report.ts';

/**
 * The largest that several keys have, those within others behind them. Of prefixes that hold the very same keys only the longest counts: `user:` is
 * left out where all that begins so begins with `user:<n>:`.
 */
export function largestPrefixes(root: PrefixNode, top: number): PrefixNode[] {
  const nodes: PrefixNode[] = [];
  for (const child of root.children ?? []) collect(child, nodes);
  const chosen = new Set(nodes.toSorted((a, b) => b.bytes - a.bytes).slice(0, top));
  return nodes.filter((node) => chosen.has(node));
}

function collect(node: PrefixNode, nodes: PrefixNode[]): void {
  const { children = [] } = node;
  if (node.keys > 1 && !(children.length === 1 && children[0]?.keys === node.keys)) nodes.push(node);
  for (const child of children) collect(child, nodes);
}
