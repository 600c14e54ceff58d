/** The entries of a stream: blocks in the order of ids. Adding is at the end, removing marks, and empty blocks go. */
import { compareIds, type StreamId } from '../../model/stream.ts';
import type { Args } from '../args.ts';
import { EntryCursor } from './entry-cursor.ts';
import { StreamBlock } from './stream-block.ts';

/** What becomes of an entry that trimming comes to. */
export type Verdict = 'remove' | 'keep' | 'stop';

export class StreamEntries {
  /** Live entries. */
  length = 0;
  private blocks: StreamBlock[] = [];

  /** Add an entry whose id is above all others: its fields are the arguments from `first` on, name and value in turn. */
  append(id: StreamId, fields: Args, first: number): void {
    let block = this.blocks.at(-1);
    if (block === undefined || !block.takes(fields, first)) {
      block = this.open();
      block.isOpen = true;
    }
    block.append(id, fields, first);
    this.length++;
  }

  /** What is added from here on stands in a block of its own. */
  open(): StreamBlock {
    this.blocks.at(-1)?.close();
    const block = new StreamBlock();
    this.blocks.push(block);
    return block;
  }

  /** Add to the block at hand, whether it takes more or not: how a file has it. */
  load(id: StreamId, fields: Args, deleted: boolean): void {
    const block = this.blocks.at(-1) ?? this.open();
    block.append(id, fields, 0);
    if (deleted) block.remove(block.count - 1);
    else this.length++;
  }

  /** Blocks whose entries were all loaded as deleted ones go. */
  settle(): void {
    if (this.blocks.some(({ live }) => live === 0)) this.blocks = this.blocks.filter(({ live }) => live > 0);
  }

  has(id: StreamId): boolean {
    const block = this.blocks[this.blockOf(id)];
    return block !== undefined && block.find(id) >= 0;
  }

  /** False: it is not there. */
  remove(id: StreamId): boolean {
    const number = this.blockOf(id);
    const block = this.blocks[number];
    const index = block?.find(id) ?? -1;
    if (block === undefined || index < 0) return false;
    block.remove(index);
    this.length--;
    if (block.live === 0) this.blocks.splice(number, 1);
    return true;
  }

  get firstId(): StreamId | undefined {
    const block = this.blocks[0];
    return block?.idAt(block.head);
  }

  get lastId(): StreamId | undefined {
    const block = this.blocks.at(-1);
    if (block === undefined) return undefined;
    let index = block.count - 1;
    while (!block.isLive(index)) index--;
    return block.idAt(index);
  }

  /** Leave the last `length` entries. */
  trimTo(length: number): void {
    let over = this.length - length;
    let gone = 0;
    for (const block of this.blocks) {
      if (over < block.live) break;
      over -= block.live;
      this.length -= block.live;
      gone++;
    }
    this.blocks.splice(0, gone);
    const block = this.blocks[0];
    if (block === undefined || over <= 0) return;
    this.length -= over;
    for (; over > 0; over--) block.remove(block.head);
  }

  /** Remove whole blocks from the first on. */
  dropBlocks(mayGo: (block: StreamBlock) => boolean): void {
    let gone = 0;
    for (const block of this.blocks) {
      if (!mayGo(block)) break;
      this.length -= block.live;
      gone++;
    }
    this.blocks.splice(0, gone);
  }

  /**
   * Go over entries from the first on and remove some.
   * @param goesOn - told of a block before its entries: whether the next one is gone over, too
   */
  trim(goesOn: (block: StreamBlock) => boolean, judge: (id: StreamId) => Verdict): void {
    for (const block of this.blocks) {
      const more = goesOn(block);
      if (!this.removeSome(block, judge) || !more) break;
    }
    this.settle();
  }

  /** False: it was told to stop. */
  private removeSome(block: StreamBlock, judge: (id: StreamId) => Verdict): boolean {
    for (let index = block.head; index < block.count; index = block.nextLive(index + 1)) {
      const verdict = judge(block.idAt(index));
      if (verdict === 'stop') return false;
      if (verdict === 'keep') continue;
      block.remove(index);
      this.length--;
    }
    return true;
  }

  /** Remove those before `id`. */
  trimBefore(id: StreamId): void {
    let gone = 0;
    for (const block of this.blocks) {
      if (compareIds(block.idAt(block.count - 1), id) >= 0) break;
      this.length -= block.live;
      gone++;
    }
    this.blocks.splice(0, gone);
    const block = this.blocks[0];
    if (block === undefined) return;
    while (block.live > 0 && compareIds(block.idAt(block.head), id) < 0) {
      block.remove(block.head);
      this.length--;
    }
    if (block.live === 0) this.blocks.shift();
  }

  /** What a server has as nodes. */
  all(): readonly StreamBlock[] {
    return this.blocks;
  }

  /** For looking up ids that ascend. */
  cursor(): EntryCursor {
    return new EntryCursor(this.blocks);
  }

  /** All live entries in order. */
  forEach(visit: (block: StreamBlock, index: number) => void): void {
    for (const block of this.blocks) {
      for (let index = block.head; index < block.count; index = block.nextLive(index + 1)) visit(block, index);
    }
  }

  copy(): StreamEntries {
    const entries = new StreamEntries();
    entries.length = this.length;
    entries.blocks = this.blocks.map((block) => block.copy());
    return entries;
  }

  /** The number of the block where an id would stand; -1: before all. */
  private blockOf(id: StreamId): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const block = this.blocks[middle];
      if (block !== undefined && compareIds(block.idAt(0), id) <= 0) low = middle + 1;
      else high = middle - 1;
    }
    return high;
  }
}
