/** Scores that stand as text and that the kernels leave to be parsed. Source: rdb-format.md 2.4. */
import { DecodeError } from '../errors.ts';
import type { Context } from './context.ts';

const NUMBER =
  /^[ \t\n\v\f\r]*([+-]?)(?:(inf(?:inity)?)|(nan)|(0x[0-9a-f.]+(?:p[+-]?\d+)?)|((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))$/i;

/** What C's strtod makes of the whole of `text`; undefined if it does not take all of it. */
export function parseScore(text: string): number | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, infinity, nan, hex, decimal] = match;
  let value: number;
  if (infinity !== undefined) value = Infinity;
  else if (nan !== undefined) value = NaN;
  else if (hex !== undefined) value = parseHex(hex);
  else value = Number(decimal);
  return sign === '-' ? -value : value;
}

/** C99 hexadecimal: 0x1.8p+3. */
function parseHex(text: string): number {
  const [mantissa = '', exponent = '0'] = text.slice(2).toLowerCase().split('p');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return Number.parseInt(`${whole}${fraction}` || '0', 16) * 2 ** (Number(exponent) - 4 * fraction.length);
}

/**
 * Parse the scores of `count` rows that are left: their NaN holds the text's length and place (assembly/packed.ts, pairScores).
 * @throws DecodeError SCORE: no number, or NaN
 */
export function parseSlowScores(context: Context, count: number, allowNaN = false): void {
  const { arena, cursor } = context;
  const first = arena.rows.start;
  for (let row = first; row < first + 16 * count; row += 16) {
    const score = arena.f64[(row + 8) >>> 3] ?? 0;
    if (score === score) continue;
    const length = (arena.u32[(row + 12) >>> 2] ?? 0) & 0xffff;
    const start = arena.u32[(row + 8) >>> 2] ?? 0;
    const text = arena.latin1(start, start + length);
    const value = length === 0 ? NaN : parseScore(text);
    if (value === undefined)
      throw new DecodeError('SCORE', `score ${JSON.stringify(text)} is no number`, cursor.offset);
    if (value !== value && !allowNaN) throw new DecodeError('SCORE', 'score is NaN', cursor.offset);
    arena.f64[(row + 8) >>> 3] = value;
  }
}
