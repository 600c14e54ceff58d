/** A report as the page needs it. However large the report is, this stays below 400 kB: the page's code takes 560 kB of a megabyte. */
import { fromJsonBytes } from '../../../report/json-bytes.ts';
import type { LargeKey, MemoryReport, ReportGroup, ReportSource } from '../../../report/report.ts';
import { printBytes } from '../../printable.ts';
import type { PageGroup, PageKey, PageReport } from './page-report.ts';
import { tellWhileRoom } from './room.ts';
import { trimPrefixes } from './trim-prefixes.ts';

/** Bytes of JSON. */
const ROOM = { sources: 20_000, groups: 30_000, slots: 50_000, largest: 70_000 };
/** More columns than these nobody reads. */
const MOST_COLUMNS = 16;
const KEY_BYTES = 200;

export function makePageReport(report: MemoryReport, title: string): PageReport {
  const { groups } = report;
  const { separators, errorBytes, hiddenBytes } = report.prefixes;
  const split = report.sources.length > 1 && report.sources.length <= MOST_COLUMNS;
  const group = (found: readonly ReportGroup[], room = ROOM.groups): PageGroup[] =>
    tellWhileRoom(largestFirst(found), room, (each) => pageGroup(each, split));
  const bands = (found: readonly ReportGroup[]): PageGroup[] => found.map((band) => pageGroup(band, split));
  const sources = tellWhileRoom(report.sources, ROOM.sources, (source) => source);
  const [type, encoding, db] = [group(groups.type), group(groups.encoding), group(groups.db)];
  const slot = groups.slot === undefined ? undefined : group(groups.slot, ROOM.slots);
  const largest = tellWhileRoom(report.largest, ROOM.largest, pageKey);
  const { root, leftOut } = trimPrefixes(report.prefixes.root, split);
  return {
    title,
    complete: report.complete,
    estimator: report.estimator,
    nowMs: report.nowMs,
    sources,
    split: split ? report.sources.map(({ name }) => name) : [],
    usedMemory: usedMemoryOf(report.sources),
    totals: report.totals,
    groups: {
      type,
      encoding,
      db,
      ...(slot === undefined ? {} : { slot }),
      ttl: bands(groups.ttl),
      ...(groups.idle === undefined ? {} : { idle: bands(groups.idle) }),
      ...(groups.freq === undefined ? {} : { freq: bands(groups.freq) }),
    },
    sizes: sizesOf(groups.type),
    prefixes: { separators, errorBytes, hiddenBytes, root },
    largest,
    leftOut: {
      sources: report.sources.length - sources.length,
      type: groups.type.length - type.length,
      encoding: groups.encoding.length - encoding.length,
      db: groups.db.length - db.length,
      slot: (groups.slot?.length ?? 0) - (slot?.length ?? 0),
      prefixes: leftOut,
      largest: report.largest.length - largest.length,
    },
  };
}

/** Of equal ones, in the order of the report. */
function largestFirst(groups: readonly ReportGroup[]): ReportGroup[] {
  return groups.toSorted((a, b) => b.bytes - a.bytes);
}

function pageGroup(group: ReportGroup, split: boolean): PageGroup {
  const { name, keys, bytes, elements, p50, p90, p99, max, bySource } = group;
  return { name, keys, bytes, elements, p50, p90, p99, max, ...(split && bySource !== undefined ? { bySource } : {}) };
}

/** 0 unless all sources have it. */
function usedMemoryOf(sources: readonly ReportSource[]): number {
  const told = sources.flatMap(({ usedMemory }) => (usedMemory === undefined ? [] : [usedMemory]));
  return told.length === sources.length ? told.reduce((sum, bytes) => sum + bytes, 0) : 0;
}

/** The sizes of all types together, with the bounds that are powers of two. */
function sizesOf(types: readonly ReportGroup[]): [number, number][] {
  const keys = new Map<number, number>();
  for (const { sizes } of types) {
    for (const [bound, count] of sizes) {
      const exponent = Math.ceil(Math.log2(Math.max(1, bound)));
      keys.set(exponent, (keys.get(exponent) ?? 0) + count);
    }
  }
  return [...keys].sort(([a], [b]) => a - b);
}

function pageKey({ key, ...large }: LargeKey): PageKey {
  const bytes = fromJsonBytes(key);
  const text = printBytes(bytes, KEY_BYTES);
  return bytes.length > KEY_BYTES ? { ...large, key: text, keyBytes: bytes.length } : { ...large, key: text };
}
