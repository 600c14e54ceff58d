/**
 * How many elements a sketch has seen, by the formula of each server version: PFCOUNT puts the result into the string.
 * Source: src/hyperloglog.c, hllCount(), of redis 3.2, 4.0 and 5.0.
 */
import type { Semantics } from '../semantics.ts';
import { REGISTERS } from './sketch.ts';

/** Bits of the hash behind the index. */
const Q = 50;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);
const ALPHA_INFINITE = 0.7213475204444817;
/** What llroundl makes of a number that is too large. */
const OUT_OF_RANGE = 2n ** 63n;

/** LogLog-Beta: factors of the powers of log(zeros + 1), from the first on. */
const BETA = [0.070471823, 0.17393686, 0.16339839, -0.09237745, 0.03738027, -0.005384159, 0.00042419];

/** @param histogram - how many registers have each value */
export function estimate(histogram: readonly number[], semantics: Semantics): bigint {
  if (semantics.since(5, 0)) return toCount(Math.round(estimateErtl(histogram)));
  if (semantics.since(4, 0)) return toCount(Math.round(estimateBeta(histogram)));
  return toCount(Math.trunc(estimateRaw(histogram)));
}

function toCount(value: number): bigint {
  return Number.isFinite(value) ? BigInt(value) : OUT_OF_RANGE;
}

/** Otmar Ertl, arXiv:1702.01284. */
function estimateErtl(histogram: readonly number[]): number {
  let z = REGISTERS * tau((REGISTERS - (histogram[Q + 1] ?? 0)) / REGISTERS);
  for (let value = Q; value >= 1; value--) z = (z + (histogram[value] ?? 0)) * 0.5;
  z += REGISTERS * sigma((histogram[0] ?? 0) / REGISTERS);
  return (ALPHA_INFINITE * REGISTERS * REGISTERS) / z;
}

function sigma(fraction: number): number {
  if (fraction === 1) return Infinity;
  let x = fraction;
  let y = 1;
  let z = x;
  for (let before = NaN; before !== z;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(fraction: number): number {
  if (fraction === 0 || fraction === 1) return 0;
  let x = fraction;
  let y = 1;
  let z = 1 - x;
  for (let before = NaN; before !== z;) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}

function estimateBeta(histogram: readonly number[]): number {
  const zeros = histogram[0] ?? 0;
  const log = Math.log(zeros + 1);
  const beta = BETA.reduce((sum, factor, i) => sum + factor * log ** (i + 1), -0.370393911 * zeros);
  return ALPHA * REGISTERS * (REGISTERS - zeros) * (1 / (harmonicSum(histogram) + beta));
}

/** As in the paper, with linear counting below and a polynomial for the bias that was measured above. */
function estimateRaw(histogram: readonly number[]): number {
  const zeros = histogram[0] ?? 0;
  const raw = (1 / harmonicSum(histogram)) * ALPHA * REGISTERS * REGISTERS;
  if (raw < REGISTERS * 2.5 && zeros !== 0) return REGISTERS * Math.log(REGISTERS / zeros);
  if (raw >= 72000) return raw;
  const bias =
    5.9119 * 1e-18 * (raw * raw * raw * raw) -
    1.4253 * 1e-12 * (raw * raw * raw) +
    1.294 * 1e-7 * (raw * raw) -
    5.2921 * 1e-3 * raw +
    83.3216;
  return raw - raw * (bias / 100);
}

function harmonicSum(histogram: readonly number[]): number {
  return histogram.reduceRight((sum, count, value) => sum + count * 2 ** -value, 0);
}
