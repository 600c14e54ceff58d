/** Items of two lists as numbers: equal items have the same one, so that they can be compared many times. */
import { hashOf, spread } from '../../keyspace/byte-table.ts';
import { equalSpans, type Span } from '../../keyspace/span.ts';
import type { ListIndex } from '../../keyspace/values/list-index.ts';

/** A run of a list's items. */
export interface ListPart {
  readonly list: ListIndex;
  readonly start: number;
  readonly end: number;
}

export interface ListNumbers {
  /** A number per item of the parts, from 0. */
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** How many numbers there are. */
  readonly count: number;
}

export function numberItems(a: ListPart, b: ListPart): ListNumbers {
  const numbering = new Numbering(a.end - a.start + b.end - b.start);
  const numbersOfA = numbering.add(a);
  const numbersOfB = numbering.add(b);
  return { a: numbersOfA, b: numbersOfB, count: numbering.count };
}

/** Keeps no bytes of items: where the first of each kind stands is enough. */
class Numbering {
  count = 0;
  /** By a hash of the item, open addressing: its number + 1; 0: free. */
  private readonly slots: Uint32Array;
  /** By number. */
  private readonly hashes: Uint32Array;
  private readonly places: Uint32Array;
  /** By number, of the lists that were added: the first of those that `places` is of. */
  private readonly lists: ListIndex[] = [];
  private readonly firsts: number[] = [];

  constructor(most: number) {
    let size = 16;
    while (size < 2 * most) size *= 2;
    this.slots = new Uint32Array(size);
    this.hashes = new Uint32Array(most);
    this.places = new Uint32Array(most);
  }

  add({ list, start, end }: ListPart): Uint32Array {
    this.lists.push(list);
    this.firsts.push(this.count);
    const numbers = new Uint32Array(end - start);
    for (let place = start; place < end; place++) numbers[place - start] = this.numberOf(list.at(place), place);
    return numbers;
  }

  private numberOf(item: Span, place: number): number {
    const { slots, hashes } = this;
    const hash = spread(hashOf(item));
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = (slots[slot] ?? 0) - 1;
      if (hashes[number] === hash && equalSpans(this.item(number), item)) return number;
    }
    const number = this.count++;
    slots[slot] = number + 1;
    hashes[number] = hash;
    this.places[number] = place;
    return number;
  }

  private item(number: number): Span {
    const [first, second = first] = this.lists;
    const list = number < (this.firsts[1] ?? Infinity) ? first : second;
    return list?.at(this.places[number] ?? 0) ?? NOTHING;
  }
}

const NOTHING: Span = { bytes: new Uint8Array(), start: 0, end: 0 };
