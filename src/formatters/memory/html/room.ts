/** What a page has room for, in bytes of JSON. */

/** The first of them that have room together, as they are told. */
export function tellWhileRoom<Item, Told>(items: readonly Item[], room: number, tell: (item: Item) => Told): Told[] {
  const told: Told[] = [];
  let left = room;
  for (const item of items) {
    const next = tell(item);
    left -= bytesOfJson(next);
    if (left < 0) break;
    told.push(next);
  }
  return told;
}

/** With a comma. */
export function bytesOfJson(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1;
}
