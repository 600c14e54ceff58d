/** How many terminal columns a text takes. Source: Unicode UAX #11; ambiguous characters count as narrow. */
import { eastAsianWidth } from 'get-east-asian-width';

const ASCII = /^[ -~]*$/;
/** Where no terminal says how wide it is. */
const DEFAULT_COLUMNS = 160;
/** A narrower terminal wraps lines. */
const NARROWEST = 40;
/** A character is at most so many bytes, and marks may stand above it. */
export const BYTES_PER_COLUMN = 8;

/** How wide lines are; `columns`: of the terminal, if it is one. */
export function columnsOf(columns = DEFAULT_COLUMNS): number {
  return Math.max(NARROWEST, columns);
}

/** Marks stand above what is before them; the joiners and variation selectors are not seen. */
const UNSEEN = /^[\p{Mn}\p{Me}\u200c\u200d]$/u;

export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** As much of the text as fits; a wide character that would stand half over the edge is left out. */
export function cutToWidth(text: string, most: number): string {
  if (ASCII.test(text)) return text.slice(0, Math.max(0, most));
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function characterWidth(character: string): number {
  return UNSEEN.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
}
