/**
 * The entries of one stream node.
 *
 *   node   = master item*
 *   master = count deleted nfields field* 0
 *   item   = flags ms-diff seq-diff ( value* | n (field value)* ) lp-count
 *
 * Source: rdb-format.md 4.5; redis src/t_stream.c, streamAppendItem().
 */
import { DecodeError } from '../../errors.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { Context } from '../context.ts';

const DELETED = 1;
const SAME_FIELDS = 2;
const ID_ROOM = 48;

export class StreamNode {
  private readonly context: Context;
  private row = 0;
  private rows = 0;
  /** Where the id of the entry at hand is written. */
  private idAddress = 0;

  constructor(context: Context) {
    this.context = context;
  }

  /** Hand on the entries of a node whose key is at address `key` and whose listpack stands in `rows` rows. Gives the live ones' number. */
  read(key: number, rows: number): number {
    const { sink } = this.context;
    this.row = 0;
    this.rows = rows;
    const count = this.integer('a count of entries');
    const deleted = this.integer('a count of deleted entries');
    const masterFields = this.integer('a count of fields');
    const master = this.row;
    if (count < 0 || deleted < 0 || masterFields < 0) throw this.broken('a count in its head is negative');
    this.pass(masterFields);
    if (this.integer('the end of the master entry') !== 0) throw this.broken('its master entry does not end in 0');
    let live = 0;
    let dead = 0;
    const pairs = this.pairTable();
    if (sink.streamNode !== undefined) this.announce(key, master, masterFields);
    while (this.row < this.rows) {
      const first = this.row;
      const flags = this.integer('flags');
      const ms = this.row;
      this.integer('an id');
      this.integer('an id');
      const same = (flags & SAME_FIELDS) !== 0;
      const fields = same ? masterFields : this.integer('a count of fields');
      if (fields < 0) throw this.broken('a count of fields is negative');
      const values = this.row;
      this.pass(same ? fields : 2 * fields);
      const length = this.row - first;
      if (this.integer('a length of the entry') !== length)
        throw this.broken(`entry ${live + dead} gives a wrong length`);
      if (flags & DELETED) {
        dead++;
        if (sink.deletedStreamEntry === undefined) continue;
      } else live++;
      this.deliver(key, ms, same ? master : undefined, values, fields, pairs, (flags & DELETED) !== 0);
    }
    if (live !== count || dead !== deleted) {
      throw this.broken(`its head says ${count} entries and ${deleted} deleted ones, there are ${live} and ${dead}`);
    }
    return live;
  }

  private announce(key: number, master: number, fields: number): void {
    const { arena, sink } = this.context;
    const id = { ms: arena.view.getBigUint64(key), seq: arena.view.getBigUint64(key + 8) };
    sink.streamNode?.(id, arena.rows.start + master * ROW_BYTES, fields);
  }

  private deliver(
    key: number,
    ms: number,
    master: number | undefined,
    values: number,
    fields: number,
    pairs: number,
    deleted: boolean,
  ): void {
    const { arena, sink } = this.context;
    // Field and value rows go side by side where the sink looks for them; the node's own rows wait behind.
    for (let i = 0; i < fields; i++) {
      const field = master === undefined ? values + 2 * i : master + i;
      const value = master === undefined ? values + 2 * i + 1 : values + i;
      this.copyRow(field, pairs + 2 * i);
      this.copyRow(value, pairs + 2 * i + 1);
    }
    const id = this.idAddress;
    const row = arena.rows.start + ms * ROW_BYTES;
    const end = arena.kernels.streamId(key, row, id);
    const first = arena.rows.start + pairs * ROW_BYTES;
    if (deleted) sink.deletedStreamEntry?.(id, end, first, fields);
    else sink.streamEntry(id, end, first, fields);
  }

  /** Room behind the node's rows for the pairs of one entry, and in scratch for its id; gives the first row. */
  private pairTable(): number {
    const { arena } = this.context;
    // An entry has at most as many fields as the node has rows.
    const size = 3 * this.rows * ROW_BYTES + ID_ROOM;
    if (arena.rows.end - arena.rows.start < size) arena.grow(arena.rows, size, this.rows * ROW_BYTES);
    this.idAddress = arena.rows.end - ID_ROOM;
    return this.rows;
  }

  private copyRow(from: number, to: number): void {
    const { u32, rows } = this.context.arena;
    const source = (rows.start >>> 2) + 4 * from;
    const target = (rows.start >>> 2) + 4 * to;
    u32[target] = u32[source] ?? 0;
    u32[target + 1] = u32[source + 1] ?? 0;
    u32[target + 2] = 0;
    u32[target + 3] = 0x7ff80000;
  }

  /** The next row as a number. */
  private integer(what: string): number {
    const value = this.number(this.row, what);
    this.row++;
    return value;
  }

  private number(row: number, what: string): number {
    const { f64, rows } = this.context.arena;
    if (row >= this.rows) throw this.broken(`it ends where ${what} is expected`);
    const value = f64[(rows.start >>> 3) + 2 * row + 1] ?? NaN;
    if (value !== value) throw this.broken(`${what} is no integer`);
    return value;
  }

  private pass(count: number): void {
    if (count > this.rows - this.row) throw this.broken('it ends inside an entry');
    this.row += count;
  }

  private broken(what: string): DecodeError {
    return new DecodeError('STREAM', `stream node is broken: ${what}`, this.context.cursor.offset);
  }
}
