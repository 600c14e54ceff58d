/** Two reports held against each other: what grew. */
import type { JsonBytes, LargeKey, MemoryReport, PrefixNode, ReportGroup } from './report.ts';

export interface Change {
  readonly before: number;
  readonly now: number;
}

export interface GrowthReport {
  readonly totals: { readonly keys: Change; readonly bytes: Change; readonly allocated: Change };
  /** Those that changed, by growth of bytes, largest first; then those that shrank. */
  readonly types: readonly GroupChange[];
  readonly dbs: readonly GroupChange[];
  /** Those that grew most, largest growth first; not those whose growth is nearly all in one that is below them. */
  readonly prefixes: readonly PrefixChange[];
  /** Keys among the largest that are larger than they were. */
  readonly keys: readonly KeyChange[];
}

export interface GroupChange {
  readonly name: string;
  readonly keys: Change;
  readonly bytes: Change;
}

/** Without `before` the baseline does not show it, and it is larger than anything the baseline does not show. */
export interface PrefixChange {
  readonly prefix: JsonBytes;
  readonly before?: { readonly keys: number; readonly bytes: number };
  readonly now: { readonly keys: number; readonly bytes: number };
}

/** As with prefixes, without `before`. */
export interface KeyChange {
  readonly db: number;
  readonly key: JsonBytes;
  readonly type: string;
  readonly before?: number;
  readonly now: number;
  readonly source?: string;
}

const MOST = 20;
/** A prefix whose growth is to this part in one that is below it has nothing to tell beside that. */
const NEARLY_ALL = 0.9;

/** What `now` has more than `old`, or less. Whether they can be compared is for checkComparable. */
export function compareReports(old: MemoryReport, now: MemoryReport): GrowthReport {
  const change = (of: (totals: MemoryReport['totals']) => number): Change => ({
    before: of(old.totals),
    now: of(now.totals),
  });
  return {
    totals: {
      keys: change(({ keys }) => keys),
      bytes: change(({ bytes }) => bytes),
      allocated: change(({ allocated }) => allocated),
    },
    types: compareGroups(old.groups.type, now.groups.type),
    dbs: compareGroups(old.groups.db, now.groups.db),
    prefixes: comparePrefixes(old, now),
    keys: compareKeys(old, now),
  };
}

function compareGroups(old: readonly ReportGroup[], now: readonly ReportGroup[]): readonly GroupChange[] {
  const before = new Map(old.map((group) => [group.name, group]));
  const after = new Map(now.map((group) => [group.name, group]));
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((name) => ({
      name,
      keys: { before: before.get(name)?.keys ?? 0, now: after.get(name)?.keys ?? 0 },
      bytes: { before: before.get(name)?.bytes ?? 0, now: after.get(name)?.bytes ?? 0 },
    }))
    .filter(({ keys, bytes }) => keys.before !== keys.now || bytes.before !== bytes.now)
    .sort((a, b) => grown(b.bytes) - grown(a.bytes));
}

function grown({ before, now }: Change): number {
  return now - before;
}

function comparePrefixes(old: MemoryReport, now: MemoryReport): readonly PrefixChange[] {
  const before = new Map<string, PrefixNode>();
  for (const node of descendants(old.prefixes.root)) {
    const name = JSON.stringify(node.prefix);
    if (!before.has(name)) before.set(name, node);
  }
  const unseen = Math.max(old.prefixes.errorBytes, old.prefixes.hiddenBytes);
  /** What it certainly grew by. */
  const growth = (node: PrefixNode): number => {
    const then = before.get(JSON.stringify(node.prefix));
    return node.bytes - (then?.bytes ?? unseen);
  };
  const telling = (node: PrefixNode): boolean => {
    const whole = growth(node);
    return whole > 0 && !(node.children ?? []).some((child) => growth(child) >= NEARLY_ALL * whole);
  };
  return descendants(now.prefixes.root)
    .filter(telling)
    .sort((a, b) => growth(b) - growth(a))
    .slice(0, MOST)
    .map((node) => {
      const then = before.get(JSON.stringify(node.prefix));
      return {
        prefix: node.prefix,
        ...(then === undefined ? {} : { before: { keys: then.keys, bytes: then.bytes } }),
        now: { keys: node.keys, bytes: node.bytes },
      };
    });
}

/** All below, parents first. */
function descendants({ children = [] }: PrefixNode): PrefixNode[] {
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function compareKeys(old: MemoryReport, now: MemoryReport): readonly KeyChange[] {
  const before = new Map(old.largest.map((key) => [identity(key), key.bytes]));
  const unseen = old.largest.length < old.totals.keys ? (old.largest.at(-1)?.bytes ?? Infinity) : 0;
  const growth = (key: LargeKey): number => key.bytes - (before.get(identity(key)) ?? unseen);
  return now.largest
    .filter((key) => growth(key) > 0)
    .sort((a, b) => growth(b) - growth(a))
    .slice(0, MOST)
    .map((large) => {
      const { db, key, type, bytes, source } = large;
      const then = before.get(identity(large));
      return {
        db,
        key,
        type,
        ...(then === undefined ? {} : { before: then }),
        now: bytes,
        ...(source === undefined ? {} : { source }),
      };
    });
}

function identity({ db, key }: LargeKey): string {
  return JSON.stringify([db, key]);
}
