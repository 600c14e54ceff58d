/**
 * First byte of a record that is no key. Source: rdb-format.md 1.4; redis 8.6 src/rdb.h, RDB_OPCODE_*; valkey 9.1 src/rdb.h;
 * dragonfly src/server/rdb_extensions.h; librdb src/lib/defines.h. `since` is the RDB version.
 */
export const OPCODES = {
  EOF: { byte: 0xff, since: 1 },
  SELECTDB: { byte: 0xfe, since: 1 },
  EXPIRETIME: { byte: 0xfd, since: 1 },
  EXPIRETIME_MS: { byte: 0xfc, since: 3 },
  RESIZEDB: { byte: 0xfb, since: 7 },
  AUX: { byte: 0xfa, since: 7 },
  FREQ: { byte: 0xf9, since: 9 },
  IDLE: { byte: 0xf8, since: 9 },
  MODULE_AUX: { byte: 0xf7, since: 9 },
  FUNCTION_PRE_GA: { byte: 0xf6, since: 10 },
  FUNCTION2: { byte: 0xf5, since: 10 },
  SLOT_INFO: { byte: 0xf4, since: 12 },
  KEY_META: { byte: 0xf3, since: 13, only: ['redis'] },
  SLOT_IMPORT: { byte: 0xf3, since: 80, only: ['valkey'] },
  HASH_TEMPLATE: { byte: 0xf2, since: 15, only: ['redis'] },
  KEY_NOEVICT: { byte: 0xf1, since: 16, only: ['redis'] },
  TAGGED_CHUNK: { byte: 0xe0, since: 9, only: ['dragonfly'] },
  SHARD_DOC_INDEX: { byte: 0xdf, since: 9, only: ['dragonfly'] },
  VECTOR_INDEX: { byte: 0xde, since: 9, only: ['dragonfly'] },
  DF_MASK: { byte: 0xdc, since: 9, only: ['dragonfly'] },
  JOURNAL_OFFSET: { byte: 0xd3, since: 9, only: ['dragonfly'] },
  JOURNAL_BLOB: { byte: 0xd2, since: 9, only: ['dragonfly'] },
  COMPRESSED_BLOB_END: { byte: 0xcb, since: 9, only: ['dragonfly'] },
  COMPRESSED_LZ4_START: { byte: 0xca, since: 9, only: ['dragonfly'] },
  COMPRESSED_ZSTD_START: { byte: 0xc9, since: 9, only: ['dragonfly'] },
  FULLSYNC_END: { byte: 0xc8, since: 9, only: ['dragonfly'] },
  /** Redis Enterprise. */
  SLOT_NUM: { byte: 0x79, since: 1, only: ['redis'] },
  RAM_LRU: { byte: 0x6b, since: 1, only: ['redis'] },
} as const satisfies Record<string, Opcode>;

interface Opcode {
  readonly byte: number;
  readonly since: number;
  /** The dialects that have it; all, if left out. */
  readonly only?: readonly string[];
}

export type OpcodeName = keyof typeof OPCODES;
