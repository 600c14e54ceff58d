/** What each of the 91 corrupt payloads is answered with. The defects are told in the table that holds the bytes. */
import type { ErrorCode } from '../../src/errors.ts';

const ids = (code: ErrorCode, ...numbers: readonly number[]): [string, ErrorCode][] =>
  numbers.map((number) => [`cd-${String(number).padStart(2, '0')}`, code]);

export const ERRORS: Readonly<Record<string, ErrorCode>> = Object.fromEntries([
  // Declared sizes reach past the payload. In 45 the length of an entry's string is no length of the payload's any more.
  ...ids('TRUNCATED', 1, 2, 3, 4, 7, 21, 45),
  // A special string encoding where a count is due: servers take its low bits for the count.
  ...ids('LENGTH', 6, 8, 9, 11, 40, 75, 76),
  ...ids('DUPLICATE', 5, 10, 12, 29, 67, 79),
  ...ids('EMPTY', 15, 32),
  ...ids('SCORE', 13, 71),
  ...ids('ZIPMAP_ENTRY', 16),
  ...ids('ZIPMAP_LENGTH', 17, 18, 19),
  ...ids('ZIPLIST_SIZE', 20, 28, 39),
  ...ids('ZIPLIST_TAIL', 22),
  ...ids('ZIPLIST_ENCODING', 24),
  ...ids('ZIPLIST_ENTRY', 25, 27, 30, 33, 41, 42, 44),
  ...ids('ZIPLIST_PREVLEN', 31, 34, 35, 38, 43),
  ...ids('ZIPLIST_COUNT', 36, 37),
  ...ids('LISTPACK_SIZE', 47),
  ...ids('LISTPACK_ENTRY', 48, 49, 58, 66, 69),
  ...ids('LISTPACK_ENCODING', 55, 74),
  ...ids('LISTPACK_BACKLEN', 50, 53, 56, 57, 59, 60, 78),
  ...ids('LISTPACK_COUNT', 68, 70, 77),
  ...ids('LISTPACK_END', 73),
  ...ids('QUICKLIST_NODE', 72),
  ...ids('LZF', 62),
  // 80 and 81: Redis loads the negative counts, Valkey does not.
  ...ids('STREAM', 46, 51, 52, 54, 61, 63, 64, 65, 80, 81, 82, 83, 84, 85, 86),
  ...ids('FIELD_TIME', 87, 88, 91),
  ...ids('ORDER', 89, 90),
  // A vector set whose scalars are not those of one.
  ...ids('MODULE', 14),
]);

/** What servers load, too: type, encoding and value. */
export const VALUES: Readonly<Record<string, string>> = {
  // Redis does not look for NaN in packed sorted sets; Valkey refuses it.
  'cd-23': '"type":"zset","encoding":"ziplist","value":[["m1","nan"],["m2",2.5]]',
  // Nothing but the checksum is wrong.
  'cd-26': '"type":"hash","encoding":"ziplist","value":{"0":"0","1":"_1","2":"2"}',
};
