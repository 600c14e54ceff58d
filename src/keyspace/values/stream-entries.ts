/** The entries of a stream: blocks in the order of ids. Adding is at the end, removing marks, and empty blocks go. */
import type { StreamId } from '../../model/stream.ts';
import type { Args } from '../args.ts';
import { compareIds } from '../stream-id.ts';
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
    if (block === undefined || block.full) {
      block?.close();
      block = new StreamBlock();
      this.blocks.push(block);
    }
    block.append(id, fields, first);
    this.length++;
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

  /** Go over entries from the first on and remove some. */
  trim(judge: (id: StreamId) => Verdict): void {
    this.removeSome(judge);
    this.blocks = this.blocks.filter((block) => block.live > 0);
  }

  private removeSome(judge: (id: StreamId) => Verdict): void {
    for (const block of this.blocks) {
      for (let index = block.head; index < block.count; index = block.nextLive(index + 1)) {
        const verdict = judge(block.idAt(index));
        if (verdict === 'stop') return;
        if (verdict === 'keep') continue;
        block.remove(index);
        this.length--;
      }
    }
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
