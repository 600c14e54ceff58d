/** What splits keys into segments, and what ids are made of. */
import { UsageError } from '../errors.ts';
import { BYTE_CLASS } from '../kernels/kernels.ts';

/**
 * Each key is split at the first of these that it has, wherever it stands. `:` is what Redis' own documentation recommends, and so
 * what most names are made of; `/` and `|` stand in names for nothing else; `.`, `-` and `_` are part of words where there is one of
 * those before them: of `app_v2:user-cart:17` only the colons separate.
 */
export const SEPARATORS = [':', '/', '|', '.', '-', '_'] as const;

/** Ids are folded to names in these, and letters are what segments are made of. */
const NO_SEPARATOR = /[^!-~]|[0-9A-Za-z<>]/;

/** @throws UsageError */
export function checkSeparators(separators: readonly string[]): void {
  if (separators.length === 0) throw new UsageError('no separator of prefixes is given');
  for (const separator of separators) {
    if (separator.length !== 1 || NO_SEPARATOR.test(separator)) {
      const text = JSON.stringify(separator);
      throw new UsageError(
        `${text} cannot separate prefixes: give one ASCII character that is no letter, digit, < or >`,
      );
    }
  }
}

/** For each byte what it is in a word, or which separator. Given ones count alike: keys are split at each. */
export function byteClasses(separators: readonly string[] | undefined): Uint8Array {
  const classes = Uint8Array.from({ length: 256 }, (_, byte) => classOf(String.fromCharCode(byte)));
  for (const [i, separator] of (separators ?? SEPARATORS).entries()) {
    classes[separator.charCodeAt(0)] = BYTE_CLASS.SEPARATOR * (separators === undefined ? i + 1 : 1);
  }
  return classes;
}

function classOf(byte: string): number {
  if (/[0-9]/.test(byte)) return BYTE_CLASS.DIGIT;
  if (/[A-Fa-f]/.test(byte)) return BYTE_CLASS.HEX;
  // Bytes that are no ASCII: of characters that are no separators, and are not cut.
  return /[G-Zg-z\x80-\xff]/.test(byte) ? BYTE_CLASS.LETTER : 0;
}
