/**
 * Scores in a packed sorted set: an integer where it is one, else text. Source: redis src/t_zset.c, zzlInsertAt(); src/util.c,
 * double2ll(), d2string(); deps/fpconv/fpconv_dtoa.c, emit_digits().
 */
import type { PackedKind, PackedMeter } from './packed-meter.ts';

/** Whole numbers up to this are integers without a doubt. */
const LARGEST_WHOLE = { listpack: 2 ** 62, ziplist: 2 ** 52 - 1 };

/** @param shortest - with the fewest digits that read back to the same number, not with seventeen */
export function packScore(meter: PackedMeter, score: number, shortest: boolean, kind: PackedKind): void {
  // In a ziplist a zero with a minus is text.
  const whole = Number.isInteger(score) && (kind === 'listpack' || !Object.is(score, -0));
  if (whole && Math.abs(score) <= LARGEST_WHOLE[kind]) {
    meter.integer(score);
    return;
  }
  const text = Buffer.from(shortest ? shortestText(score) : longText(score), 'latin1');
  meter.string(text, 0, text.length);
}

/** As `%.17g` prints it: plain for exponents from -4 to 16, without zeros at the end. */
function longText(score: number): string {
  if (Object.is(score, -0)) return '-0';
  if (!Number.isFinite(score)) return namedText(score);
  const { sign, digits, exponent } = taken(score.toExponential(16));
  const plain = exponent >= -4 && exponent <= 16;
  return sign + (plain ? plainText(digits, exponent) : exponentText(digits, exponent, 2));
}

/** As fpconv prints it: plain where that takes up to seven zeros more. */
function shortestText(score: number): string {
  if (!Number.isFinite(score)) return namedText(score);
  const { sign, digits, exponent } = taken(score.toExponential());
  const last = exponent - digits.length + 1;
  const plain = last >= 0 ? exponent < digits.length + 7 : last > -7 || Math.abs(exponent) < 4;
  return sign + (plain ? plainText(digits, exponent) : exponentText(digits, exponent, 1));
}

/** Significant digits, and the power of ten of the first. */
function taken(text: string): { sign: string; digits: string; exponent: number } {
  const [mantissa = '', power] = text.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  return { sign, digits: mantissa.replace(/[-.]/g, '').replace(/0+$/, ''), exponent: Number(power) };
}

function plainText(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

function exponentText(digits: string, exponent: number, least: number): string {
  const point = digits.length > 1 ? `${digits.slice(0, 1)}.${digits.slice(1)}` : digits;
  return `${point}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(least, '0')}`;
}

function namedText(score: number): string {
  if (Number.isNaN(score)) return 'nan';
  return score > 0 ? 'inf' : '-inf';
}
