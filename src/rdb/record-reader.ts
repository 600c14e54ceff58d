/** Every record but keys, AUX fields and the end: what it says goes to the sink, or to the key that follows. Source: rdb-format.md 1.4. */
import { DecodeError, UnsupportedError } from '../errors.ts';
import type { CompressedBlob } from './compressed-blob.ts';
import { complain, type Context } from './context.ts';
import type { CurrentKey } from './key-header.ts';
import { readKeyMeta } from './key-meta.ts';
import { OPCODES, type OpcodeName } from './opcodes.ts';
import {
  readFunction,
  readModuleAux,
  readOldFunction,
  readResizeDb,
  readSlotImport,
  readSlotInfo,
  readTemplate,
} from './records.ts';

export class RecordReader {
  private readonly context: Context;
  private readonly key: CurrentKey;
  private readonly blob: CompressedBlob;

  constructor(context: Context, key: CurrentKey, blob: CompressedBlob) {
    this.context = context;
    this.key = key;
    this.blob = blob;
  }

  /** Read the record of `opcode`, whose first byte stands at `offset`. */
  read(opcode: Exclude<OpcodeName, 'AUX' | 'EOF'>, offset: number): void {
    const { context, key } = this;
    const { cursor, sink } = context;
    switch (opcode) {
      case 'EXPIRETIME_MS':
        this.expires(cursor.timeMs(), offset);
        break;
      case 'EXPIRETIME':
        this.expires(cursor.i32le() * 1000, offset);
        break;
      case 'IDLE': {
        const idleSeconds = cursor.length('an idle time');
        key.begin(offset);
        key.idleSeconds = idleSeconds;
        break;
      }
      case 'FREQ': {
        const freq = cursor.u8();
        key.begin(offset);
        key.freq = freq;
        break;
      }
      case 'SELECTDB': {
        const db = cursor.length('a database number');
        key.db = db;
        sink.selectDb(db, offset);
        break;
      }
      case 'RESIZEDB':
        readResizeDb(context, offset);
        break;
      case 'FUNCTION2':
        readFunction(context, offset);
        break;
      case 'FUNCTION_PRE_GA':
        readOldFunction(context, offset);
        break;
      case 'MODULE_AUX':
        readModuleAux(context, offset);
        break;
      case 'SLOT_INFO':
        readSlotInfo(context, offset);
        break;
      case 'SLOT_IMPORT':
        readSlotImport(context, offset);
        break;
      case 'HASH_TEMPLATE':
        readTemplate(context, offset);
        break;
      case 'KEY_META': {
        const meta = readKeyMeta(cursor);
        key.begin(offset);
        key.meta = meta;
        this.checkPlace();
        break;
      }
      case 'KEY_NOEVICT':
        key.begin(offset);
        key.noEvict = true;
        this.checkPlace();
        break;
      case 'SLOT_NUM':
      case 'RAM_LRU':
        cursor.length64('a number');
        break;
      case 'DF_MASK':
        // Bit 1: memcached flags follow. Source: rdb-format.md 1.4.
        if (cursor.u32le() & 2) cursor.u32le();
        break;
      case 'JOURNAL_OFFSET':
        cursor.u64le();
        break;
      case 'COMPRESSED_LZ4_START':
      case 'COMPRESSED_ZSTD_START':
        this.blob.open(opcode, cursor, offset);
        break;
      case 'COMPRESSED_BLOB_END':
        this.blob.close(cursor);
        break;
      case 'TAGGED_CHUNK':
      case 'SHARD_DOC_INDEX':
      case 'VECTOR_INDEX':
      case 'JOURNAL_BLOB':
      case 'FULLSYNC_END':
        throw new UnsupportedError(`Dragonfly's ${opcode} records cannot be read`, offset);
    }
    cursor.commit();
  }

  private expires(ms: number | bigint, offset: number): void {
    const { key, context } = this;
    // Redis 8.6 keeps the first of two, Valkey the last; no server writes two.
    if (key.expireAtMs !== undefined) complain(context, 'EXPIRY', 'two expiries for one key', offset);
    key.begin(offset);
    key.expireAtMs = ms === -1 && context.dialect.minusOneIsNone ? undefined : ms;
  }

  /** KEY_META stands directly before the type, KEY_NOEVICT between. Servers refuse anything else. */
  private checkPlace(): void {
    const { cursor, arena, dialect } = this.context;
    cursor.need(1);
    const next = arena.u8[cursor.at] ?? 0;
    if (next === OPCODES.KEY_NOEVICT.byte) return;
    if (dialect.types[next] === undefined) {
      throw new DecodeError('KEY_META', 'key metadata that is not directly before the type of a key', cursor.offset);
    }
  }
}
