/** The WebAssembly kernels as TypeScript sees them. Their sources stand in `assembly/`. */
import type { ErrorCode } from '../errors.ts';
import type { DigestKernels } from './digest-kernels.ts';
import type { MatchKernels } from './match-kernels.ts';
import { KERNELS } from './wasm.generated.ts';

/** The part of WebAssembly that is used: Node's own types do not have it. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/** Why a kernel stopped. Same numbers as STOP_* in assembly/status.ts. */
export const STOP = { DONE: 0, ROWS: 1, INPUT: 2, SCRATCH: 3, FAULT: 4, OUTPUT: 5, NAME: 6 } as const;

/** What is unusual but no fault. Same bits as NOTICE_* in assembly/status.ts. */
export const NOTICE = { SLOW_NUMBER: 1, ENCODED_COUNT: 2, BACKLEN: 4, TIMES: 8 } as const;

/** What one element of a plain collection consists of. Same numbers as SHAPE_* in assembly/strings.ts. */
export const SHAPE = {
  STRING: 0,
  PAIR: 1,
  SCORE: 2,
  TEXT_SCORE: 3,
  TTL_PAIR: 4,
  PAIR_TIME: 5,
  TRIPLE: 6,
} as const;
export type Shape = (typeof SHAPE)[keyof typeof SHAPE];

/** How a type is stored, where that takes no look into values. Same numbers as in assembly/stored-keys.ts. */
export const FORM = { NONE: 0, STRING: 1, LISTPACK: 2, INTSET: 3, NODE: 4 } as const;
/** Bytes of a row of the table of forms that scanStoredKeys reads. */
export const FORM_BYTES = 8;

/** What rows are packed into. Same numbers as in assembly/pack.ts. */
export const PACK = { LISTPACK: 0, ZIPLIST: 1 } as const;
export type PackForm = (typeof PACK)[keyof typeof PACK];

/** Room for a string of an RDB beside its own bytes. Same number as STRING_HEAD in assembly/rdb-strings.ts. */
export const RDB_STRING_ROOM = 24;

/** How rows are printed as JSON. Same numbers as LAYOUT_* in assembly/text.ts. */
export const LAYOUT = { ITEMS: 0, OBJECT: 1, PAIRS: 2, SCORES: 3, TIME_OBJECT: 4, TIME_PAIRS: 5 } as const;
export type Layout = (typeof LAYOUT)[keyof typeof LAYOUT];

/** How rows become arguments of a command. Same numbers as ARGUMENTS_* in assembly/resp.ts. */
export const ARGUMENTS = { ITEMS: 0, PAIRS: 1, SCORES: 2 } as const;
export type Arguments = (typeof ARGUMENTS)[keyof typeof ARGUMENTS];

/** How bytes are printed as JSON. Same numbers as BYTES_* in assembly/text.ts. */
export const BYTES = { AUTO: 0, BASE64: 1, LATIN1: 2 } as const;
export type BytesMode = (typeof BYTES)[keyof typeof BYTES];

/** What a command of a log is to whoever reads it. Same numbers as COMMAND_* in assembly/commands.ts. */
export const COMMAND = { OTHER: 0, SELECT: 1, MULTI: 2, EXEC: 3 } as const;

/** Room for S beside six bytes for each of its own. Same number as STRING_ROOM in assembly/text.ts. */
export const STRING_ROOM = 40;
/** Room for any double. Same number as DOUBLE_ROOM in assembly/double.ts. */
export const DOUBLE_ROOM = 40;
/** Room for a bulk string beside its bytes. Same number as BULK_ROOM in assembly/resp.ts. */
export const BULK_ROOM = 16;
/** Room for the sizes of a key beside its encoding. Same number as SIZES_ROOM in assembly/sized-lines.ts. */
export const SIZES_ROOM = 512;
/** Bytes of a row: u32 start, u32 end, f64 number. */
export const ROW_BYTES = 16;

