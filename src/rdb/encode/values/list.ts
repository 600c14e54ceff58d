/**
 * Lists: nodes of listpacks since 7.0, of ziplists since 3.2; before that one ziplist where small, else plain.
 * Source: rdb-format.md 3.3; redis src/quicklist.c.
 */
import { PACK, ROW_BYTES, SHAPE } from '../../../kernels/kernels.ts';
import { TYPES } from '../../types.ts';
import { PackedWriter } from '../blobs/packed-writer.ts';
import { headless, lengthBytes, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';
import { NEW_ZIPLIST } from '../loads.ts';
import { putRows, SmallRows } from '../rows.ts';

/** list-max-listpack-size -2: bytes of a node. */
const NODE_BYTES = 8192;
/** list-max-ziplist-entries and -value, of servers before 3.2. */
const MOST_PACKED = 512;
const LONGEST = 64;
/** QUICKLIST_NODE_CONTAINER_*. */
const PLAIN = 1;
const PACKED = 2;

type Form = 'quicklist2' | 'quicklist' | 'list';

export class ListEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private readonly form: Form;
  private readonly node: PackedWriter;
  private readonly small: SmallRows;
  private nodes = 0;
  private count = 0;
  private plain = false;

  constructor(context: EncodeContext) {
    const { version } = context.format;
    this.context = context;
    this.form =
      version >= TYPES.LIST_QUICKLIST_2.since
        ? 'quicklist2'
        : version >= TYPES.LIST_QUICKLIST.since
          ? 'quicklist'
          : 'list';
    this.node = new PackedWriter(context.arena, this.form === 'quicklist2' ? PACK.LISTPACK : PACK.ZIPLIST);
    this.small = new SmallRows(context.arena, this.form === 'list' ? MOST_PACKED : 1, LONGEST);
  }

  begin(known: Encoded | undefined): void {
    this.nodes = 0;
    this.count = 0;
    this.plain = known !== undefined || this.context.format.version < NEW_ZIPLIST;
    this.node.begin();
    this.small.begin();
  }

  items(rows: number, count: number): void {
    this.count += count;
    if (this.form === 'list') this.addPlain(rows, count);
    else this.addNodes(rows, count);
  }

  end(): Encoded | undefined {
    if (this.count === 0) return undefined;
    if (this.form !== 'list') {
      this.closeNode();
      const type = this.form === 'quicklist2' ? TYPES.LIST_QUICKLIST_2 : TYPES.LIST_QUICKLIST;
      return { type: type.byte, head: lengthBytes(this.nodes) };
    }
    if (this.plain) return { type: TYPES.LIST.byte, head: lengthBytes(this.count) };
    this.node.addAll(this.small.rows, this.small.count, false);
    const end = this.node.close();
    this.context.out.string(this.node.start, end);
    return headless(TYPES.LIST_ZIPLIST.byte);
  }

  private addPlain(rows: number, count: number): void {
    const { body, compress } = this.context;
    if (!this.plain) {
      if (this.small.add(rows, count)) return;
      this.plain = true;
      putRows(body, this.small.rows, this.small.count, SHAPE.STRING, 0, compress);
    }
    putRows(body, rows, count, SHAPE.STRING, 0, compress);
  }

  private addNodes(rows: number, count: number): void {
    const { node } = this;
    for (let done = 0; done < count;) {
      const row = rows + done * ROW_BYTES;
      const added = node.add(row, count - done, false, NODE_BYTES);
      done += added;
      if (done === count) return;
      if (node.count > 0) this.closeNode();
      else {
        this.addLarge(row);
        done++;
      }
    }
  }

  /** An element that fills a node alone. */
  private addLarge(row: number): void {
    const { out, arena } = this.context;
    if (this.form === 'quicklist') {
      this.node.addAll(row, 1, false);
      this.closeNode();
      return;
    }
    out.length(PLAIN);
    out.string(arena.u32[row >>> 2] ?? 0, arena.u32[(row >>> 2) + 1] ?? 0);
    this.nodes++;
  }

  private closeNode(): void {
    const { node, context } = this;
    if (node.count === 0) return;
    if (this.form === 'quicklist2') context.out.length(PACKED);
    const end = node.close();
    context.out.string(node.start, end);
    this.nodes++;
    node.begin();
  }
}
