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

/** A glob that matches this key: bytes that no command line carries stand as `?`, which matches others as well. */
export function keyGlob(key: Uint8Array): string {
  const text = Buffer.from(key).toString('utf8');
  if (!Buffer.from(text).equals(key)) return Array.from(key, (byte) => globOf(byte)).join('');
  return Array.from(text, (character) => {
    if (CONTROL.test(character)) return '?'.repeat(Buffer.byteLength(character));
    return GLOB_SPECIAL.test(character) ? `\\${character}` : character;
  }).join('');
}

function globOf(byte: number): string {
  if (byte < 0x20 || byte > 0x7e) return '?';
  const character = String.fromCharCode(byte);
  return GLOB_SPECIAL.test(character) ? `\\${character}` : character;
}
