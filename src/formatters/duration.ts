/** Spans of time for people. */

const UNITS = [
  ['y', 365 * 86_400],
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** The two largest units: `3d 4h`, `12s`; `<1s` for less. */
export function formatDuration(ms: number): string {
  let seconds = Math.floor(ms / 1000);
  if (seconds < 1) return '<1s';
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  const parts: string[] = [];
  for (const [name, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${count}${name}`);
  }
  return parts.join(' ');
}

/** `3d 4h`, or `expired 2h ago`. */
export function formatRemaining(expireAtMs: number | bigint, nowMs: number): string {
  const left = Number(expireAtMs) - nowMs;
  return left > 0 ? formatDuration(left) : `expired ${formatAgo(-left)}`;
}

/** `2h ago`; `just now` for less than a second. */
export function formatAgo(ms: number): string {
  return ms < 1000 ? 'just now' : `${formatDuration(ms)} ago`;
}
