/** What the kernels of prefixes mean, said plainly. Keys and patterns are Latin-1: each byte as the character of the same number. */

const LONGEST = 255;
const WORD = '[0-9A-Za-z\\x80-\\xff]';
/** A UUID, or else a word. */
const UUID_OR_WORD = new RegExp(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!${WORD})|${WORD}+`, 'gi');

/** Each separator's number; keys are split at those with the lowest of the numbers that occur. */
export type Separators = Readonly<Record<string, number>>;

export function patternOf(key: string, separators: Separators, depth = Infinity): string {
  const whole = key.replace(UUID_OR_WORD, fold);
  const pattern = whole.length > LONGEST ? lastSegmentCut(whole.slice(0, LONGEST), separators) : whole;
  return segmentsOf(pattern, separators).slice(0, depth).join('');
}

function fold(word: string): string {
  if (word.includes('-')) return '<uuid>';
  if (/^[0-9]+$/.test(word)) return '<n>';
  if (/^[0-9a-f]{8,}$/i.test(word) && /[0-9]/.test(word)) return '<hex>';
  if (/^0x[0-9a-fA-F]{8,}$/.test(word)) return '0x<hex>';
  return word.replace(/[0-9]+$/, '<n>');
}

/** What a pattern is split into, each with what separates it from the next. */
function segmentsOf(pattern: string, separators: Separators): readonly string[] {
  const separator = separatorsIn(pattern, separators);
  const segments: string[] = [];
  let from = 0;
  for (let at = 1; at <= pattern.length; at++) {
    const isEnd = at === pattern.length || (separator(pattern[at - 1]) && !separator(pattern[at]));
    if (isEnd) segments.push(pattern.slice(from, at));
    if (isEnd) from = at;
  }
  return segments;
}

function lastSegmentCut(pattern: string, separators: Separators): string {
  const separator = separatorsIn(pattern, separators);
  const segments = segmentsOf(pattern, separators);
  return (separator(pattern.at(-1)) ? segments : segments.slice(0, -1)).join('');
}

function separatorsIn(pattern: string, separators: Separators): (byte: string | undefined) => boolean {
  const lowest = Math.min(...Array.from(pattern, (byte) => separators[byte] ?? Infinity));
  return (byte) => byte !== undefined && separators[byte] === lowest;
}

/** The prefix that a pattern is in. */
export function parentOf(pattern: string, separators: Separators): string {
  return segmentsOf(pattern, separators).slice(0, -1).join('');
}
