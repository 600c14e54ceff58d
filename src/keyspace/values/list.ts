/** A list: a chain of nodes. What is done at an end takes the same time however long it is; an index costs a walk over nodes. */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import type { Collection } from '../collection.ts';
import { RowFeed } from '../row-feed.ts';
import type { Span } from '../span.ts';
import { ListIndex } from './list-index.ts';
import { ListNode, type Side } from './list-node.ts';

export type { Side } from './list-node.ts';

export class ListValue implements Collection {
  readonly type = 'list';
  readonly encoding = TYPES.LIST.encoding;
  readonly typeByte = TYPES.LIST.byte;
  size = 0;
  private first = new ListNode();
  private last = this.first;

  push(side: Side, element: Span): void {
    const node = side === 'front' ? this.first : this.last;
    if (!node.push(side, element)) {
      const added = new ListNode(side);
      added.push(side, element);
      this.link(side === 'front' ? undefined : node, added);
    }
    this.size++;
  }

  /** The element at an end, until the list changes; undefined: there is none. */
  peek(side: Side): Span | undefined {
    return this.at(side === 'front' ? 0 : this.size - 1);
  }

  /** Drop the element at an end, if there is one. */
  pop(side: Side): void {
    if (this.size === 0) return;
    const node = side === 'front' ? this.first : this.last;
    node.pop(side);
    this.size--;
    if (node.count === 0) this.unlink(node);
  }

  /** @param index - from 0 */
  at(index: number): Span | undefined {
    const place = this.find(index);
    return place?.node.read(place.at);
  }

  /** False: there is no such index. */
  set(index: number, element: Span): boolean {
    const place = this.find(index);
    if (place === undefined) return false;
    const { node, at } = place;
    const old = node.read(at);
    if (old.end - old.start === element.end - element.start) {
      old.bytes.set(element.bytes.subarray(element.start, element.end), old.start);
      return true;
    }
    node.remove(at);
    this.size--;
    this.insertAt(node, at, place.index, element);
    if (node.count === 0) this.unlink(node);
    return true;
  }

  /** Insert before or behind the first element that is equal to `pivot`. False: there is none. */
  insert(where: 'before' | 'after', pivot: Span, element: Span): boolean {
    for (let node: ListNode | undefined = this.first; node !== undefined; node = node.next) {
      const found = node.indexOf(pivot);
      if (found < 0) continue;
      const index = where === 'before' ? found : found + 1;
      this.insertAt(node, node.locate(index), index, element);
      return true;
    }
    return false;
  }

  /** Remove elements that are equal to `element`: `most` of them, counted from a side. */
  removeEqual(element: Span, side: Side, most: number): void {
    let left = most;
    let node: ListNode | undefined = side === 'front' ? this.first : this.last;
    while (node !== undefined && left > 0) {
      const following: ListNode | undefined = side === 'front' ? node.next : node.previous;
      const spared = side === 'front' ? 0 : Math.max(0, node.countOf(element) - left);
      const removed = node.removeEqual(element, spared, left);
      this.size -= removed;
      left -= removed;
      if (node.count === 0) this.unlink(node);
      node = following;
    }
  }

  /** Drop `count` elements at a side. */
  drop(side: Side, count: number): void {
    let left = Math.min(count, this.size);
    while (left > 0) {
      const node = side === 'front' ? this.first : this.last;
      if (node.count > left) {
        for (let i = 0; i < left; i++) node.pop(side);
        this.size -= left;
        return;
      }
      this.size -= node.count;
      left -= node.count;
      node.clear();
      this.unlink(node);
    }
  }

  /** All elements in order; a span holds until the next step, and the list may not change meanwhile. */
  *[Symbol.iterator](): Generator<Span> {
    for (let node: ListNode | undefined = this.first; node !== undefined; node = node.next) yield* node;
  }

  elements(): Iterable<Span> {
    return this;
  }

  /** For access at random, until the list changes. */
  index(): ListIndex {
    return new ListIndex(this.first, this.size);
  }

  copy(): ListValue {
    const list = new ListValue();
    for (let node: ListNode | undefined = this.first; node !== undefined; node = node.next) {
      list.link(list.last, node.copy());
    }
    list.size = this.size;
    list.unlink(list.first);
    return list;
  }

  loadItems(arena: Arena, rows: number, count: number): void {
    const { u8, u32 } = arena;
    for (let i = 0; i < count; i++) {
      const row = (rows + i * ROW_BYTES) >>> 2;
      this.push('back', { bytes: u8, start: u32[row] ?? 0, end: u32[row + 1] ?? 0 });
    }
  }

  play(sink: EntrySink, arena: Arena): void {
    const feed = new RowFeed(arena, 1, (rows, count) => sink.items(rows, count));
    for (const { bytes, start, end } of this) {
      feed.unit(end - start);
      feed.row(bytes, start, end);
    }
    feed.flush();
  }

  /** Where the element of an index is: which of its node's it is, and the position there. */
  private find(index: number): Place | undefined {
    const { size } = this;
    if (index < 0 || index >= size) return undefined;
    let node: ListNode | undefined;
    let own: number;
    if (index < size >>> 1) {
      node = this.first;
      own = index;
      for (; node !== undefined && own >= node.count; node = node.next) own -= node.count;
    } else {
      node = this.last;
      own = size - 1 - index;
      for (; node !== undefined && own >= node.count; node = node.previous) own -= node.count;
      if (node !== undefined) own = node.count - 1 - own;
    }
    return node && { node, index: own, at: node.locate(own) };
  }

  /** Put an element where the one of this index is in `node`, which is split if it is full. */
  private insertAt(node: ListNode, at: number, index: number, element: Span): void {
    this.size++;
    if (node.insert(at, element)) return;
    const rest = node.split(at, index);
    this.link(node, rest);
    if (!node.push('back', element)) {
      const own = new ListNode();
      own.push('back', element);
      this.link(node, own);
    }
    if (rest.count === 0) this.unlink(rest);
  }

  /** Enter a node behind another; undefined: as the first. */
  private link(before: ListNode | undefined, node: ListNode): void {
    const following = before === undefined ? this.first : before.next;
    node.previous = before;
    node.next = following;
    if (before === undefined) this.first = node;
    else before.next = node;
    if (following === undefined) this.last = node;
    else following.previous = node;
  }

  /** Take an empty node out, unless it is the only one. */
  private unlink(node: ListNode): void {
    const { previous, next } = node;
    if (previous === undefined && next === undefined) return;
    if (previous === undefined) this.first = next ?? node;
    else previous.next = next;
    if (next === undefined) this.last = previous ?? node;
    else next.previous = previous;
  }
}

interface Place {
  readonly node: ListNode;
  readonly index: number;
  readonly at: number;
}
