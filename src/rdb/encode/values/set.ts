/** Sets: intset or listpack where small, else plain. Source: rdb-format.md 3.2, 3.4; redis src/t_set.c. */
import { PACK, SHAPE } from '../../../kernels/kernels.ts';
import type { Region } from '../../../bytes/arena.ts';
import { TYPES } from '../../types.ts';
import { encodeIntset } from '../blobs/intset.ts';
import { PackedWriter } from '../blobs/packed-writer.ts';
import { headless, lengthBytes, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';
import { commonVersion } from '../loads.ts';
import { putRows, SmallRows } from '../rows.ts';

/** set-max-intset-entries, set-max-listpack-entries and -value. */
const MOST_INTEGERS = 512;
const MOST_PACKED = 128;
const LONGEST = 64;

export class SetEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private readonly small: SmallRows;
  private readonly packed: PackedWriter;
  private readonly integers: Region;
  private count = 0;
  private plain = false;

  constructor(context: EncodeContext) {
    const { arena } = context;
    this.context = context;
    this.small = new SmallRows(arena, MOST_INTEGERS, LONGEST);
    this.packed = new PackedWriter(arena, PACK.LISTPACK);
    this.integers = arena.allocate(8 * (MOST_INTEGERS + 1));
  }

  begin(known: Encoded | undefined): void {
    this.count = 0;
    this.plain = known !== undefined;
    this.small.begin();
  }

  items(rows: number, count: number): void {
    this.count += count;
    if (!this.plain) {
      if (this.small.add(rows, count)) return;
      this.spill();
    }
    this.put(rows, count);
  }

  end(): Encoded | undefined {
    const { count } = this;
    if (count === 0) return undefined;
    const packed = this.plain ? undefined : this.pack();
    if (packed !== undefined) return packed;
    if (!this.plain) this.spill();
    return { type: TYPES.SET.byte, head: lengthBytes(count) };
  }

  private pack(): Encoded | undefined {
    const { context, small, packed, integers } = this;
    const { arena, out, format } = context;
    if (format.version >= TYPES.SET_INTSET.since) {
      const end = encodeIntset(arena, small.rows, small.count, integers);
      if (end !== undefined) {
        out.string(integers.start, end);
        return headless(TYPES.SET_INTSET.byte);
      }
    }
    if (commonVersion(format) < TYPES.SET_LISTPACK.since || small.count > MOST_PACKED) return undefined;
    packed.begin();
    packed.addAll(small.rows, small.count, false);
    const end = packed.close();
    out.string(packed.start, end);
    return headless(TYPES.SET_LISTPACK.byte);
  }

  /** The set is no small one. */
  private spill(): void {
    this.plain = true;
    this.put(this.small.rows, this.small.count);
  }

  private put(rows: number, count: number): void {
    const { body, compress } = this.context;
    putRows(body, rows, count, SHAPE.STRING, 0, compress);
  }
}
