/** Sizes, spans of time and times as people write them. */
import { UsageError } from '../errors.ts';

/** redis.conf's units, and the unambiguous ones. Source: redis src/util.c, memtoull(). */
const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: 1024,
  kib: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
};

const SPANS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  '': 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Bytes. @throws UsageError */
export function parseSize(value: string, what: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value) ?? [];
  const factor = SIZES[unit.toLowerCase()];
  if (digits === '' || factor === undefined) {
    throw new UsageError(`${what} takes a size like 500, 64kb or 1gb, not ${JSON.stringify(value)}`);
  }
  return Math.round(Number(digits) * factor);
}

/** Milliseconds; seconds, if there is no unit. @throws UsageError */
export function parseSpan(value: string, what: string): number {
  const [, digits = '', unit = ''] = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d|w)?$/i.exec(value) ?? [];
  const factor = SPANS[unit.toLowerCase()];
  if (digits === '' || factor === undefined) {
    throw new UsageError(`${what} takes a time like 30s, 5m or 7d, not ${JSON.stringify(value)}`);
  }
  return Number(digits) * factor;
}

/** MIN..MAX in milliseconds; either may be left out. @throws UsageError */
export function parseSpanRange(value: string, what: string): readonly [number, number] {
  const [, low = '', high = ''] = /^(.*?)\.\.(.*)$/.exec(value) ?? [undefined, '!', ''];
  if (low === '!')
    throw new UsageError(`${what} takes a range like 1h..7d, ..5m or 1d.., not ${JSON.stringify(value)}`);
  return [low === '' ? -Infinity : parseSpan(low, what), high === '' ? Infinity : parseSpan(high, what)];
}

/** Unix milliseconds, from RFC 3339 or digits. @throws UsageError */
export function parseTime(value: string, what: string): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  const ms = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i.test(value)
    ? Date.parse(value)
    : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new UsageError(
      `${what} takes a time like 2030-01-01T00:00:00Z or milliseconds, not ${JSON.stringify(value)}`,
    );
  }
  return ms;
}
