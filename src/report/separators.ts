/** What splits keys into segments. */
import { UsageError } from '../errors.ts';

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

/** Of each byte the number of the separator it is, 0 for all others. Given ones have one number: keys are split at each of them. */
export function separatorNumbers(separators: readonly string[] | undefined): Uint8Array {
  const numbers = new Uint8Array(256);
  for (const [i, separator] of (separators ?? SEPARATORS).entries()) {
    numbers[separator.charCodeAt(0)] = separators === undefined ? i + 1 : 1;
  }
  return numbers;
}
