/** Types 15, 19, 21, 26, 27: streams. Source: rdb-format.md 3.6, 4.5; redis src/rdb.c, rdbSaveObject(); src/t_stream.c. */
import { DecodeError } from '../../errors.ts';
import type { StreamId } from '../../model/stream.ts';
import { checkCount, type Context, type ValueDecoder, type Looked } from '../context.ts';
import { PackedBlob } from '../packed-blob.ts';
import { readGroup } from './stream-group.ts';
import { readId } from './stream-id.ts';
import { readIdmp } from './stream-idmp.ts';
import { StreamNode } from './stream-node.ts';

type Phase = 'nodes-head' | 'nodes' | 'totals' | 'groups-head' | 'groups' | 'idmp';

/** A unit is a node, the totals, a whole group, or the IDMP table. */
export class StreamDecoder implements ValueDecoder {
  private readonly context: Context;
  private readonly blob: PackedBlob;
  private readonly node: StreamNode;
  private version = 1;
  private interest: Looked = 'elements';
  private phase: Phase = 'nodes-head';
  private count = 0;
  private left = 0;
  /** Live entries, by the items and by the heads of the nodes. */
  private live = 0;
  private lastKey: StreamId | undefined;
  private names = new Set<string>();

  constructor(context: Context) {
    this.context = context;
    this.blob = new PackedBlob(context);
    this.node = new StreamNode(context);
  }

  begin(version: 1 | 2 | 3 | 4 | 5, interest: Looked): void {
    this.version = version;
    this.interest = interest;
    this.phase = 'nodes-head';
    this.live = 0;
    this.lastKey = undefined;
    this.names = new Set();
  }

  step(): boolean {
    const { cursor } = this.context;
    for (;;) {
      if (this.phase === 'nodes-head') this.counted('a count of nodes', 'nodes', 17);
      else if (this.phase === 'nodes') {
        if (this.left === 0) this.phase = 'totals';
        else {
          this.readNode();
          this.left--;
        }
      } else if (this.phase === 'totals') {
        this.totals();
        this.phase = 'groups-head';
      } else if (this.phase === 'groups-head') this.counted('a count of groups', 'groups', 5);
      else if (this.phase === 'groups') {
        if (this.left === 0) {
          if (this.version < 4) return true;
          this.phase = 'idmp';
        } else {
          this.group();
          this.left--;
        }
      } else {
        const idmp = readIdmp(this.context);
        if (this.interest !== 'skip') this.context.sink.idmp(idmp);
        cursor.commit();
        return true;
      }
      cursor.commit();
    }
  }

  /** Read a count and go on to what it counts. */
  private counted(what: string, unit: 'nodes' | 'groups', least: number): void {
    const { cursor } = this.context;
    const { offset } = cursor;
    this.count = cursor.length(what);
    checkCount(this.context, this.count, least, unit, offset);
    this.left = this.count;
    this.phase = unit;
  }

  private readNode(): void {
    const { context } = this;
    const { cursor, arena } = context;
    const { offset } = cursor;
    cursor.string();
    if (cursor.stop - cursor.start !== 16) {
      throw new DecodeError('STREAM', `stream node key of ${cursor.stop - cursor.start} bytes, not 16`, offset);
    }
    const key = { ms: arena.view.getBigUint64(cursor.start), seq: arena.view.getBigUint64(cursor.start + 8) };
    const keyAddress = cursor.start;
    const before = this.lastKey;
    if (before !== undefined && (key.ms < before.ms || (key.ms === before.ms && key.seq <= before.seq))) {
      throw new DecodeError('STREAM', `stream node ${key.ms}-${key.seq} stands twice, or out of order`, offset);
    }
    try {
      if (this.interest === 'sizes') {
        if (!this.blob.isSized('listpack')) cursor.string();
        context.sink.streamNode?.(key, 0, 0);
      } else cursor.string();
      if (this.interest === 'elements') {
        context.sink.blob?.(cursor.stop - cursor.start, false, undefined);
        this.blob.open('listpack');
        const rows = this.blob.all();
        if (rows === 0) throw new DecodeError('STREAM', 'stream node without entries', offset);
        this.live += this.node.read(keyAddress, rows);
      }
    } catch (error) {
      throw error instanceof DecodeError ? error.within(`node ${this.count - this.left}`) : error;
    }
    this.lastKey = key;
  }

  private totals(): void {
    const { context, version } = this;
    const { cursor, sink } = context;
    const { offset } = cursor;
    const length = cursor.length64('a stream length');
    const lastId = readId(context);
    const totals =
      version < 2
        ? { length, lastId }
        : {
            length,
            lastId,
            firstId: readId(context),
            maxDeletedId: readId(context),
            entriesAdded: cursor.length64('a count of entries added'),
          };
    if (this.interest === 'skip') return;
    if (length > 0n && this.lastKey === undefined) {
      throw new DecodeError('STREAM', `stream of length ${length} without nodes`, offset);
    }
    if (this.interest === 'elements' && length !== BigInt(this.live)) {
      // Redis up to 8.6 takes the header's word; Valkey 9.1 and later Redis refuse.
      const deep = context.strict || context.dialect.listpack === 'deep' || version >= 5;
      const words = `stream length is ${length}, there are ${this.live} entries`;
      if (deep) throw new DecodeError('STREAM', words, offset);
      context.warn('STREAM', words, offset);
    }
    sink.streamTotals(totals);
  }

  private group(): void {
    const { context } = this;
    const { offset } = context.cursor;
    const { group, pending, consumers } = readGroup(context, this.version);
    const name = Buffer.from(group.name).toString('latin1');
    if (this.names.has(name))
      throw new DecodeError('STREAM', `consumer group ${JSON.stringify(name)} stands twice`, offset);
    this.names.add(name);
    if (this.interest !== 'skip') context.sink.group(group, pending, consumers);
  }
}
