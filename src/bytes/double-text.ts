/** Doubles as other languages print them. All but `%.17g` begin with the shortest digits that read back. */
import { grisu2Digits } from './grisu2.ts';

interface Digits {
  readonly sign: string;
  readonly digits: string;
  /** Of the first digit, as in d.ddd × 10^exponent. */
  readonly exponent: number;
}

function split(text: string): Digits {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  return { sign, digits: mantissa.replace(/[-.]/g, ''), exponent: Number(exponent) };
}

/** `123`, `0.0123`: digits with the point where the exponent has it. */
function fixed({ digits, exponent }: Digits): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const part = digits.slice(exponent + 1);
  return part === '' ? whole : `${whole}.${part}`;
}

/** `1.5`, `1`: what stands before the e of scientific notation. */
function mantissa(digits: string): string {
  return digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
}

/** At least two digits and a sign, as C and Python have it. */
function wideExponent(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Python 3, repr(). */
export function pythonDouble(value: number): string {
  if (value !== value) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const parts = split(value.toExponential());
  const { sign, digits, exponent } = parts;
  if (exponent < -4 || exponent >= 16) return `${sign}${mantissa(digits)}${wideExponent(exponent)}`;
  const text = fixed(parts);
  return `${sign}${text}${text.includes('.') ? '' : '.0'}`;
}

/** Java 19 and later, Double.toString(): two digits at least. Earlier ones print one or two more than needed of some numbers. */
export function javaDouble(value: number): string {
  if (value !== value) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const shortest = split(value.toExponential());
  const parts = shortest.digits.length > 1 ? shortest : split(value.toExponential(1));
  const { sign, digits, exponent } = parts;
  if (exponent < -3 || exponent >= 7) return `${sign}${mantissa(digits)}E${exponent}`;
  const text = fixed(shortest);
  return `${sign}${text}${text.includes('.') ? '' : '.0'}`;
}

/** Go, encoding/json: as JavaScript has it, but for negative zero. Infinities and NaN have no form in Go's JSON. */
export function goDouble(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

const PRINTF_DIGITS = 17;
/** More digits than any double has beside zeros, where a tie is to be told from what is near one. */
const EXACT_DIGITS = 41;

/** C, printf("%.17g"): ties go to the even digit, where JavaScript rounds them up. */
export function printfDouble(value: number): string {
  if (value !== value) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0';
  const { sign, digits: rounded, exponent } = downToEven(value) ?? split(value.toExponential(PRINTF_DIGITS - 1));
  const digits = rounded.slice(0, PRINTF_DIGITS).replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= PRINTF_DIGITS) return `${sign}${mantissa(digits)}${wideExponent(exponent)}`;
  return `${sign}${fixed({ sign, digits, exponent })}`;
}

/** All digits, where those behind the seventeenth are a tie that goes down. */
function downToEven(value: number): Digits | undefined {
  // One digit more ends with a five where there is a tie, and seldom where there is none.
  if (!value.toExponential(PRINTF_DIGITS).includes('5e')) return undefined;
  const exact = split(value.toExponential(EXACT_DIGITS - 1));
  const tie = /^50*$/.test(exact.digits.slice(PRINTF_DIGITS)) && Number(exact.digits[PRINTF_DIGITS - 1]) % 2 === 0;
  return tie ? exact : undefined;
}

/**
 * fpconv, as servers print doubles since 7.2 (integers by a short cut of their own) and librdb prints all, -0 as 0: 10^8 is
 * `1e+8`. Source: redis/librdb (February 2026) deps/redis/util.c; deps/redis/fpconv_dtoa.c, emit_digits().
 */
export function fpconvDouble(value: number): string {
  if (value !== value) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return '0';
  const sign = value < 0 ? '-' : '';
  const { digits, power } = grisu2Digits(Math.abs(value));
  const exponent = power + digits.length - 1;
  const size = Math.abs(exponent);
  const plain = power >= 0 ? size < digits.length + 7 : power > -7 || size < 4;
  if (plain) return `${sign}${fixed({ sign, digits, exponent })}`;
  return `${sign}${mantissa(digits)}e${exponent < 0 ? '-' : '+'}${size}`;
}
