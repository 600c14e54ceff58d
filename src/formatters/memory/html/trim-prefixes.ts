/** The tree of prefixes, as text, without what a page has no room for. */
import { fromJsonBytes } from '../../../report/json-bytes.ts';
import type { PrefixNode } from '../../../report/report.ts';
import { characterEnd, escapeBytes } from '../../printable.ts';
import type { PagePrefix } from './page-report.ts';
import { bytesOfJson } from './room.ts';

const MOST_PREFIXES = 2000;
/** Nested JSON is read by recursion. */
const DEEPEST = 100;
/** Bytes of JSON, of all together. */
const ROOM = 200_000;
/** What `children` takes. */
const CHILDREN = 14;
/** Bytes of one name. */
const NAME = 120;

export interface TrimmedPrefixes {
  readonly root: PagePrefix;
  readonly leftOut: number;
}

interface Named {
  readonly node: PrefixNode;
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly depth: number;
  readonly children: Named[];
}

/**
 * Keep the largest. A prefix is no smaller than what is below it, so those that are kept hang together.
 *
 * @param split - whether figures by source are told
 */
export function trimPrefixes(root: PrefixNode, split: boolean): TrimmedPrefixes {
  const [top, below] = nameAll(root);
  const kept = new Set([top]);
  let room = ROOM;
  for (const prefix of below.sort((a, b) => b.node.bytes - a.node.bytes)) {
    if (prefix.depth > DEEPEST) continue;
    room -= bytesOfJson(withoutChildren(prefix, split)) + CHILDREN;
    if (kept.size > MOST_PREFIXES || room < 0) break;
    kept.add(prefix);
  }
  return { root: keep(top, kept, split), leftOut: below.length + 1 - kept.size };
}

/** @returns the root, and all below it, parents before children */
function nameAll(root: PrefixNode): [Named, Named[]] {
  const top: Named = { node: root, bytes: fromJsonBytes(root.prefix), name: '', depth: 0, children: [] };
  const below: Named[] = [];
  let level = [top];
  while (level.length > 0) {
    const next: Named[] = [];
    for (const parent of level) {
      for (const node of parent.node.children ?? []) {
        const bytes = fromJsonBytes(node.prefix);
        const name = nameOf(bytes.subarray(parent.bytes.length));
        parent.children.push({ node, bytes, name, depth: parent.depth + 1, children: [] });
      }
      for (const child of parent.children) next.push(child);
    }
    for (const child of next) below.push(child);
    level = next;
  }
  return [top, below];
}

function nameOf(bytes: Uint8Array): string {
  if (bytes.length <= NAME) return escapeBytes(bytes);
  return `${escapeBytes(bytes.subarray(0, characterEnd(bytes, NAME)))}…`;
}

function withoutChildren({ node, name }: Named, split: boolean): PagePrefix {
  const { keys, bytes, bySource } = node;
  return { name, keys, bytes, ...(split && bySource !== undefined ? { bySource } : {}) };
}

function keep(prefix: Named, kept: ReadonlySet<Named>, split: boolean): PagePrefix {
  const alone = withoutChildren(prefix, split);
  const children = prefix.children.filter((child) => kept.has(child)).map((child) => keep(child, kept, split));
  return children.length === 0 ? alone : { ...alone, children };
}
