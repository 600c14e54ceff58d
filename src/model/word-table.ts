/**
 * What is known of a word, found by the bytes as they stand in the arena: in any case, and without making text of them, for
 * there are hundreds of thousands a second.
 */

interface Entry<T> {
  /** In upper case. */
  readonly bytes: Uint8Array;
  readonly value: T;
}

const LEAST_SLOTS = 32;
/** A quarter full at most: most searches end where they begin. */
const SPARE = 4;
const SMALL_A = 0x61;
const SMALL_Z = 0x7a;
const CASE = 0x20;

export class WordTable<T extends object | string | number> {
  private slots: (Entry<T> | undefined)[] = new Array<undefined>(LEAST_SLOTS).fill(undefined);
  size = 0;

  /** @param entries - words in upper case, each byte as the character of the same number */
  constructor(entries: Iterable<readonly [string, T]> = []) {
    for (const [word, value] of entries) this.put(word, value);
  }

  at(u8: Uint8Array, start: number, end: number): T | undefined {
    const { slots } = this;
    const mask = slots.length - 1;
    for (let slot = hashOf(u8, start, end) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot];
      if (entry === undefined) return undefined;
      if (isWord(entry.bytes, u8, start, end)) return entry.value;
    }
  }

  /** A word that is not there yet. */
  put(word: string, value: T): void {
    if (SPARE * ++this.size > this.slots.length) this.enlarge();
    this.insert({ bytes: Buffer.from(word, 'latin1'), value });
  }

  private insert(entry: Entry<T>): void {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hashOf(entry.bytes, 0, entry.bytes.length) & mask;
    while (slots[slot] !== undefined) slot = (slot + 1) & mask;
    slots[slot] = entry;
  }

  private enlarge(): void {
    const before = this.slots;
    this.slots = new Array<undefined>(2 * before.length).fill(undefined);
    for (const entry of before) if (entry !== undefined) this.insert(entry);
  }
}

/** FNV-1a of the bytes without the bit that tells small letters from capitals. */
function hashOf(u8: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ ((u8[i] ?? 0) & ~CASE), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isWord(word: Uint8Array, u8: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word[i] !== upper(u8[start + i] ?? 0)) return false;
  return true;
}

function upper(byte: number): number {
  return byte >= SMALL_A && byte <= SMALL_Z ? byte - CASE : byte;
}
