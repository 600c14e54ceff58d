/** Words for a POSIX shell, and globs that mean one key. */

const PLAIN = /^[\w/:=.,@%+-]+$/;
const CONTROL = /[\p{C}\p{Zl}\p{Zp}]/u;
const GLOB_SPECIAL = /[*?[\]\\]/;

/** As one word. Control characters and what hides text are escaped as in `$'\n'`, so that a terminal obeys none. */
export function quoteWord(word: string): string {
  if (PLAIN.test(word)) return word;
  if (!CONTROL.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = Array.from(word, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    return CONTROL.test(character) ? escapeBytes(character) : character;
  });
  return `$'${escaped.join('')}'`;
}

function escapeBytes(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Of a longer key, the glob has the beginning: no shell takes lines of any length. */
const LONGEST = 256;

/** A glob that matches this key: bytes that no command line carries stand as `?`, which matches others as well. */
export function keyGlob(key: Uint8Array): string {
  if (key.length > LONGEST) return `${wholeGlob(key.subarray(0, characterStart(key, LONGEST)))}*`;
  return wholeGlob(key);
}

/** The last place at or before `at` where no UTF-8 sequence goes on. */
function characterStart(key: Uint8Array, at: number): number {
  let start = at;
  while (at - start < 3 && ((key[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}

function wholeGlob(key: Uint8Array): string {
  const text = Buffer.from(key).toString('utf8');
  if (!Buffer.from(text).equals(key)) return Array.from(key, byteGlob).join('');
  return Array.from(text, (character) => {
    if (CONTROL.test(character)) return '?'.repeat(Buffer.byteLength(character));
    return GLOB_SPECIAL.test(character) ? `\\${character}` : character;
  }).join('');
}

function byteGlob(byte: number): string {
  if (byte < 0x20 || byte > 0x7e) return '?';
  const character = String.fromCharCode(byte);
  return GLOB_SPECIAL.test(character) ? `\\${character}` : character;
}
