/** The places of all keys that differ, as they are found. */
import type { Arena, Region } from '../../bytes/arena.ts';
import type { ChangedPlaces, Differences, TwicePlace } from '../differences.ts';
import { LateRegion } from './late-region.ts';
import { placeOf, RunFile } from './merged-runs.ts';
import { OrderedPlaces } from './ordered-places.ts';
import type { Spooled } from './spooled.ts';

const PLACE = 3;
const PAIR = 4;
/** The highest bit of the second place of a pair tells that values differ. */
const HIGH_BITS = 0x7fffffff;

export class FoundPlaces {
  readonly removed: OrderedPlaces;
  readonly changed: OrderedPlaces;
  readonly added: OrderedPlaces;
  private readonly arena: Arena;
  private readonly ends: Region;
  private file: RunFile | undefined;

  /** @param bytes - of each kind, and to sort */
  constructor(arena: Arena, bytes: number, spool: () => Spooled) {
    const file = (): RunFile => (this.file ??= new RunFile(spool()));
    const room = (): LateRegion => new LateRegion(arena, bytes);
    const spare = room();
    this.arena = arena;
    this.ends = arena.allocate(8);
    this.removed = new OrderedPlaces(arena, PLACE, room(), spare, file);
    this.changed = new OrderedPlaces(arena, PAIR, room(), spare, file);
    this.added = new OrderedPlaces(arena, PLACE, room(), spare, file);
  }

  /** Take places of records that wait, from `from` to `end`. Gives how far there was room. */
  take(from: number, end: number): number {
    const { arena, removed, added } = this;
    const a = removed.room(1);
    const b = added.room(1);
    const at = arena.kernels.takePlaces(from, end, a.start, a.end, b.start, b.end, this.ends.start);
    removed.filled(arena.u32[this.ends.start >>> 2] ?? 0);
    added.filled(arena.u32[(this.ends.start >>> 2) + 1] ?? 0);
    return at;
  }

  finish(): void {
    this.removed.finish();
    this.changed.finish();
    this.added.finish();
  }

  differences(same: number, twice: TwicePlace | undefined): Differences {
    const { removed, changed, added } = this;
    return {
      twice,
      same,
      removed: removed.count,
      changed: changed.count,
      added: added.count,
      removedPlaces: () => ({ [Symbol.iterator]: () => placesOf(removed) }),
      changedPlaces: () => ({ [Symbol.iterator]: () => pairsOf(changed) }),
      addedPlaces: () => ({ [Symbol.iterator]: () => placesOf(added) }),
    };
  }

  close(): void {
    this.file?.close();
  }
}

function* placesOf(places: OrderedPlaces): Generator<number> {
  for (const words of places.sortedRows()) {
    for (let at = 0; at < words.length; at += 2) yield placeOf(words, at);
  }
}

function* pairsOf(places: OrderedPlaces): Generator<ChangedPlaces> {
  for (const words of places.sortedRows()) {
    for (let at = 0; at < words.length; at += 4) {
      const high = words[at + 3] ?? 0;
      const b = (words[at + 2] ?? 0) + 2 ** 32 * (high & HIGH_BITS);
      yield { a: placeOf(words, at), b, valueDiffers: high > HIGH_BITS };
    }
  }
}
