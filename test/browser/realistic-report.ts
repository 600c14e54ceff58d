/** A report as one of a large shop's session store would be: every section, thousands of prefixes, and keys that mean harm. */
import {
  FREQ_BANDS,
  IDLE_BANDS,
  REPORT_SCHEMA,
  TTL_BANDS,
  type LargeKey,
  type MemoryReport,
  type PrefixNode,
  type ReportGroup,
} from '../../src/report/report.ts';
import { Random } from '../tools/random.ts';

export const HOSTILE_KEY = '</script><img src=x onerror=alert(1)>\'"&amp;\u2028';
/** Turns what follows around, if it is let. */
export const TURNING_KEY = 'عربي:\u202egnp.exe';
export const LONG_KEY = `long:${'k'.repeat(10_240)}`;

const NOW = Date.UTC(2026, 9, 12, 8, 30);
const SOURCES = ['shard-0.rdb', 'shard-1.rdb', 'shard-2.rdb'];

/** Bytes and a part of them by source. */
type Split = (bytes: number) => { readonly bySource?: readonly number[] };

/** @param sources - how many files it is of, up to three */
export function realisticReport(sources = 1, width = 1): MemoryReport {
  const random = new Random(7);
  const split: Split = (bytes) => {
    if (sources < 2) return {};
    const others = Array.from({ length: sources - 1 }, () =>
      Math.floor((bytes * (0.8 + 0.4 * random.fraction())) / sources),
    );
    return { bySource: [bytes - others.reduce((sum, figure) => sum + figure, 0), ...others] };
  };
  const root = rootPrefix(random, split, width);
  const group = (name: string, share: number, scale: number): ReportGroup => groupOf(name, root, share, scale, split);
  const encodings = ENCODINGS.map(([name, share, scale]) => group(name, share, scale));
  const [only] = SOURCES;
  return {
    schema: REPORT_SCHEMA,
    estimator: { version: 1, server: 'redis-8.6', allocator: 'jemalloc-quantum8' },
    complete: true,
    nowMs: NOW,
    sources: (sources === 1 ? [only ?? ''] : SOURCES.slice(0, sources)).map((name) => ({
      name,
      format: 'rdb',
      version: 13,
      server: 'redis 8.6.3',
      usedMemory: Math.round((root.bytes * 1.09) / sources),
      createdMs: NOW,
      keys: Math.round(root.keys / sources),
      bytes: Math.round(root.bytes / sources),
      complete: true,
    })),
    totals: {
      keys: root.keys,
      bytes: root.bytes,
      elements: root.keys * 4,
      expires: Math.round(root.keys * 0.62),
      expiringBytes: Math.round(root.bytes * 0.41),
      allocated: Math.round(root.bytes * 1.05),
      tables: Math.round(root.bytes * 0.05),
    },
    groups: {
      type: TYPES.map(([name, share, scale]) => group(name, share, scale)),
      encoding: encodings,
      db: [group('0', 0.93, 300), group('1', 0.05, 200), group('15', 0.02, 90)],
      ttl: TTL_BANDS.map((name, index) =>
        group(name, [0.59, 0.01, 0.001, 0.03, 0.16, 0.14, 0.069, 0][index] ?? 0, 300),
      ),
      idle: IDLE_BANDS.map((name, index) => group(name, [0.04, 0.1, 0.22, 0.3, 0.24, 0.1][index] ?? 0, 300)),
      ...(sources > 1
        ? { freq: FREQ_BANDS.map((name, index) => group(name, [0.5, 0.3, 0.1, 0.05, 0.03, 0.02][index] ?? 0, 300)) }
        : {}),
    },
    prefixes: { separators: [':', '.'], errorBytes: 12_288, errorKeys: 20, hiddenBytes: 4096, hiddenKeys: 9, root },
    largest: largestKeys(random, root.bytes, sources),
  };
}

/** What a file without keys gives. */
export function emptyReport(): MemoryReport {
  const report = realisticReport();
  const none = (groups: readonly ReportGroup[]): ReportGroup[] =>
    groups.map(({ name }) => ({ name, keys: 0, bytes: 0, elements: 0, p50: 0, p90: 0, p99: 0, max: 0, sizes: [] }));
  return {
    ...report,
    totals: { keys: 0, bytes: 0, elements: 0, expires: 0, expiringBytes: 0, allocated: 0, tables: 0 },
    groups: { type: [], encoding: [], db: [], ttl: none(report.groups.ttl) },
    prefixes: {
      separators: [],
      errorBytes: 0,
      errorKeys: 0,
      hiddenBytes: 0,
      hiddenKeys: 0,
      root: { prefix: '', keys: 0, bytes: 0 },
    },
    largest: [],
  };
}

const TYPES = [
  ['hash', 0.46, 420],
  ['string', 0.27, 110],
  ['zset', 0.13, 9000],
  ['set', 0.08, 700],
  ['stream', 0.04, 60_000],
  ['list', 0.015, 900],
  ['ReJSON-RL', 0.005, 2000],
] as const;

