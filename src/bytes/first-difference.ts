/** What is compared at a time before single bytes are. */
const BLOCK = 4096;

/** Place of the first byte that differs, or that only one has; the length of both where they are the same. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at + BLOCK <= end && Buffer.compare(a.subarray(at, at + BLOCK), b.subarray(at, at + BLOCK)) === 0) at += BLOCK;
  while (at < end && a[at] === b[at]) at++;
  return at;
}
