/** The keys that stand twice in a run of names, and in what came before: the plain meaning of `enterKeys`. */
export function firstSeen(seen: Set<string>, db: number, keys: readonly Uint8Array[]): number {
  let twice = 0;
  for (const [i, key] of keys.entries()) {
    const name = `${db} ${Buffer.from(key).toString('hex')}`;
    if (seen.has(name) && twice === 0) twice = i + 1;
    seen.add(name);
  }
  return twice;
}
