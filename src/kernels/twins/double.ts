/** Doubles to text and back, by JavaScript's own String and Number. Source: record-schema.md. */

/** What JSON has no number for. */
const WORDS: readonly (readonly [number, string])[] = [
  [-0, '-0'],
  [NaN, '"nan"'],
  [Infinity, '"inf"'],
  [-Infinity, '"-inf"'],
];

export function putDouble(value: number): string {
  const word = WORDS.find(([special]) => Object.is(special, value));
  return word?.[1] ?? String(value);
}

/** Digits that 64 bits hold whatever they are. */
const MOST_DIGITS = 18;

/** The double for plain decimal text of at most 18 digits and a significand up to 2^53; NaN for any other: the caller parses it. */
export function readDouble(text: string): number {
  if (!/^-?\d*\.?\d*$/.test(text)) return NaN;
  const digits = text.replaceAll(/\D/g, '');
  if (digits === '' || digits.length > MOST_DIGITS || BigInt(digits) > 2n ** 53n) return NaN;
  return Number(text);
}