/** The pattern of a key is not longer. Same number in assembly/prefix-pattern.ts. */
export const LONGEST_PREFIX = 255;
/** Head and rows of a table of prefixes; see assembly/prefixes.ts, which has the same numbers. */
export const PREFIX_TABLE = {
  COUNT: 0,
  NAMES_USED: 4,
  MOST_ROWS: 8,
  NAMES_ROOM: 12,
  SLOT_MASK: 16,
  DEPTH: 20,
  ROWS_AT: 24,
  NEXT_AT: 28,
  SLOTS_AT: 32,
  NAMES_AT: 36,
  DROPPED_BYTES: 40,
  DROPPED_KEYS: 48,
  SEPARATORS: 64,
  FIRST: 320,
  PATTERN: 1344,
  RECENT: 1664,
  HEAD: 4736,
  ROW: 32,
  ROW_NAME: 8,
  ROW_LENGTH: 12,
  ROW_KEYS: 16,
  ROW_BYTES: 24,
} as const;
/** A tally of sizes and its cells; see assembly/sizes.ts, which has the same numbers. */
export const TALLY = {
  NOW: 0,
  ENDS: 8,
  CELLS: 64,
  CELL: 3968,
  BANDS: 8,
  LARGEST: 8,
  KEYS: 16,
  LOWEST: 20,
  HIGHEST: 24,
  BUCKETS: 32,
} as const;
/** What each fault number means: code and the user's words. The order is that of FAULT_* in assembly/status.ts. */
export const FAULTS: readonly (readonly [ErrorCode, string])[] = [
  ['LENGTH', 'no fault'],
  ['LENGTH', 'no such length encoding'],
  ['STRING_ENCODING', 'no such string encoding'],
  ['LZF', 'LZF data does not inflate to the declared length'],
  ['SCORE', 'score is no number, or NaN'],
  ['LISTPACK_SIZE', 'listpack size does not match its header'],
  ['LISTPACK_ENTRY', 'listpack entry reaches past the end'],
  ['LISTPACK_ENCODING', 'no such listpack encoding'],
  ['LISTPACK_BACKLEN', 'listpack back length does not match its entry'],
  ['LISTPACK_COUNT', 'listpack count does not match its entries'],
  ['LISTPACK_END', 'listpack terminator is missing or misplaced'],
  ['ZIPLIST_SIZE', 'ziplist size does not match its header'],
  ['ZIPLIST_ENTRY', 'ziplist entry reaches past the end'],
  ['ZIPLIST_ENCODING', 'no such ziplist encoding'],
  ['ZIPLIST_PREVLEN', 'ziplist previous length does not match the entry before'],
  ['ZIPLIST_COUNT', 'ziplist count does not match its entries'],
  ['ZIPLIST_TAIL', 'ziplist tail offset does not point at the last entry'],
  ['ZIPMAP_SIZE', 'zipmap is too short or has no terminator'],
  ['ZIPMAP_ENTRY', 'zipmap entry reaches past the end'],
  ['ZIPMAP_LENGTH', 'no such zipmap length'],
  ['ZIPMAP_COUNT', 'zipmap count does not match its pairs'],
  ['INTSET_SIZE', 'intset size does not match its header'],
  ['INTSET_ORDER', 'intset is not in ascending order'],
  ['FIELD_TIME', 'field expiry is out of range'],
];

