/** Reports by hand. */
import type { LargeKey, MemoryReport, PrefixNode, ReportGroup } from '../../../src/report/report.ts';

export function group(name: string, keys: number, bytes: number): ReportGroup {
  return { name, keys, bytes, elements: 0, p50: 0, p90: 0, p99: 0, max: 0, sizes: [] };
}

export function node(prefix: string, bytes: number, children: readonly PrefixNode[] = []): PrefixNode {
  return { prefix, keys: 1, bytes, ...(children.length > 0 ? { children } : {}) };
}

export function large(key: string, bytes: number): LargeKey {
  return { db: 0, key, type: 'string', encoding: 'raw', bytes };
}

export function report(
  parts: Partial<MemoryReport> & { readonly bytes?: number; readonly keys?: number },
): MemoryReport {
  const { bytes = 0, keys = 0, ...rest } = parts;
  return {
    schema: 'rdb-tool/memory-report/1',
    estimator: { version: 1, server: 'redis-7.2', allocator: 'jemalloc-quantum8' },
    complete: true,
    nowMs: 0,
    sources: [{ name: 'dump.rdb', format: 'rdb', version: 11, keys, bytes, complete: true }],
    totals: { keys, bytes, elements: 0, expires: 0, expiringBytes: 0, allocated: bytes, tables: 0 },
    groups: { type: [], encoding: [], db: [], ttl: [] },
    prefixes: {
      separators: [':'],
      errorBytes: 0,
      errorKeys: 0,
      hiddenBytes: 0,
      hiddenKeys: 0,
      root: node('', bytes),
    },
    largest: [],
    ...rest,
  };
}
