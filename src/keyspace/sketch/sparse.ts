/**
 * Registers as runs of equal values, for sketches of few elements.
 *
 *   ZERO  = 00llllll            length - 1
 *   XZERO = 01llllll llllllll   length - 1
 *   VAL   = 1vvvvvll            value - 1, length - 1
 *
 * Which runs follow from which changes is part of the result, as the string is compared with the server's.
 * Source: redis 7.0 src/hyperloglog.c, hllSparseSet().
 */
import { CommandError } from '../command-error.ts';
import { copyInto } from '../span.ts';

const LONGEST_ZERO = 64;
const LONGEST_XZERO = 16384;
const LONGEST_VALUE = 4;
const LARGEST_VALUE = 32;
/** With the header. Source: redis src/config.c, hll-sparse-max-bytes; a log does not tell if it was set to another. */
const MOST_BYTES = 3000;
/** Runs that are looked at for a merge, from the one before the change on. */
const MERGE_SCAN = 5;

interface Run {
  /** Registers. */
  readonly length: number;
  readonly value: number;
}

export type SparseChange =
  | { readonly kind: 'none' }
  /** Runs cannot hold the value, or would take too much room. */
  | { readonly kind: 'too long' }
  /** The whole string as it is then, in a buffer of its own. */
  | { readonly kind: 'changed'; readonly bytes: Uint8Array };

export function damaged(): CommandError {
  return new CommandError('INVALIDOBJ: a damaged HyperLogLog');
}

const isValue = (byte: number): boolean => (byte & 0x80) !== 0;
const isLongZero = (byte: number): boolean => (byte & 0xc0) === 0x40;

/** All registers are zero. */
export function emptySparse(registers: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = registers; left > 0; left -= LONGEST_XZERO) pushZeros(bytes, Math.min(left, LONGEST_XZERO), true);
  return Uint8Array.from(bytes);
}

export function* sparseRuns(bytes: Uint8Array, start: number, end: number): Generator<Run> {
  for (let at = start; at < end; at += sizeOf(bytes, at)) yield readRun(bytes, at);
}

/** Make a register at least `value`; the runs stand from `runs` to `end`, the string begins at `start`. @throws CommandError */
export function raiseSparse(
  bytes: Uint8Array,
  start: number,
  runs: number,
  end: number,
  index: number,
  value: number,
): SparseChange {
  if (value > LARGEST_VALUE) return { kind: 'too long' };
  let at = runs;
  let before = runs;
  let first = 0;
  while (at < end) {
    const length = lengthOf(bytes, at);
    if (index < first + length) break;
    before = at;
    at += sizeOf(bytes, at);
    first += length;
  }
  if (at >= end) throw damaged();
  const run = readRun(bytes, at);
  if (run.value >= value) return { kind: 'none' };
  const next = at + sizeOf(bytes, at);
  const split = splitRun(run, index - first, value);
  const grown = split.length - (next - at);
  if (grown > 0 && end - start + grown > MOST_BYTES) return { kind: 'too long' };
  const changed = new Uint8Array(end - start + grown);
  copyInto(bytes, start, at, changed, 0);
  changed.set(split, at - start);
  copyInto(bytes, next, end, changed, at - start + split.length);
  return { kind: 'changed', bytes: mergeRuns(changed, before - start) };
}

/** The runs that stand for `run` when one of its registers has another value. */
function splitRun({ length, value: old }: Run, index: number, value: number): number[] {
  const split: number[] = [];
  const after = length - index - 1;
  if (index > 0) pushRun(split, old, index);
  split.push(valueRun(value, 1));
  if (after > 0) pushRun(split, old, after);
  return split;
}

function pushRun(bytes: number[], value: number, length: number): void {
  if (value === 0) pushZeros(bytes, length, length > LONGEST_ZERO);
  else bytes.push(valueRun(value, length));
}

function pushZeros(bytes: number[], length: number, long: boolean): void {
  if (long) bytes.push(0x40 | ((length - 1) >> 8), (length - 1) & 0xff);
  else bytes.push(length - 1);
}

function valueRun(value: number, length: number): number {
  return 0x80 | ((value - 1) << 2) | (length - 1);
}

function readRun(bytes: Uint8Array, at: number): Run {
  const byte = bytes[at] ?? 0;
  return { length: lengthOf(bytes, at), value: isValue(byte) ? ((byte >> 2) & 31) + 1 : 0 };
}

function lengthOf(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (isValue(byte)) return (byte & 3) + 1;
  return isLongZero(byte) ? (((byte & 0x3f) << 8) | (bytes[at + 1] ?? 0)) + 1 : byte + 1;
}

function sizeOf(bytes: Uint8Array, at: number): number {
  return isLongZero(bytes[at] ?? 0) ? 2 : 1;
}

/** Join neighbours of equal value among the runs from `from` on, as far as a run can be that long. */
function mergeRuns(bytes: Uint8Array, from: number): Uint8Array {
  let end = bytes.length;
  let at = from;
  for (let left = MERGE_SCAN; at < end && left > 0; left--) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1] ?? 0;
    if (isValue(byte) && at + 1 < end && isValue(next) && byte >> 2 === next >> 2) {
      const length = (byte & 3) + (next & 3) + 2;
      if (length <= LONGEST_VALUE) {
        bytes[at + 1] = (next & ~3) | (length - 1);
        bytes.copyWithin(at, at + 1, end);
        end--;
        continue;
      }
    }
    at += sizeOf(bytes, at);
  }
  return end === bytes.length ? bytes : bytes.slice(0, end);
}
