/** Points in time for people. */

/** RFC 3339 has years of four digits. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** `2030-01-01T00:00:00Z`, with ms where there are some; what no calendar has as `9223372036854775807 ms`. */
export function formatTime(timeMs: number | bigint): string {
  if (timeMs < FIRST_MS || timeMs > LAST_MS) return `${timeMs} ms`;
  return new Date(Number(timeMs)).toISOString().replace('.000Z', 'Z');
}
