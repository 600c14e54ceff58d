/** How HDT3213/rdb writes what is no value. Source: HDT3213/rdb (April 2026) model/model.go, core/decoder.go. */
import { TYPES } from '../../rdb/types.ts';
import { byteTable, SHORT_ESCAPES, unicodeEscape, type Escapes } from './escaped-text.ts';

const BROKEN_BYTE = '\\ufffd';
const HTML: ReadonlySet<number> = new Set([0x26, 0x3c, 0x3e]);
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** Go 1.22 and later, encoding/json: safe inside HTML. All but sorted sets and streams. */
export const STANDARD: Escapes = {
  bytes: byteTable((byte) => {
    if (byte >= 0x80) return BROKEN_BYTE;
    return SHORT_ESCAPES[byte] ?? (byte < 32 || HTML.has(byte) ? unicodeEscape(byte) : undefined);
  }),
  character: (codePoint) =>
    codePoint === LINE_SEPARATOR || codePoint === PARAGRAPH_SEPARATOR ? unicodeEscape(codePoint) : undefined,
};

/** Sorted sets and streams go through another encoder (bytedance/sonic), which lets bytes pass that are not UTF-8. */
export const SONIC: Escapes = {
  bytes: byteTable((byte) => {
    if (byte >= 0x80) return BROKEN_BYTE;
    const short = byte === 8 || byte === 12 ? undefined : SHORT_ESCAPES[byte];
    return short ?? (byte < 32 ? unicodeEscape(byte) : undefined);
  }),
  character: () => undefined,
};

const ENCODINGS: Readonly<Record<number, string>> = {
  [TYPES.STRING.byte]: 'string',
  [TYPES.LIST.byte]: 'list',
  [TYPES.SET.byte]: 'set',
  [TYPES.ZSET.byte]: 'zset',
  [TYPES.HASH.byte]: 'hash',
  [TYPES.ZSET_2.byte]: 'zset2',
  [TYPES.HASH_ZIPMAP.byte]: 'zipmap',
  [TYPES.LIST_ZIPLIST.byte]: 'ziplist',
  [TYPES.SET_INTSET.byte]: 'intset',
  [TYPES.ZSET_ZIPLIST.byte]: 'ziplist',
  [TYPES.HASH_ZIPLIST.byte]: 'ziplist',
  [TYPES.LIST_QUICKLIST.byte]: 'quicklist',
  [TYPES.STREAM_LISTPACKS.byte]: 'listpack',
  [TYPES.HASH_LISTPACK.byte]: 'listpack',
  [TYPES.ZSET_LISTPACK.byte]: 'listpack',
  [TYPES.LIST_QUICKLIST_2.byte]: 'quicklist2',
  [TYPES.STREAM_LISTPACKS_2.byte]: 'listpack',
  [TYPES.SET_LISTPACK.byte]: 'listpack',
  [TYPES.HASH_METADATA_PRE_GA.byte]: 'hashex',
  [TYPES.HASH_LISTPACK_EX_PRE_GA.byte]: 'listpackex',
  [TYPES.HASH_METADATA.byte]: 'hashex',
  [TYPES.HASH_LISTPACK_EX.byte]: 'listpackex',
};

/** Empty for modules, and for the streams of RDB 11 and later. */
export function encodingName(typeByte: number): string {
  return ENCODINGS[typeByte] ?? '';
}

/** The number its streams have as their version; 0 for what is no stream. */
export function streamVersion(typeByte: number): number {
  const versions: readonly number[] = [
    TYPES.STREAM_LISTPACKS.byte,
    TYPES.STREAM_LISTPACKS_2.byte,
    TYPES.STREAM_LISTPACKS_3.byte,
    TYPES.STREAM_LISTPACKS_4.byte,
    TYPES.STREAM_LISTPACKS_5.byte,
  ];
  return versions.indexOf(typeByte) + 1;
}

const NANOSECONDS = 1_000_000_000n;
const UNSIGNED_SECONDS = 2 ** 32;

/**
 * An expiry as RFC 3339 in UTC; HDT3213/rdb prints local time. It counts nanoseconds in 64 bits, so that from the year 2262
 * on the times are wrong, here too. Undefined: it prints none, which goes for all before 1970.
 */
export function expiryText(expireAtMs: number | bigint): string | undefined {
  let ms = BigInt(expireAtMs);
  // Old files have seconds of 32 bits: servers read them signed, HDT3213/rdb does not.
  if (ms < 0n && ms % 1000n === 0n) ms += BigInt(UNSIGNED_SECONDS) * 1000n;
  if (ms <= 0n) return undefined;
  const nanoseconds = BigInt.asIntN(64, ms * 1_000_000n);
  const part = ((nanoseconds % NANOSECONDS) + NANOSECONDS) % NANOSECONDS;
  const seconds = (nanoseconds - part) / NANOSECONDS;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -'.000Z'.length);
  const fraction = part === 0n ? '' : `.${String(part).padStart(9, '0').replace(/0+$/, '')}`;
  return `${whole}${fraction}Z`;
}
