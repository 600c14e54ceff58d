/** A saved report, checked: whoever gets it may rely on its types. */
import { DecodeError, UsageError } from '../errors.ts';
import { LONGEST_PREFIX } from '../kernels/kernels.ts';
import {
  hasFields,
  isArrayOf,
  isBoolean,
  isBytes,
  isCount,
  isObject,
  isOneOf,
  isString,
  isTime,
  type Check,
} from './json-shape.ts';
import { REPORT_SCHEMA, type MemoryReport } from './report.ts';

/** What a schema of ours begins with, whatever its version. */
const SCHEMA_NAME = REPORT_SCHEMA.slice(0, REPORT_SCHEMA.lastIndexOf('/') + 1);

/**
 * @throws DecodeError JSON; UsageError for a report of another schema
 */
export function parseReport(text: string): MemoryReport {
  const value = parse(text);
  const schema = isObject(value) ? value['schema'] : undefined;
  if (typeof schema !== 'string' || !schema.startsWith(SCHEMA_NAME)) {
    throw new DecodeError('JSON', `this is no memory report: its "schema" is not ${REPORT_SCHEMA}`);
  }
  if (schema !== REPORT_SCHEMA) {
    throw new UsageError(`the report has schema ${schema}, and this program reads ${REPORT_SCHEMA}: make it anew`);
  }
  const sources = isObject(value) && Array.isArray(value['sources']) ? value['sources'].length : 0;
  reportOf(sources)(value, '');
  return value as MemoryReport;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DecodeError('JSON', `this is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Only where there are several sources there are columns of them, but then everywhere. */
function reportOf(sources: number): Check {
  const columns: Record<string, Check> = sources > 1 ? { bySource: isArrayOf(isCount, sources) } : {};
  const groups = isArrayOf(
    hasFields(
      {
        name: isString,
        keys: isCount,
        bytes: isCount,
        elements: isCount,
        p50: isCount,
        p90: isCount,
        p99: isCount,
        max: isCount,
        sizes: isArrayOf(isArrayOf(isCount, 2)),
        ...columns,
      },
      {},
    ),
  );
  const isNode = hasFields({ prefix: isBytes, keys: isCount, bytes: isCount, ...columns }, {});
  const isTree =
    (depth: number): Check =>
    (value, path) => {
      isNode(value, path);
      const children = isObject(value) ? value['children'] : undefined;
      // No prefix has more segments; a tree that is deeper would be too deep for those who walk over it.
      if (children !== undefined)
        isArrayOf(depth < LONGEST_PREFIX ? isTree(depth + 1) : isNone)(children, `${path}.children`);
    };
  return hasFields(
    {
      schema: isString,
      estimator: hasFields({ version: isCount, server: isString, allocator: isString }, {}),
      complete: isBoolean,
      nowMs: isCount,
      sources: isArrayOf(SOURCE),
      totals: TOTALS,
      groups: hasFields(
        { type: groups, encoding: groups, db: groups, ttl: groups },
        { slot: groups, idle: groups, freq: groups },
      ),
      prefixes: hasFields({ ...PREFIXES, root: isTree(0) }, {}),
      largest: isArrayOf(LARGE_KEY),
    },
    { budgets: isArrayOf(hasFields({ name: isString, keys: isCount, bytes: isCount }, {})) },
  );
}

const isNone: Check = (_value, path) => {
  throw new DecodeError('JSON', `this is no whole memory report: ${path.slice(0, 80)}… is deeper than prefixes are`);
};

const SOURCE = hasFields(
  {
    name: isString,
    format: isOneOf('rdb', 'aof', 'json', 'psync'),
    keys: isCount,
    bytes: isCount,
    complete: isBoolean,
  },
  { version: isCount, server: isString, usedMemory: isCount, createdMs: isCount },
);

const TOTALS = hasFields(
  {
    keys: isCount,
    bytes: isCount,
    elements: isCount,
    expires: isCount,
    expiringBytes: isCount,
    allocated: isCount,
    tables: isCount,
  },
  { estimated: hasFields({ keys: isCount, bytes: isCount }, {}) },
);

const PREFIXES = {
  separators: isArrayOf(isString),
  errorBytes: isCount,
  errorKeys: isCount,
  hiddenBytes: isCount,
  hiddenKeys: isCount,
};

const LARGE_KEY = hasFields(
  { db: isCount, key: isBytes, type: isString, encoding: isString, bytes: isCount },
  { elements: isCount, expireAt: isTime, source: isString },
);