/** Addresses are byte positions in `memory`; `end` is one past the last byte. Each function is described at its source. */
export interface Kernels extends DigestKernels, MatchKernels {
  readonly memory: WasmMemory;
  init(): number;
  registers(): number;
  crc64(crc: bigint, start: number, end: number): bigint;
  lzfInflate(
    start: number,
    end: number,
    readEnd: number,
    base: number,
    out: number,
    outEnd: number,
    room: number,
    total: number,
  ): number;
  lzfDeflate(start: number, end: number, out: number, outEnd: number): number;
  putI64(value: bigint, out: number): number;
  putU64(value: bigint, out: number): number;
  doublePowers(): number;
  putDouble(value: number, out: number): number;
  readDouble(start: number, end: number): number;
  scanElements(
    pos: number,
    end: number,
    count: number,
    shape: Shape,
    base: number,
    rows: number,
    rowsEnd: number,
    scratch: number,
    scratchEnd: number,
    lengths: number,
  ): number;
  scanHead(pos: number, end: number, head: number, rows: number, scratch: number, scratchEnd: number): number;
  scanLength(pos: number, end: number): bigint;
  skipElements(pos: number, end: number, count: number, shape: Shape): number;
  listpackLongest(start: number, end: number, entries: number, period: number, wanted: number): number;
  listpackOpen(start: number, end: number): number;
  listpackRows(pos: number, end: number, rows: number, rowsEnd: number, scratch: number, scratchEnd: number): number;
  ziplistOpen(start: number, end: number): number;
  ziplistRows(
    pos: number,
    end: number,
    previous: number,
    rows: number,
    rowsEnd: number,
    scratch: number,
    scratchEnd: number,
  ): number;
  zipmapOpen(start: number, end: number): number;
  zipmapRows(pos: number, end: number, rows: number, rowsEnd: number): number;
  intsetLongest(start: number, end: number): number;
  intsetOpen(start: number, end: number): number;
  intsetRows(
    pos: number,
    end: number,
    width: number,
    rows: number,
    rowsEnd: number,
    scratch: number,
    scratchEnd: number,
  ): number;
  clearTimes(rows: number, pairs: number): void;
  pairScores(rows: number, pairs: number): number;
  tripleTimes(rows: number, triples: number): number;
  scanStringKeys(
    pos: number,
    end: number,
    integers: number,
    rows: number,
    rowsEnd: number,
    scratch: number,
    scratchEnd: number,
  ): number;
  scanStoredKeys(
    pos: number,
    end: number,
    forms: number,
    look: number,
    rows: number,
    facts: number,
    most: number,
    scratch: number,
    scratchEnd: number,
  ): number;
  scanCommands(pos: number, end: number, rows: number, rowsEnd: number): number;
  jsonCommand(
    offset: number,
    live: number,
    source: number,
    sourceLength: number,
    db: number,
    timestamp: number,
    rows: number,
    count: number,
    bytes: BytesMode,
    out: number,
    outEnd: number,
  ): number;
  jsonStringKeys(
    rows: number,
    count: number,
    head: number,
    headLength: number,
    tail: number,
    tailLength: number,
    valued: number,
    offset: number,
    bytes: BytesMode,
    out: number,
    outEnd: number,
  ): number;
  putBulk(start: number, end: number, out: number): number;
  respRows(rows: number, count: number, layout: Arguments, out: number, outEnd: number): number;
  respStringKeys(rows: number, count: number, pxat: number, out: number, outEnd: number): number;
  respCommand(
    head: number,
    headLength: number,
    headCount: number,
    start: number,
    end: number,
    rows: number,
    count: number,
    out: number,
    outEnd: number,
  ): number;
  streamId(key: number, row: number, out: number): number;
  putLength(value: bigint, out: number): number;
  putRdbString(start: number, end: number, out: number, compress: number): number;
  putElements(
    rows: number,
    count: number,
    shape: Shape,
    base: number,
    compress: number,
    out: number,
    outEnd: number,
  ): number;
  readIntegers(rows: number, count: number, out: number): number;
  packRows(
    rows: number,
    count: number,
    form: PackForm,
    scored: number,
    before: number,
    out: number,
    outEnd: number,
  ): number;
  putListpackEntry(start: number, end: number, out: number): number;
  putListpackNumber(value: bigint, out: number): number;
  sortRows(rows: number, count: number): void;
  keepRows(rows: number, count: number, out: number, bytes: number, bytesEnd: number): number;
  longestRow(rows: number, count: number): number;
  jsonEntry(
    id: number,
    idEnd: number,
    rows: number,
    count: number,
    bytes: BytesMode,
    out: number,
    outEnd: number,
  ): number;
  hashKey(start: number, end: number, db: number, offset: number, at: number): void;
  hashStringKeys(rows: number, count: number, db: number, offset: number, at: number): void;
  enterKeys(waiting: number, count: number, table: number, mask: number): number;
  moveKeys(table: number, slots: number, larger: number, mask: number): void;
  countPrefix(table: number, start: number, end: number, bytes: number): number;
  countPrefixes(table: number, rows: number, count: number): number;
  prefixParent(table: number, start: number, length: number): number;
  dropPrefixes(table: number, upTo: number): void;
  tallySizes(tally: number, rows: number, count: number): void;
  nextLarge(rows: number, from: number, count: number, least: number, key: number, keyEnd: number): number;
  firstDuplicate(rows: number, elements: number, step: number): number;
  dotBytes(a: number, b: number, end: number): number;
  dotFloats(a: number, b: number, end: number): number;
  differentBits(a: number, b: number, end: number): number;
  utf8End(start: number, end: number): number;
  escapeText(start: number, end: number, out: number, utf8: number): number;
  escapeLatin1(start: number, end: number, out: number): number;
  base64(start: number, end: number, out: number): number;
  putString(start: number, end: number, out: number, bytes: BytesMode): number;
  putCsvField(start: number, end: number, out: number): number;
  putCsvSizes(
    encoding: number,
    encodingLength: number,
    bytes: number,
    elements: number,
    largest: number,
    expireAt: number,
    idle: number,
    freq: number,
    out: number,
  ): number;
  putJsonSizes(
    bytes: number,
    elements: number,
    largest: number,
    expireAt: number,
    idle: number,
    freq: number,
    out: number,
  ): number;
  putSizedStrings(
    rows: number,
    count: number,
    csv: number,
    head: number,
    headLength: number,
    encodings: number,
    tail: number,
    tailLength: number,
    out: number,
    outEnd: number,
  ): number;
  putKeyFrame(
    head: number,
    headLength: number,
    start: number,
    end: number,
    tail: number,
    tailLength: number,
    expireAt: number,
    valued: number,
    out: number,
    bytes: BytesMode,
  ): number;
  rowsAreNames(rows: number, count: number, step: number, bytes: BytesMode): number;
  jsonRows(rows: number, count: number, layout: Layout, bytes: BytesMode, out: number, outEnd: number): number;
}

