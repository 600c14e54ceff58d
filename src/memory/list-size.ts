/** Lists: nodes as they are stored, or made of elements that are pushed one by one. Source: rdb-format.md 7.3; redis src/quicklist.c. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';
import { Account } from './account.ts';
import { SERVER_LIMITS } from '../model/server-limits.ts';
import { PackedMeter } from './packed-meter.ts';
import { ValueSize, type Sizing } from './value-size.ts';

/** What a node is taken to need for one more element, beside its bytes. */
const LISTPACK_MARGIN = 8;
/** Elements of this size are never packed, from 7.0 on. */
const HUGE = 2 ** 30;

/** kept: nodes stay as they are stored. repacked: each is made anew of its elements. pushed: elements come one by one. */
type Mode = 'kept' | 'repacked' | 'pushed';

export class ListSize extends ValueSize {
  private readonly meter: PackedMeter;
  /** The bytes of nodes. */
  private readonly packed: Account;
  private arena: Arena | undefined;
  private mode: Mode = 'pushed';
  /** It comes as one blob, whose elements are pushed into a quicklist that stays one. */
  private staysQuicklist = false;
  private nodes = 0;
  /** Bytes of the only node; NaN: it is plain. */
  private onlyNode = 0;
  private counted = 0;
  /** Elements of the node at hand follow, so they count. */
  private following = false;

  constructor(sizing: Sizing) {
    super(sizing);
    this.meter = new PackedMeter(sizing.model.packed);
    this.packed = new Account(sizing.allocator);
  }

  override begin(header: KeyHeader, arena: Arena): Interest {
    const { packed } = this.sizing.model;
    this.arena = arena;
    this.nodes = 0;
    this.counted = 0;
    this.following = true;
    this.staysQuicklist = header.encoding === 'ziplist';
    this.meter.clear();
    this.packed.clear();
    const stored =
      header.encoding === 'quicklist2' ? 'listpack' : header.encoding === 'quicklist' ? 'ziplist' : undefined;
    this.mode = stored === undefined || !header.serialised ? 'pushed' : stored === packed ? 'kept' : 'repacked';
    return 'sizes';
  }

  override blob(sizeBytes: number, plain: boolean, entries: number | undefined): 'skip' | 'elements' {
    this.following = true;
    if (this.mode === 'pushed') return 'elements';
    this.endNode();
    if (plain && this.sizing.model.plainNodes !== 'never') this.addNode(sizeBytes, true);
    else if (this.mode === 'kept') this.addNode(sizeBytes, false);
    else return 'elements';
    if (entries === undefined) return 'elements';
    this.following = false;
    this.counted += entries;
    return 'skip';
  }

  override items(rows: number, count: number): void {
    if (this.following) this.counted += count;
    if (this.mode === 'kept' || this.arena === undefined) return;
    const { u8, u32 } = this.arena;
    for (let i = rows >>> 2, end = (rows + ROW_BYTES * count) >>> 2; i < end; i += 4) {
      this.element(u8, u32[i] ?? 0, u32[i + 1] ?? 0);
    }
  }

  override finish(): void {
    const { account, model } = this.sizing;
    const { packed } = this;
    this.endNode();
    this.elements = this.counted;
    const single = this.nodes === 1 && this.onlyNode <= SERVER_LIMITS.listNode;
    if (model.listListpack && single && !this.staysQuicklist) {
      this.encoding = 'listpack';
      account.add(packed.bytes, packed.allocated);
      return;
    }
    this.encoding = 'quicklist';
    const { quicklist, quicklistNode, table } = model;
    if (table === 'object-dict') {
      account.block(quicklist);
      account.add(packed.bytes, packed.allocated);
      for (let i = 0; i < this.nodes; i++) account.block(quicklistNode);
      return;
    }
    account.block(quicklist, 'bytes');
    packed.add(this.nodes * quicklistNode, this.nodes * account.allocator.usable(quicklistNode));
    this.sizing.addElements(
      packed,
      model.listSamples === 'nodes' ? this.nodes : this.counted,
      model.object + quicklist,
    );
  }

  private element(u8: Uint8Array, start: number, end: number): void {
    const { meter } = this;
    const length = end - start;
    if (this.mode === 'pushed') {
      if (this.isLarge(length)) {
        this.endNode();
        this.addNode(length, true);
        return;
      }
      if (meter.count > 0 && meter.bytes + this.margin(length) > SERVER_LIMITS.listNode) this.endNode();
    }
    meter.string(u8, start, end);
  }

  /** What a push takes an element to need, which is more than it does. Source: _quicklistNodeAllowInsert(). */
  private margin(length: number): number {
    if (this.sizing.model.packed === 'listpack') return length + LISTPACK_MARGIN;
    return length + (length < 254 ? 1 : 5) + (length < 64 ? 1 : length < 16384 ? 2 : 5);
  }

  private isLarge(length: number): boolean {
    const { plainNodes } = this.sizing.model;
    if (plainNodes === 'never') return false;
    return plainNodes === 'large' ? length > SERVER_LIMITS.listNode : length >= HUGE;
  }

  private endNode(): void {
    const { meter } = this;
    if (meter.count === 0) return;
    this.addNode(meter.bytes, false);
    meter.clear();
  }

  private addNode(sizeBytes: number, plain: boolean): void {
    this.nodes++;
    this.onlyNode = plain ? NaN : sizeBytes;
    this.packed.block(sizeBytes, this.sizing.model.blobs);
  }
}