const ENCODINGS = [
  ['hash/listpack', 0.31, 300],
  ['hash/hashtable', 0.15, 8000],
  ['string/embstr', 0.17, 96],
  ['string/raw', 0.08, 400],
  ['string/int', 0.02, 56],
  ['zset/skiplist', 0.12, 20_000],
  ['zset/listpack', 0.01, 250],
  ['set/intset', 0.03, 400],
  ['set/hashtable', 0.05, 3000],
  ['stream/stream', 0.04, 60_000],
  ['list/quicklist', 0.015, 900],
  ['ReJSON-RL/module', 0.005, 2000],
] as const;

const AREAS = ['user', 'session', 'cart', 'product', 'feed', 'rate', 'cache', 'job', 'geo', 'stats', 'lock', 'flag'];
const PARTS = [
  'profile',
  'cart',
  'orders',
  'seen',
  'likes',
  'inbox',
  'tokens',
  'prefs',
  'history',
  'scores',
  'index',
  'tags',
];

function rootPrefix(random: Random, split: Split, width: number): PrefixNode {
  const areas = AREAS.map((area, index) => areaPrefix(area, 4e8 / (index + 1) ** 1.3, random, split, width));
  for (const key of [HOSTILE_KEY, TURNING_KEY, LONG_KEY])
    areas.push({ prefix: key, keys: 1, bytes: 2e7, ...split(2e7) });
  areas.push({ prefix: { $base64: '/wD+OmJpbg==' }, keys: 9, bytes: 4096, ...split(4096) });
  return whole('', areas, 1.01, split);
}

function areaPrefix(area: string, bytes: number, random: Random, split: Split, width: number): PrefixNode {
  const kinds = PARTS.slice(0, 3 + random.below(9)).map((part, index) => {
    const size = bytes / (index + 1) ** 1.6;
    const days = Array.from({ length: (index % 3) * 12 * width }, (_, day) => {
      const share = Math.floor((size * (0.5 + random.fraction())) / (20 * width));
      return {
        prefix: `${area}:<n>:${part}:2026-10-${day}`,
        keys: 1 + Math.floor(share / 310),
        bytes: share,
        ...split(share),
      };
    });
    if (days.length > 0) return whole(`${area}:<n>:${part}:`, largestFirst(days), 1.05, split);
    const leaf = Math.floor(size);
    return {
      prefix: `${area}:<n>:${part}`,
      keys: 1 + Math.floor(leaf / (90 * (index + 1))),
      bytes: leaf,
      ...split(leaf),
    };
  });
  const ids = whole(`${area}:<n>:`, largestFirst(kinds), 1.02, split);
  const names = Array.from({ length: 20 * width }, (_, index) => {
    const size = Math.floor(bytes / (200 * (index + 1)));
    return {
      prefix: `${area}:${PARTS[index % PARTS.length] ?? ''}-${index}`,
      keys: 1 + Math.floor(size / 2000),
      bytes: size,
      ...split(size),
    };
  });
  return whole(`${area}:`, largestFirst([ids, ...names]), 1.01, split);
}

function whole(prefix: string, children: readonly PrefixNode[], rest: number, split: Split): PrefixNode {
  const bytes = Math.floor(rest * children.reduce((sum, child) => sum + child.bytes, 0));
  const keys = Math.floor(rest * children.reduce((sum, child) => sum + child.keys, 0));
  return { prefix, keys, bytes, ...split(bytes), children };
}

function largestFirst(prefixes: readonly PrefixNode[]): PrefixNode[] {
  return prefixes.toSorted((a, b) => b.bytes - a.bytes);
}

/** @param scale - bytes of a typical key */
function groupOf(name: string, root: PrefixNode, share: number, scale: number, split: Split): ReportGroup {
  const bytes = Math.floor(root.bytes * share);
  const keys = Math.floor(bytes / (scale * 1.8));
  const sizes: [number, number][] = [];
  for (let place = -3, left = keys; left > 0; place++) {
    const count = Math.ceil(left * (place < 1 ? 0.2 : 0.55));
    sizes.push([Math.max(16, Math.round(scale * 2 ** place)), count]);
    left -= count;
  }
  const max = keys === 0 ? 0 : (sizes.at(-1)?.[0] ?? 0);
  return {
    name,
    keys,
    bytes,
    elements: keys * 3,
    p50: scale,
    p90: 3 * scale,
    p99: 11 * scale,
    max,
    sizes,
    ...split(bytes),
  };
}

function largestKeys(random: Random, bytes: number, sources: number): LargeKey[] {
  const names = [
    'stats:leaderboard',
    HOSTILE_KEY,
    'user:81234:cart',
    TURNING_KEY,
    'feed:global:events',
    LONG_KEY,
    { $base64: '/wD+OmJpbg==' },
    ...Array.from({ length: 13 }, () => `user:${random.below(1e6)}:history`),
  ];
  return names.map((key, index) => {
    const [type = '', encoding = ''] = (ENCODINGS[(index * 5) % ENCODINGS.length]?.[0] ?? '').split('/');
    return {
      db: index % 7 === 6 ? 1 : 0,
      key,
      type,
      encoding,
      bytes: Math.floor(bytes / (30 * (index + 1))),
      ...(type === 'string' ? {} : { elements: 1_200_000 >> index }),
      ...(index % 3 === 1 ? { expireAt: NOW + 3_600_000 * (index * 7 - 10) } : {}),
      ...(sources > 1 ? { source: SOURCES[index % sources] ?? '' } : {}),
    };
  });
}
