/**
 * Ids of streams as words, which compare and merge without bigints. An id takes four: the low and the high half of its ms, then
 * of its seq, as a BigUint64Array has them in memory.
 */
import type { RaxCounter, RaxSize } from './rax.ts';

/** Of a key in a tree of ids. */
export const ID_BYTES = 16;
const ID_WORDS = 4;
/** The words from the most significant on. */
const ORDER = [1, 0, 3, 2] as const;

/** Pairs of ms and seq as words: a view of them. */
export function idWords(ids: BigUint64Array): Uint32Array {
  return new Uint32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
}

/** How many ids the words are. */
export function idCount(words: Uint32Array): number {
  return words.length / ID_WORDS;
}

/** How many bytes two ids share at their start, where ms and seq stand big endian. */
export function sharedIdBytes(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  let shared = 0;
  for (const word of ORDER) {
    const differing = (a[ID_WORDS * i + word] ?? 0) ^ (b[ID_WORDS * j + word] ?? 0);
    if (differing !== 0) return shared + (Math.clz32(differing) >>> 3);
    shared += 4;
  }
  return ID_BYTES;
}

/**
 * The tree of ids that ascend.
 * @param chosen - which of them; all if it is not given
 */
export function sizeOfIds(counter: RaxCounter, ids: Uint32Array, chosen?: Uint32Array): RaxSize {
  const count = chosen?.length ?? idCount(ids);
  let before = 0;
  for (let i = 0; i < count; i++) {
    const now = chosen?.[i] ?? i;
    counter.add(i === 0 ? 0 : sharedIdBytes(ids, before, ids, now), ID_BYTES);
    before = now;
  }
  return counter.finish();
}

/** Below 0: id `i` of `a` comes before id `j` of `b`. */
function compare(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  for (const word of ORDER) {
    const difference = (a[ID_WORDS * i + word] ?? 0) - (b[ID_WORDS * j + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The ids of all, each once, ascending as those of each are. */
export function unionOfIds(all: readonly Uint32Array[]): Uint32Array {
  let round = all;
  while (round.length > 1) {
    const next: Uint32Array[] = [];
    for (let i = 0; i < round.length; i += 2) next.push(merge(round[i] ?? NONE, round[i + 1] ?? NONE));
    round = next;
  }
  return round[0] ?? NONE;
}

const NONE = new Uint32Array();

function merge(a: Uint32Array, b: Uint32Array): Uint32Array {
  if (b.length === 0) return a;
  const merged = new Uint32Array(a.length + b.length);
  const [ends, endsOther] = [idCount(a), idCount(b)];
  let [i, j, count] = [0, 0, 0];
  while (i < ends || j < endsOther) {
    const order = j >= endsOther ? -1 : i >= ends ? 1 : compare(a, i, b, j);
    const [from, at] = order <= 0 ? [a, i] : [b, j];
    for (let word = 0; word < ID_WORDS; word++) merged[ID_WORDS * count + word] = from[ID_WORDS * at + word] ?? 0;
    count++;
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return merged.subarray(0, ID_WORDS * count);
}
