/** Words of a feed's commands that matter to a replica itself. */

/** Up to this many of a command are looked at, and bytes of each. */
export const WORDS = 2;
export const WORD_BYTES = 16;

const LF = 0x0a;

/** Whether a name of `length` bytes with this first letter may be SELECT, MULTI, EXEC or REPLCONF. */
export function mayMatter(length: number, letter: number): boolean {
  switch (letter | 0x20) {
    case 0x73:
      return length === 6;
    case 0x6d:
      return length === 5;
    case 0x65:
      return length === 4;
    case 0x72:
      return length === 8;
    default:
      return false;
  }
}

/** The first words of a command that is whole and right, from its first argument's mark on. */
export function wordsOf(bytes: Uint8Array, first: number, count: number): string[] {
  const words: string[] = [];
  let at = first;
  for (let i = 0; i < Math.min(WORDS, count); i++) {
    const start = bytes.indexOf(LF, at) + 1;
    const length = Number(latin1(bytes, at + 1, start - 2));
    words.push(latin1(bytes, start, start + Math.min(length, WORD_BYTES)));
    at = start + length + 2;
  }
  return words;
}

export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

/** What inline commands begin with. */
export function isLetter(byte: number): boolean {
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}
