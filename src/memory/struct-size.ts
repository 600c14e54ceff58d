/** Bytes of structs that are alike in all servers, in 64-bit builds. Source: redis src/dict.c, dictEntry; valkey src/hashtable.c, bucket. */

export const POINTER = 8;
/** An entry of a dict: key, value, next. */
export const DICT_ENTRY = 24;
/** An entry of a dict that has keys only: key, next. Of one that is alone in its bucket the key stands in the bucket. */
export const KEY_ENTRY = 16;
/** A bucket of Valkey's hash table: a cache line. */
export const BUCKET = 64;
