/**
 * Digits of a double by Grisu2, which gives one or two more than needed of one number in a thousand: for output that has to
 * equal that of a tool that uses it. Source: Florian Loitsch, Printing Floating-Point Numbers Quickly and Accurately with
 * Integers (PLDI 2010), section 5; the choice among powers is that of the fpconv library, which Redis and librdb carry.
 */

/** A number f × 2^e, f of 64 bits. */
interface Scaled {
  readonly f: bigint;
  readonly e: number;
}

export interface DecimalDigits {
  readonly digits: string;
  /** Of the last digit: the number is digits × 10^power. */
  readonly power: number;
}

const HIDDEN = 1n << 52n;
const BIAS = 1023 + 52;
/** The powers of ten to choose from: every eighth from this one on. */
const FIRST_POWER = -348;
const POWER_STEP = 8;
/** Where the exponent of a scaled number has to be. */
const LEAST_EXPONENT = -60;
const GREATEST_EXPONENT = -32;

const bitLength = (value: bigint): number => value.toString(2).length;

function normalize(f: bigint, e: number): Scaled {
  const shift = 64 - bitLength(f);
  return { f: f << BigInt(shift), e: e - shift };
}

/** 10^k, rounded to 64 bits. */
function powerOfTen(k: number): Scaled {
  const power = 10n ** BigInt(Math.abs(k));
  const spare = 2 * bitLength(power) + 64;
  const exact = k < 0 ? (1n << BigInt(spare)) / power : power << BigInt(spare);
  const drop = bitLength(exact) - 64;
  const f = (exact + (1n << BigInt(drop - 1))) >> BigInt(drop);
  return { f, e: drop - spare };
}

const powers = new Map<number, Scaled>();

/** The power that brings a number of exponent `e` into range, and its k. */
function choosePower(e: number): Scaled & { readonly k: number } {
  const guess = Math.trunc(-(e + 87) * Math.log10(2));
  let k = FIRST_POWER + POWER_STEP * Math.trunc((guess - FIRST_POWER) / POWER_STEP);
  for (;;) {
    const power = powers.get(k) ?? powerOfTen(k);
    powers.set(k, power);
    const scaled = e + power.e + 64;
    if (scaled >= LEAST_EXPONENT && scaled <= GREATEST_EXPONENT) return { ...power, k };
    k += scaled < LEAST_EXPONENT ? POWER_STEP : -POWER_STEP;
  }
}

/** The upper 64 bits of a product, rounded. */
function multiply(a: bigint, b: bigint): bigint {
  return (((a * b) >> 32n) + (1n << 31n)) >> 32n;
}

/** @param value - finite, greater than zero */
export function grisu2Digits(value: number): DecimalDigits {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & (HIDDEN - 1n);
  const biased = Number(bits >> 52n);
  const f = biased === 0 ? fraction : fraction | HIDDEN;
  const e = (biased === 0 ? 1 : biased) - BIAS;

  // Half way to the neighbours; below a power of two the neighbour is nearer.
  const above = normalize(2n * f + 1n, e - 1);
  const closer = f === HIDDEN;
  const belowF = closer ? 4n * f - 1n : 2n * f - 1n;
  const below = belowF << BigInt(e - (closer ? 2 : 1) - above.e);
  const power = choosePower(above.e);
  const upper = multiply(above.f, power.f) - 1n;
  const lower = multiply(below, power.f) + 1n;
  const middle = multiply(normalize(f, e).f, power.f);
  return generate(upper, upper - lower, upper - middle, -(above.e + power.e + 64), -power.k);
}

/** The fewest digits that stay within `width` below `upper`, and then the nearest to what is `distance` below it. */
function generate(upper: bigint, width: bigint, distance: bigint, fractionBits: number, power: number): DecimalDigits {
  const shift = BigInt(fractionBits);
  const one = 1n << shift;
  const whole = String(upper >> shift);
  let rest = upper & (one - 1n);
  for (let left = whole.length - 1; left >= 0; left--) {
    const unit = (10n ** BigInt(left)) << shift;
    const remainder = upper % unit;
    if (remainder > width) continue;
    return {
      digits: nearer(whole.slice(0, whole.length - left), width, remainder, unit, distance),
      power: power + left,
    };
  }
  let digits = whole === '0' ? '' : whole;
  let scale = 1n;
  for (let decimals = 1; ; decimals++) {
    scale *= 10n;
    rest *= 10n;
    const digit = rest >> shift;
    if (digit !== 0n || digits !== '') digits += String(digit);
    rest &= one - 1n;
    if (rest < width * scale) {
      return { digits: nearer(digits, width * scale, rest, one, distance * scale), power: power - decimals };
    }
  }
}

/** Count the last digit down as long as that comes nearer. */
function nearer(digits: string, width: bigint, remainder: bigint, unit: bigint, distance: bigint): string {
  let last = Number(digits.at(-1));
  let rest = remainder;
  while (
    rest < distance &&
    width - rest >= unit &&
    (rest + unit < distance || distance - rest > rest + unit - distance)
  ) {
    last--;
    rest += unit;
  }
  return `${digits.slice(0, -1)}${last}`;
}
