/** What a twin answers: the same as its kernel does with registers and rows, but offsets into its input stand for addresses. */
import type { STOP } from '../kernels.ts';

/** Same numbers as FAULT_* in assembly/status.ts. */
export const FAULT = {
  NONE: 0,
  LENGTH: 1,
  STRING_ENCODING: 2,
  LZF: 3,
  SCORE: 4,
  LISTPACK_SIZE: 5,
  LISTPACK_ENTRY: 6,
  LISTPACK_ENCODING: 7,
  LISTPACK_BACKLEN: 8,
  LISTPACK_COUNT: 9,
  LISTPACK_END: 10,
  ZIPLIST_SIZE: 11,
  ZIPLIST_ENTRY: 12,
  ZIPLIST_ENCODING: 13,
  ZIPLIST_PREVLEN: 14,
  ZIPLIST_COUNT: 15,
  ZIPLIST_TAIL: 16,
  ZIPMAP_SIZE: 17,
  ZIPMAP_ENTRY: 18,
  ZIPMAP_LENGTH: 19,
  ZIPMAP_COUNT: 20,
  INTSET_SIZE: 21,
  INTSET_ORDER: 22,
  FIELD_TIME: 23,
} as const;

export type StopName = keyof typeof STOP;
export type FaultName = keyof typeof FAULT;

/** The bytes a row spans, and its number: score, expiry, packed integer. NaN is none. */
export interface Row {
  readonly bytes: Uint8Array;
  readonly number: number;
  /** A score that the caller has to parse. */
  readonly slow?: Uint8Array;
}

/** `pos` is where to go on, or with FAULT what is broken. `rows` are those before it. */
export interface Answer {
  readonly stop: StopName;
  readonly pos: number;
  readonly rows: readonly Row[];
  readonly fault?: FaultName;
  /** With INPUT: bytes from `pos` on that would let it go on. */
  readonly need?: number;
  /** Bits of NOTICE. */
  readonly notice?: number;
}

export function row(bytes: Uint8Array, number = NaN): Row {
  return { bytes, number };
}

/** A packed integer: the digits Redis would answer, and its value. */
export function integerRow(value: bigint): Row {
  return { bytes: new TextEncoder().encode(String(value)), number: Number(value) };
}
