/**
 * Hashes: packed where small, else plain; with expiries of fields in the form of Redis 7.4 or of Valkey 9, where the target
 * is one of them. Source: rdb-format.md 3.2, 3.7, 3.8; redis src/t_hash.c.
 */
import { PACK, ROW_BYTES, SHAPE, type Shape } from '../../../kernels/kernels.ts';
import { TYPES, type TypeSpec } from '../../types.ts';
import { PackedWriter } from '../blobs/packed-writer.ts';
import { headless, lengthBytes, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';
import { loadsType, NEW_ZIPLIST } from '../loads.ts';
import { putRows, SmallRows } from '../rows.ts';

/** hash-max-listpack-entries and -value; of ziplists before. */
const MOST_PACKED = 512;
const LONGEST = 64;
const TIME_BYTES = 8;

export class HashEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private readonly small: SmallRows;
  private readonly packed: PackedWriter;
  /** What a hash with expiries is written as; undefined: the target has none. */
  private readonly expiring: TypeSpec | undefined;
  private count = 0;
  private plain = false;
  /** Fields with an expiry, and the first that expires. */
  private expiries = 0;
  private firstMs = Infinity;
  private shape: Shape = SHAPE.PAIR;
  private again = false;

  constructor(context: EncodeContext) {
    const { format, arena } = context;
    this.context = context;
    this.small = new SmallRows(arena, 2 * MOST_PACKED, LONGEST);
    const listpack = format.version >= TYPES.HASH_LISTPACK.since;
    this.packed = new PackedWriter(arena, listpack ? PACK.LISTPACK : PACK.ZIPLIST);
    this.expiring = [TYPES.HASH_METADATA, TYPES.HASH_2].find((spec) => loadsType(format, spec));
  }

  begin(known: Encoded | undefined): void {
    this.again = known !== undefined;
    this.plain = this.again || this.context.format.version < NEW_ZIPLIST;
    this.small.begin();
    if (!this.again) {
      this.firstMs = Infinity;
      this.shape = SHAPE.PAIR;
    } else if (this.expiries > 0 && this.expiring !== undefined) this.shape = this.expiringShape();
    this.count = 0;
    this.expiries = 0;
  }

  fields(rows: number, count: number): void {
    this.count += count;
    this.noteExpiries(rows, count);
    if (!this.plain) {
      if (this.small.add(rows, 2 * count)) return;
      this.spill();
    }
    this.put(rows, count);
  }

  end(): Encoded | undefined {
    const { context, expiries, count } = this;
    if (count === 0) return undefined;
    if (expiries > 0 && this.expiring === undefined) {
      if (!this.again) context.lose(`expiries of ${expiries} field${expiries === 1 ? '' : 's'}`);
    } else if (expiries > 0) return this.endExpiring(this.expiring ?? TYPES.HASH);
    if (this.plain) return { type: TYPES.HASH.byte, head: lengthBytes(count) };
    return this.pack();
  }

  private endExpiring(spec: TypeSpec): Encoded {
    const { context } = this;
    if (!this.plain) {
      this.shape = this.expiringShape();
      this.spill();
    } else if (!this.again) {
      // What came before the first expiry was written without any.
      context.body.drop();
    }
    const length = lengthBytes(this.count);
    if (spec.byte !== TYPES.HASH_METADATA.byte) return { type: spec.byte, head: length };
    const head = new Uint8Array(TIME_BYTES + length.length);
    new DataView(head.buffer).setBigInt64(0, BigInt(this.firstMs), true);
    head.set(length, TIME_BYTES);
    return { type: spec.byte, head };
  }

  private expiringShape(): Shape {
    return this.expiring?.byte === TYPES.HASH_METADATA.byte ? SHAPE.TTL_PAIR : SHAPE.PAIR_TIME;
  }

  private noteExpiries(rows: number, count: number): void {
    const { f64 } = this.context.arena;
    for (let i = 0, at = (rows + 8) >>> 3; i < count; i++, at += (2 * ROW_BYTES) >>> 3) {
      const ms = f64[at] ?? Number.NaN;
      if (Number.isNaN(ms)) continue;
      this.expiries++;
      if (ms < this.firstMs) this.firstMs = ms;
    }
  }

  private pack(): Encoded {
    const { small, packed, context } = this;
    packed.begin();
    packed.addAll(small.rows, small.count, false);
    const end = packed.close();
    context.out.string(packed.start, end);
    return headless((packed.form === PACK.LISTPACK ? TYPES.HASH_LISTPACK : TYPES.HASH_ZIPLIST).byte);
  }

  private spill(): void {
    this.plain = true;
    this.put(this.small.rows, this.small.count / 2);
  }

  private put(rows: number, count: number): void {
    const { body, compress } = this.context;
    // Times count from 1: 0 is none.
    putRows(body, rows, count, this.shape, this.firstMs - 1, compress);
  }
}
