/** The part of a report that tells of prefixes. */
import type { PrefixTable } from './prefix-table.ts';
import { growTree, mergeTrees, showTree, type TreeNode } from './prefix-tree.ts';
import type { MemoryReport, PrefixReport } from './report.ts';
import { SEPARATORS } from './separators.ts';

/** @param most - how many prefixes are shown */
export function reportPrefixes(
  table: PrefixTable,
  most: number,
  separators: readonly string[] = SEPARATORS,
): PrefixReport {
  const root = growTree(table.counts(), (name) => table.parentOf(name));
  const { errorBytes, errorKeys } = table;
  return { separators: foundIn(root, separators), errorBytes, errorKeys, ...shown(root, most) };
}

/** What is not shown of one of them is missing from the sum. */
export function mergePrefixes(reports: readonly MemoryReport[], most: number): PrefixReport {
  const parts = reports.map(({ prefixes }) => prefixes);
  const root = mergeTrees(
    parts.map((part) => part.root),
    reports.map(({ sources }) => sources.length),
  );
  const order: readonly string[] = SEPARATORS;
  const separators = [...new Set(parts.flatMap((part) => part.separators))].sort(
    (a, b) => order.indexOf(a) - order.indexOf(b) || (a < b ? -1 : 1),
  );
  return {
    separators,
    errorBytes: parts.reduce((sum, { errorBytes, hiddenBytes }) => sum + errorBytes + hiddenBytes, 0),
    errorKeys: parts.reduce((sum, { errorKeys, hiddenKeys }) => sum + errorKeys + hiddenKeys, 0),
    ...shown(root, most),
  };
}

/**
 * No more of one of them than is to be shown.
 *
 * @param sources - how many the report has
 */
export function cutPrefixes(part: PrefixReport, sources: number, most: number): PrefixReport {
  const { hiddenBytes, hiddenKeys, root } = shown(mergeTrees([part.root], [sources]), most);
  return {
    ...part,
    hiddenBytes: Math.max(part.hiddenBytes, hiddenBytes),
    hiddenKeys: Math.max(part.hiddenKeys, hiddenKeys),
    root,
  };
}

function shown(tree: TreeNode, most: number): Pick<PrefixReport, 'hiddenBytes' | 'hiddenKeys' | 'root'> {
  let hiddenBytes = 0;
  let hiddenKeys = 0;
  const root = showTree(tree, most, ({ bytes, keys }) => {
    hiddenBytes = Math.max(hiddenBytes, bytes);
    hiddenKeys = Math.max(hiddenKeys, keys);
  });
  return { hiddenBytes, hiddenKeys, root };
}

/** The separators that prefixes end with. */
function foundIn(root: TreeNode, separators: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = ({ name, children }: TreeNode): void => {
    if (children.length > 0) found.add(name.slice(-1));
    for (const child of children) visit(child);
  };
  visit(root);
  return separators.filter((separator) => found.has(separator));
}
