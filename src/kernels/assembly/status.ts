/**
 * How a kernel answers. Besides its return value a kernel fills registers, a few words at a fixed address that
 * `src/kernels/kernels.ts` reads. The numbers of `Stop` and `Fault` stand once more there; a test holds them together.
 */

/** Everything asked for was done. */
export const STOP_DONE: u32 = 0;
/** The row table is full; call again. */
export const STOP_ROWS: u32 = 1;
/** The window ends inside a unit; `need` bytes from `pos` on would let it go on. */
export const STOP_INPUT: u32 = 2;
/** Scratch is too small; `need` bytes would do. */
export const STOP_SCRATCH: u32 = 3;
/** The bytes break the format; `fault` and `pos` tell how and where. */
export const STOP_FAULT: u32 = 4;
/** The output region is full; flush and call again. */
export const STOP_OUTPUT: u32 = 5;
/** A name is no text (or begins with `$`), so it can be no name of a JSON object. */
export const STOP_NAME: u32 = 6;

export const FAULT_NONE: u32 = 0;
export const FAULT_LENGTH: u32 = 1;
export const FAULT_STRING_ENCODING: u32 = 2;
export const FAULT_LZF: u32 = 3;
export const FAULT_SCORE: u32 = 4;
export const FAULT_LISTPACK_SIZE: u32 = 5;
export const FAULT_LISTPACK_ENTRY: u32 = 6;
export const FAULT_LISTPACK_ENCODING: u32 = 7;
export const FAULT_LISTPACK_BACKLEN: u32 = 8;
export const FAULT_LISTPACK_COUNT: u32 = 9;
export const FAULT_LISTPACK_END: u32 = 10;
export const FAULT_ZIPLIST_SIZE: u32 = 11;
export const FAULT_ZIPLIST_ENTRY: u32 = 12;
export const FAULT_ZIPLIST_ENCODING: u32 = 13;
export const FAULT_ZIPLIST_PREVLEN: u32 = 14;
export const FAULT_ZIPLIST_COUNT: u32 = 15;
export const FAULT_ZIPLIST_TAIL: u32 = 16;
export const FAULT_ZIPMAP_SIZE: u32 = 17;
export const FAULT_ZIPMAP_ENTRY: u32 = 18;
export const FAULT_ZIPMAP_LENGTH: u32 = 19;
export const FAULT_ZIPMAP_COUNT: u32 = 20;
export const FAULT_INTSET_SIZE: u32 = 21;
export const FAULT_INTSET_ORDER: u32 = 22;
export const FAULT_FIELD_TIME: u32 = 23;

const REGISTERS: usize = memory.data(64);

export function registers(): usize {
  return REGISTERS;
}

/** Where the kernel came to: the next byte of input. */
// @ts-ignore: decorator
@inline export function setPos(pos: usize): void {
  store<u32>(REGISTERS, pos as u32);
}
/** Rows (or elements) done. */
// @ts-ignore: decorator
@inline export function setRows(rows: u32): void {
  store<u32>(REGISTERS, rows, 4);
}
/** Next free byte of scratch, or of the output. */
// @ts-ignore: decorator
@inline export function setFree(free: usize): void {
  store<u32>(REGISTERS, free as u32, 8);
}
/** What the last kernel left in `free`. */
// @ts-ignore: decorator
@inline export function freeAfter(): u32 {
  return load<u32>(REGISTERS, 8);
}
/** What is unusual but allowed: bits of `Notice`. */
// @ts-ignore: decorator
@inline export function setNotice(bits: u32): void {
  store<u32>(REGISTERS, bits, 12);
}
// @ts-ignore: decorator
@inline export function setNeed(need: f64): void {
  store<f64>(REGISTERS, need, 24);
}
export function stopAt(stop: u32, pos: usize): u32 {
  setPos(pos);
  return stop;
}
export function faultAt(fault: u32, pos: usize): u32 {
  store<u32>(REGISTERS, fault, 16);
  setPos(pos);
  return STOP_FAULT;
}

/** Notice bits: see `NOTICE` in `src/kernels/kernels.ts`. */
export const NOTICE_SLOW_NUMBER: u32 = 1;
export const NOTICE_ENCODED_COUNT: u32 = 2;
export const NOTICE_BACKLEN: u32 = 4;
export const NOTICE_TIMES: u32 = 8;

/** A row: u32 start, u32 end, f64 number (score, expiry, the integer of a packed entry; NaN: none). */
export const ROW: usize = 16;
// @ts-ignore: decorator
@inline export function putRow(row: usize, start: usize, end: usize, number: f64): void {
  store<u32>(row, start as u32);
  store<u32>(row, end as u32, 4);
  store<f64>(row, number, 8);
}
