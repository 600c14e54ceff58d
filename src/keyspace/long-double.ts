/**
 * Sums of decimals as servers work them out, in the 80-bit floating point of x86: 64 bits of mantissa. Numbers are kept as
 * mantissa * 2^exponent with a bigint. Source: redis src/t_string.c, incrbyfloatCommand(); src/util.c, ld2string().
 */
import { CommandError } from './command-error.ts';

const MANTISSA_BITS = 64;
/** Digits after the point. */
const DECIMALS = 17n;
/** The largest has 4933 digits. */
const MOST_DIGITS = 4950;

interface Binary {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The sum of two numbers as INCRBYFLOAT answers it. @throws CommandError: one of them is no number, or too large */
export function addDecimals(a: string, b: string): string {
  return format(round(plus(parse(a), parse(b))));
}

/** 1 if a is larger, -1 if b is. @throws CommandError as `addDecimals` */
export function compareDecimals(a: string, b: string): number {
  const { mantissa } = plus(parse(a), negated(parse(b)));
  return mantissa === 0n ? 0 : mantissa > 0n ? 1 : -1;
}

function negated({ mantissa, exponent }: Binary): Binary {
  return { mantissa: -mantissa, exponent };
}

function parse(text: string): Binary {
  const [, sign, whole = '', fraction = '', power = '0'] = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') throw new CommandError('a value is no valid float');
  const scale = Number(power) - fraction.length;
  if (Math.abs(scale) > MOST_DIGITS || text.length > MOST_DIGITS) throw new CommandError('a float is out of range');
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return scale < 0
    ? divide(digits, 10n ** BigInt(-scale))
    : round({ mantissa: digits * 10n ** BigInt(scale), exponent: 0 });
}

/** Rounded to the nearest. */
function divide(a: bigint, b: bigint): Binary {
  const shift = Math.max(0, bitsOf(b) - bitsOf(a) + MANTISSA_BITS + 2);
  const scaled = a << BigInt(shift);
  // What is left over only matters in that it is not nothing.
  const exact = scaled % b === 0n ? 0n : a < 0n ? -1n : 1n;
  return round({ mantissa: 2n * (scaled / b) + exact, exponent: -shift - 1 });
}

function plus(a: Binary, b: Binary): Binary {
  const exponent = Math.min(a.exponent, b.exponent);
  const mantissa = (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  return { mantissa, exponent };
}

function round({ mantissa, exponent }: Binary): Binary {
  const excess = bitsOf(mantissa) - MANTISSA_BITS;
  if (excess <= 0) return { mantissa, exponent };
  return { mantissa: divideToEven(mantissa, 1n << BigInt(excess)), exponent: exponent + excess };
}

/** The nearest integer to a/b, of two that are equally near the even one. */
function divideToEven(a: bigint, b: bigint): bigint {
  const size = a < 0n ? -a : a;
  const quotient = size / b;
  const twice = 2n * (size % b);
  const up = twice > b || (twice === b && quotient % 2n === 1n);
  const nearest = up ? quotient + 1n : quotient;
  return a < 0n ? -nearest : nearest;
}

function bitsOf(value: bigint): number {
  return value === 0n ? 0 : (value < 0n ? -value : value).toString(2).length;
}

/** With up to 17 decimals, without zeros at the end. */
function format({ mantissa, exponent }: Binary): string {
  const scaled = mantissa * 10n ** DECIMALS;
  const units = exponent >= 0 ? scaled << BigInt(exponent) : divideToEven(scaled, 1n << BigInt(-exponent));
  const digits = (units < 0n ? -units : units).toString().padStart(Number(DECIMALS) + 1, '0');
  const point = digits.length - Number(DECIMALS);
  const text = `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/\.?0+$/, '');
  return units < 0n ? `-${text}` : text;
}
