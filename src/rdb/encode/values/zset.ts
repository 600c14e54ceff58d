/** Sorted sets: packed where small, else plain, with scores as text before 4.0. Source: rdb-format.md 3.2, 3.4; redis src/t_zset.c. */
import { PACK, ROW_BYTES, SHAPE } from '../../../kernels/kernels.ts';
import { TYPES } from '../../types.ts';
import { PackedWriter } from '../blobs/packed-writer.ts';
import { headless, lengthBytes, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';
import { NEW_ZIPLIST } from '../loads.ts';
import { putRows, SmallRows } from '../rows.ts';

/** zset-max-listpack-entries and -value; of ziplists before. */
const MOST_PACKED = 128;
const LONGEST = 64;

export class ZsetEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private readonly small: SmallRows;
  private readonly packed: PackedWriter;
  private count = 0;
  private plain = false;
  /** The source has the set packed. A packed -0 is text and keeps its sign; of any other, the server that packs it decides. */
  wasPacked = false;

  constructor(context: EncodeContext) {
    this.context = context;
    this.small = new SmallRows(context.arena, MOST_PACKED, LONGEST);
    const listpack = context.format.version >= TYPES.ZSET_LISTPACK.since;
    this.packed = new PackedWriter(context.arena, listpack ? PACK.LISTPACK : PACK.ZIPLIST);
  }

  begin(known: Encoded | undefined): void {
    this.count = 0;
    this.plain = known !== undefined || this.context.format.version < NEW_ZIPLIST;
    this.small.begin();
  }

  members(rows: number, count: number): void {
    this.count += count;
    if (!this.plain) {
      if (this.small.add(rows, count)) return;
      this.spill();
    }
    this.put(rows, count);
  }

  end(): Encoded | undefined {
    const { small, packed, context } = this;
    if (this.count === 0) return undefined;
    if (!this.plain && !this.wasPacked && this.hasNegativeZero()) this.spill();
    if (this.plain) {
      const type = this.isBinary() ? TYPES.ZSET_2 : TYPES.ZSET;
      return { type: type.byte, head: lengthBytes(this.count) };
    }
    context.arena.kernels.sortRows(small.rows, small.count);
    packed.begin();
    packed.addAll(small.rows, small.count, true);
    const end = packed.close();
    context.out.string(packed.start, end);
    return headless((packed.form === PACK.LISTPACK ? TYPES.ZSET_LISTPACK : TYPES.ZSET_ZIPLIST).byte);
  }

  private spill(): void {
    this.plain = true;
    this.put(this.small.rows, this.small.count);
  }

  private hasNegativeZero(): boolean {
    const { f64 } = this.context.arena;
    const { rows, count } = this.small;
    for (let i = 0, at = (rows + 8) >>> 3; i < count; i++, at += ROW_BYTES >>> 3)
      if (Object.is(f64[at], -0)) return true;
    return false;
  }

  private isBinary(): boolean {
    return this.context.format.version >= TYPES.ZSET_2.since;
  }

  private put(rows: number, count: number): void {
    const { body, compress } = this.context;
    putRows(body, rows, count, this.isBinary() ? SHAPE.SCORE : SHAPE.TEXT_SCORE, 0, compress);
  }
}
