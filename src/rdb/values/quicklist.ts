/** Types 14 and 18: a list of packed nodes. Source: rdb-format.md 3.3. */
import { DecodeError } from '../../errors.ts';
import { checkCount, complain, type Context, type ValueDecoder, type Looked } from '../context.ts';
import { PackedBlob, SINGLE } from '../packed-blob.ts';
import type { ValueLayout } from '../types.ts';

type NodesLayout = Extract<ValueLayout, { kind: 'nodes' }>;

/** Containers of a quicklist2 node. Source: redis 7.0 src/quicklist.h, QUICKLIST_NODE_CONTAINER_*. */
const PLAIN = 1;
const PACKED = 2;

export class QuicklistDecoder implements ValueDecoder {
  private readonly context: Context;
  private readonly blob: PackedBlob;
  private layout: NodesLayout = { kind: 'nodes', packed: 'listpack', containers: true };
  private interest: Looked = 'elements';
  private head = true;
  private count = 0;
  private left = 0;
  private elements = 0;

  constructor(context: Context) {
    this.context = context;
    this.blob = new PackedBlob(context);
  }

  begin(layout: NodesLayout, interest: Looked): void {
    this.layout = layout;
    this.interest = interest;
    this.head = true;
  }

  step(): boolean {
    const { context } = this;
    const { cursor } = context;
    if (this.head) {
      const { offset } = cursor;
      this.count = cursor.length('a count of nodes');
      checkCount(context, this.count, this.layout.containers ? 2 : 1, 'nodes', offset);
      this.left = this.count;
      this.elements = 0;
      this.head = false;
      cursor.commit();
    }
    while (this.left > 0) {
      this.node();
      this.left--;
      cursor.commit();
    }
    if (this.elements === 0 && this.interest !== 'skip') {
      complain(context, 'EMPTY', 'a list without elements', cursor.offset);
    }
    return true;
  }

  private node(): void {
    const { context, layout } = this;
    const { cursor, sink } = context;
    const { offset } = cursor;
    let container = PACKED;
    if (layout.containers) {
      container = cursor.length('a node container');
      if (container !== PLAIN && container !== PACKED) {
        throw this.within(new DecodeError('QUICKLIST_NODE', `no such node container ${container}`, offset));
      }
    }
    if (this.interest === 'skip') {
      cursor.skipString();
      return;
    }
    if (this.interest === 'sizes' && container === PACKED && this.blob.isSized(layout.packed, SINGLE)) {
      this.elements++;
      return;
    }
    cursor.string();
    if (layout.containers && cursor.start === cursor.stop) {
      throw this.within(new DecodeError('QUICKLIST_NODE', 'node of length 0', offset));
    }
    if (container === PLAIN) {
      cursor.putRow(0);
      this.elements++;
      sink.blob?.(cursor.stop - cursor.start, true, 1);
      sink.items(context.arena.rows.start, 1);
      return;
    }
    try {
      this.blob.open(layout.packed);
      if (this.interest !== 'sizes') sink.blob?.(cursor.stop - cursor.start, false, undefined);
      for (let rows = this.blob.next(); rows > 0; rows = this.blob.next()) {
        this.elements += rows;
        sink.items(context.arena.rows.start, rows);
      }
    } catch (error) {
      throw error instanceof DecodeError ? this.within(error) : error;
    }
  }

  private within(error: DecodeError): DecodeError {
    return error.within(`node ${this.count - this.left}`);
  }
}
