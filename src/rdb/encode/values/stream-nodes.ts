/**
 * Entries of a stream into nodes, as XADD would make them. Source: rdb-format.md 4.5; redis src/t_stream.c, streamAppendItem().
 *
 *   node   = master item*
 *   master = count deleted nfields field* 0
 *   item   = flags ms-diff seq-diff ( value* | n (field value)* ) lp-count
 */
import { PACK, ROW_BYTES } from '../../../kernels/kernels.ts';
import type { StreamId } from '../../../model/stream.ts';
import { ENTRY_ROOM, PackedWriter } from '../blobs/packed-writer.ts';
import type { EncodeContext } from '../context.ts';

/** stream-node-max-entries: a count that is one byte, so that it can be set when the node is closed. */
const MOST_ENTRIES = 100;
/** stream-node-max-bytes. */
const MOST_BYTES = 4096;
const SAME_FIELDS = 2;
const HEAD_BYTES = 6;
const KEY_BYTES = 16;

export class StreamNodes {
  /** Nodes that have been written. */
  count = 0;
  /** Of the first entry of all. */
  firstId: StreamId | undefined;
  private readonly context: EncodeContext;
  private readonly node: PackedWriter;
  private key: StreamId = { ms: 0n, seq: 0n };
  private entries = 0;
  private master: string[] = [];

  constructor(context: EncodeContext) {
    this.context = context;
    this.node = new PackedWriter(context.arena, PACK.LISTPACK);
  }

  begin(): void {
    this.count = 0;
    this.firstId = undefined;
    this.entries = 0;
    this.node.begin();
  }

  /** @param rows - two for each of `count` fields */
  add(id: StreamId, rows: number, count: number): void {
    const { node } = this;
    this.firstId ??= id;
    if (this.entries === MOST_ENTRIES || (this.entries > 0 && node.at - node.start > MOST_BYTES)) this.close();
    if (this.entries === 0) this.open(id, rows, count);
    this.entries++;
    const same = this.sameFields(rows, count);
    this.number(same ? SAME_FIELDS : 0);
    this.number(BigInt.asIntN(64, id.ms - this.key.ms));
    this.number(BigInt.asIntN(64, id.seq - this.key.seq));
    if (!same) this.number(count);
    for (let i = 0; i < count; i++) {
      if (!same) this.row(rows + 2 * i * ROW_BYTES);
      this.row(rows + (2 * i + 1) * ROW_BYTES);
    }
    this.number(same ? count + 3 : 2 * count + 4);
  }

  /** Put the node at hand, if there is one, into the body. */
  close(): void {
    const { node, context, key } = this;
    if (this.entries === 0) return;
    context.arena.u8[node.start + HEAD_BYTES] = this.entries;
    const end = node.close();
    context.out.length(KEY_BYTES);
    context.out.u64be(key.ms);
    context.out.u64be(key.seq);
    context.out.string(node.start, end);
    this.count++;
    this.entries = 0;
    node.begin();
  }

  private open(id: StreamId, rows: number, count: number): void {
    this.key = id;
    this.master = [];
    // The count is set by close().
    this.number(0);
    this.number(0);
    this.number(count);
    for (let i = 0; i < count; i++) {
      const row = rows + 2 * i * ROW_BYTES;
      this.master.push(this.text(row));
      this.row(row);
    }
    this.number(0);
  }

  private sameFields(rows: number, count: number): boolean {
    if (count !== this.master.length) return false;
    for (let i = 0; i < count; i++) if (this.text(rows + 2 * i * ROW_BYTES) !== this.master[i]) return false;
    return true;
  }

  private text(row: number): string {
    const { arena } = this.context;
    return arena.latin1(arena.u32[row >>> 2] ?? 0, arena.u32[(row >>> 2) + 1] ?? 0);
  }

  private row(row: number): void {
    const { node } = this;
    const { arena } = this.context;
    const start = arena.u32[row >>> 2] ?? 0;
    const end = arena.u32[(row >>> 2) + 1] ?? 0;
    node.room(end - start + ENTRY_ROOM);
    node.at = arena.kernels.putListpackEntry(start, end, node.at);
    node.count++;
  }

  private number(value: number | bigint): void {
    const { node } = this;
    node.room(ENTRY_ROOM);
    node.at = this.context.arena.kernels.putListpackNumber(BigInt(value), node.at);
    node.count++;
  }
}
