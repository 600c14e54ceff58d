/** Duplicates, by a set of texts. */

/** More elements are not looked at. */
const MOST = 2048;

/** The number (from 1) of the first element that stands earlier too, 0 if there is none. */
export function firstDuplicate(elements: readonly Uint8Array[]): number {
  if (elements.length > MOST) return 0;
  const texts = elements.map((bytes) => Buffer.from(bytes).toString('latin1'));
  return 1 + texts.findIndex((text, i) => texts.indexOf(text) < i);
}