let compiled: object | undefined;

/** A fresh memory with its kernels; `free` is the first address that is the caller's. */
export function loadKernels(): { kernels: Kernels; free: number } {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNELS, 'base64'));
  // The exports are those of assembly/index.ts; the kernel tests call every one of them.
  const kernels = new WebAssembly.Instance(compiled).exports as Kernels;
  const free = kernels.init();
  fillPowers(kernels);
  return { kernels, free };
}

const FIRST_POWER = -292;
const LAST_POWER = 324;
const LOW = (1n << 64n) - 1n;
let powers: BigUint64Array | undefined;

/** 10^k as 128-bit fixed point numbers, for the double kernel; see assembly/double.ts. */
function fillPowers(kernels: Kernels): void {
  const count = LAST_POWER - FIRST_POWER + 1;
  if (powers === undefined) {
    powers = new BigUint64Array(2 * count);
    for (let i = 0; i < count; i++) {
      const k = FIRST_POWER + i;
      const shift = BigInt(((k * 1741647) >> 19) - 127);
      const scaled =
        k >= 0
          ? shift >= 0n
            ? (10n ** BigInt(k)) >> shift
            : (10n ** BigInt(k)) << -shift
          : (1n << -shift) / 10n ** BigInt(-k);
      const value = scaled + 1n;
      powers[2 * i] = value >> 64n;
      powers[2 * i + 1] = value & LOW;
    }
  }
  new BigUint64Array(kernels.memory.buffer, kernels.doublePowers(), 2 * count).set(powers);
}
