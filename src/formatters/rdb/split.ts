/** Which of several files a key goes into. */
import { keySlot, SLOTS } from '../../model/slot.ts';
import type { KeyHeader } from '../../model/sink.ts';
import type { Router } from './options.ts';
import type { RdbFile } from './rdb-file.ts';

export type SlotRange = readonly [first: number, last: number];

/** How an output is split: by cluster slots, or into parts of so many keys, or of about so many bytes. */
export type Split =
  | { readonly by: 'slots'; readonly ranges: readonly SlotRange[] }
  | { readonly by: 'keys'; readonly keys: number }
  | { readonly by: 'size'; readonly bytes: number };

/** As many ranges of slots, as equal as can be. */
export function equalRanges(count: number): SlotRange[] {
  return Array.from({ length: count }, (_, i) => [
    Math.floor((i * SLOTS) / count),
    Math.floor(((i + 1) * SLOTS) / count) - 1,
  ]);
}

/** @param files - one for each range @returns a router */
export function routeBySlots(ranges: readonly SlotRange[], files: readonly RdbFile[]): Router {
  const bySlot = new Array<RdbFile | undefined>(SLOTS);
  for (const [i, [first, last]] of ranges.entries()) bySlot.fill(files[i], first, last + 1);
  return {
    route(_header: KeyHeader, key: Uint8Array, current: RdbFile) {
      return bySlot[keySlot(key)] ?? current;
    },
  };
}

/** A new file whenever the one at hand has `keys` keys. @param open - opens the next */
export function routeByKeys(keys: number, open: () => RdbFile): Router {
  return { route: (_header, _key, current) => (current.keys >= keys ? open() : current) };
}

/** A new file whenever the one at hand has reached `bytes`. */
export function routeBySize(bytes: number, open: () => RdbFile): Router {
  return {
    route: (_header, _key, current, waiting) =>
      current.bytes + waiting >= bytes && current.keys > 0 ? open() : current,
  };
}
