/** When servers change how they keep a value: the defaults of their configuration. Source: rdb-format.md 7.3; redis.conf. */
export const SERVER_LIMITS = {
  hash: { entries: 512, value: 64 },
  zset: { entries: 128, value: 64 },
  set: { entries: 128, value: 64 },
  intset: 512,
  /** list-max-listpack-size -2. */
  listNode: 8192,
  streamNode: { entries: 100, bytes: 4096 },
} as const;
