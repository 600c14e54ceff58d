/**
 * Sine, cosine and arc sine rounded to the nearest double, as the C libraries of servers have them but for one result in
 * thousands; the engine's own are off by the last bit far more often. Worked out in pairs of doubles, about 106 bits.
 */

/** The sum of both, the second less than half the last bit of the first. */
type Pair = readonly [high: number, low: number];

/** 2^27 + 1: halves the bits of a double. Source: Dekker 1971. */
const SPLITTER = 134217729;
/** Pi/2 in three parts; multiples up to 4 of the first two are exact. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;
/** Beyond that the reduction loses bits, and no coordinate gives such an angle. */
const LARGEST = 4;
/** Terms of the series that are worked out in pairs; what comes behind them is so small that doubles will do. */
const PAIRED_TERMS = 4;
/** After these they are below 2^-110 for angles up to pi/4. */
const TERMS = 13;

export function sin(x: number): number {
  if (!(Math.abs(x) <= LARGEST)) return Math.sin(x);
  return sum(sinPair(x));
}

export function cos(x: number): number {
  if (!(Math.abs(x) <= LARGEST)) return Math.cos(x);
  return sum(cosPair(x));
}

/** One step of Newton's from the engine's answer. */
export function asin(x: number): number {
  const y = Math.asin(x);
  if (y === 0 || !(Math.abs(x) < 1)) return y;
  const [high, low] = sinPair(y);
  return y + (x - high - low) / Math.cos(y);
}

/** The same, of the angle whose tangent is y/x. */
export function atan2(y: number, x: number): number {
  const angle = Math.atan2(y, x);
  const length = Math.hypot(x, y);
  if (!(length > 0)) return angle;
  const across = add(multiply([y, 0], cosPair(angle)), negated(multiply([x, 0], sinPair(angle))));
  return angle + sum(across) / length;
}

function sum([high, low]: Pair): number {
  return high + low;
}

function sinPair(x: number): Pair {
  const quarter = Math.round(x / HALF_PI[0]);
  const rest = reduce(x, quarter);
  switch (quarter & 3) {
    case 0:
      return sinSeries(rest);
    case 1:
      return cosSeries(rest);
    case 2:
      return negated(sinSeries(rest));
    default:
      return negated(cosSeries(rest));
  }
}

function cosPair(x: number): Pair {
  const quarter = Math.round(x / HALF_PI[0]);
  const rest = reduce(x, quarter);
  switch (quarter & 3) {
    case 0:
      return cosSeries(rest);
    case 1:
      return negated(sinSeries(rest));
    case 2:
      return negated(cosSeries(rest));
    default:
      return sinSeries(rest);
  }
}

function reduce(x: number, quarter: number): Pair {
  const [first, second, third] = HALF_PI;
  const rest = twoSum(x - quarter * first, -quarter * second);
  return add(rest, [-quarter * third, 0]);
}

/** x - x^3/3! + x^5/5! … */
function sinSeries(x: Pair): Pair {
  return series(x, x, 1);
}

/** 1 - x^2/2! + x^4/4! … */
function cosSeries(x: Pair): Pair {
  return series(x, [1, 0], 0);
}

function series(x: Pair, first: Pair, power: number): Pair {
  const square = multiply(x, x);
  const terms: Pair[] = [first];
  let term = first;
  let n = power + 2;
  for (; n <= power + 2 * PAIRED_TERMS; n += 2) {
    term = divide(negated(multiply(term, square)), n * (n - 1));
    terms.push(term);
  }
  let rest = 0;
  let small = term[0];
  for (; n <= power + 2 * TERMS; n += 2) {
    small *= -square[0] / (n * (n - 1));
    rest += small;
  }
  // The smallest first.
  return terms.reduceRight<Pair>((total, next) => add(next, total), [rest, 0]);
}

function negated([high, low]: Pair): Pair {
  return [-high, -low];
}

/** Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2. */
function twoSum(a: number, b: number): Pair {
  const high = a + b;
  const part = high - a;
  return [high, a - (high - part) + (b - part)];
}

function twoProduct(a: number, b: number): Pair {
  const high = a * b;
  const [a1, a2] = split(a);
  const [b1, b2] = split(b);
  return [high, a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2];
}

function split(a: number): Pair {
  const large = SPLITTER * a;
  const high = large - (large - a);
  return [high, a - high];
}

function add(a: Pair, b: Pair): Pair {
  const [high, low] = twoSum(a[0], b[0]);
  const [lowHigh, lowLow] = twoSum(a[1], b[1]);
  const [middle, rest] = twoSum(high, low + lowHigh);
  return twoSum(middle, rest + lowLow);
}

function multiply(a: Pair, b: Pair): Pair {
  const [high, low] = twoProduct(a[0], b[0]);
  return twoSum(high, low + a[0] * b[1] + a[1] * b[0]);
}

/** By a small whole number. */
function divide(a: Pair, by: number): Pair {
  const quotient = a[0] / by;
  const [high, low] = twoProduct(quotient, by);
  return twoSum(quotient, (a[0] - high - low + a[1]) / by);
}
