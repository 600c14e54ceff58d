/** What the kernels of sizes mean, said plainly. */

/** A string key of a run. Its name is Latin-1, its expiry NaN if it has none. */
export interface SizedString {
  readonly key: string;
  readonly encoding: number;
  readonly bytes: number;
  readonly expireAt: number;
}

/** A cell of a tally; `buckets` are what has keys, and how many. */
export interface TallyCell {
  readonly bytes: number;
  readonly largest: number;
  readonly keys: number;
  readonly buckets: readonly (readonly [number, number])[];
}

/** @param ends - of the bands but the first two and the last, in ms from `now` */
export function tally(keys: readonly SizedString[], now: number, ends: readonly number[]): Record<string, TallyCell> {
  const groups: Record<string, number[]> = {};
  for (const { encoding, expireAt, bytes } of keys) {
    (groups[`${encoding}/${bandOf(expireAt - now, ends)}`] ??= []).push(bytes);
  }
  return Object.fromEntries(Object.entries(groups).map(([name, sizes]) => [name, cellOf(sizes)]));
}

function cellOf(sizes: readonly number[]): TallyCell {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(bucketOf(size), (counts.get(bucketOf(size)) ?? 0) + 1);
  return {
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    largest: Math.max(...sizes),
    keys: sizes.length,
    buckets: [...counts].sort(([a], [b]) => a - b),
  };
}

function bandOf(left: number, ends: readonly number[]): number {
  if (Number.isNaN(left)) return 0;
  return left < 0 ? 1 : 2 + ends.filter((end) => left > end).length;
}

function bucketOf(size: number): number {
  if (size < 256) return size;
  const bits = Math.floor(Math.log2(size));
  return 256 + 16 * (bits - 8) + Math.floor((size / 2 ** bits - 1) * 16);
}

/** The number of the first key, from `from` on, that is larger than `least`, or as large and before `key`. */
export function nextLarge(keys: readonly SizedString[], from: number, least: number, key: string): number {
  const found = keys.findIndex((one, i) => i >= from && (one.bytes > least || (one.bytes === least && one.key < key)));
  return found < 0 ? keys.length : found;
}
