/** A value as an object, told to a sink as a decoder would tell it: the way back from `Collector`. */
import type { Arena, Region } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { EntrySink } from '../model/sink.ts';
import { formatStreamId, NOBODY, type PendingEntries } from '../model/stream.ts';
import type { HashField, StreamGroupValue, StreamValue, Value } from '../model/value.ts';

/** What of a sink takes values. */
export type ValueSink = Pick<
  EntrySink,
  | 'string'
  | 'items'
  | 'fields'
  | 'members'
  | 'streamEntry'
  | 'streamTotals'
  | 'group'
  | 'idmp'
  | 'array'
  | 'arrayItem'
  | 'path'
  | 'cron'
  | 'module'
>;

/** Rows that are told at a time, if their bytes are not too many. */
const MOST_ROWS = 256;
const ENOUGH_BYTES = 1 << 20;

/** @throws RangeError: a stream without its totals, which is only a part of one */
export function playValue(arena: Arena, value: Value, sink: ValueSink): void {
  const rows = new RowFeed(arena);
  switch (value.type) {
    case 'string':
      sink.string(...rows.span(value.value), true);
      return;
    case 'list':
      rows.feed(
        value.items,
        1,
        (bytes) => [[bytes, NaN]],
        (at, count) => sink.items(at, count),
      );
      return;
    case 'set':
      rows.feed(
        value.members,
        1,
        (bytes) => [[bytes, NaN]],
        (at, count) => sink.items(at, count),
      );
      return;
    case 'zset':
      rows.feed(
        value.members,
        1,
        ({ member, score }) => [[member, score]],
        (at, count) => sink.members(at, count),
      );
      return;
    case 'hash':
      playFields(rows, value.fields, sink);
      return;
    case 'stream':
      playStream(rows, value, sink);
      return;
    case 'array':
      sink.array(value.length, value.insertIndex);
      for (const { index, value: bytes, integer } of value.items) sink.arrayItem(index, ...rows.span(bytes), integer);
      return;
    case 'module':
      sink.module(...rows.span(value.payload));
      return;
    case 'path-hash':
      for (const { path, fields } of value.paths) {
        sink.path(...rows.span(path));
        playFields(rows, fields, sink);
      }
      return;
    case 'cron':
      sink.cron(value.job);
  }
}

function playFields(rows: RowFeed, fields: readonly HashField[], sink: ValueSink): void {
  rows.feed(
    fields,
    2,
    ({ field, value, expireAtMs = NaN }) => [
      [field, expireAtMs],
      [value, NaN],
    ],
    (at, count) => sink.fields(at, count),
  );
}

function playStream(rows: RowFeed, { entries, totals, groups, idmp }: StreamValue, sink: ValueSink): void {
  if (totals === undefined) throw new RangeError('a stream without totals is only a part of one');
  for (const { id, fields } of entries) {
    const flat = fields.flatMap(({ field, value }): [Uint8Array, number][] => [
      [field, NaN],
      [value, NaN],
    ]);
    const at = rows.put([[Buffer.from(formatStreamId(id)), NaN], ...flat]);
    const [start, end] = rows.spanAt(at);
    sink.streamEntry(start, end, at + ROW_BYTES, fields.length);
  }
  sink.streamTotals(totals);
  for (const group of groups) sink.group(group, pendingOf(group), group.consumers);
  if (idmp !== undefined) sink.idmp(idmp);
}

function pendingOf({ pending, consumers }: StreamGroupValue): PendingEntries {
  const names = new Map(consumers.map(({ name }, i) => [Buffer.from(name).toString('latin1'), i]));
  const owner = (name: Uint8Array | undefined): number =>
    name === undefined ? NOBODY : (names.get(Buffer.from(name).toString('latin1')) ?? NOBODY);
  return {
    count: pending.length,
    ids: BigUint64Array.from(pending.flatMap(({ id }) => [id.ms, id.seq])),
    deliveredAtMs: BigInt64Array.from(pending, ({ deliveredAtMs }) => deliveredAtMs),
    deliveries: BigUint64Array.from(pending, ({ deliveries }) => deliveries),
    consumer: Int32Array.from(pending, ({ consumer }) => owner(consumer)),
  };
}

type Cell = readonly [bytes: Uint8Array, number: number];

/** Puts bytes and rows into regions of the arena. */
class RowFeed {
  private readonly arena: Arena;
  private readonly bytes: Region;
  private readonly table: Region;

  constructor(arena: Arena) {
    this.arena = arena;
    this.bytes = arena.scratch;
    this.table = arena.rows;
  }

  /** Bytes alone. */
  span(bytes: Uint8Array): [start: number, end: number] {
    return this.spanAt(this.put([[bytes, NaN]]));
  }

  spanAt(row: number): [start: number, end: number] {
    const { u32 } = this.arena;
    return [u32[row >>> 2] ?? 0, u32[(row >>> 2) + 1] ?? 0];
  }

  /** @param each - rows of an element */
  feed<T>(
    elements: readonly T[],
    each: number,
    cells: (element: T) => readonly Cell[],
    tell: (rows: number, count: number) => void,
  ): void {
    let waiting: Cell[] = [];
    let size = 0;
    const flush = (): void => {
      if (waiting.length > 0) tell(this.put(waiting), waiting.length / each);
      waiting = [];
      size = 0;
    };
    for (const element of elements) {
      const more = cells(element);
      waiting.push(...more);
      for (const [bytes] of more) size += bytes.length;
      if (waiting.length >= MOST_ROWS || size > ENOUGH_BYTES) flush();
    }
    flush();
  }

  /** Gives the first row. */
  put(cells: readonly Cell[]): number {
    const { arena, bytes, table } = this;
    let size = 0;
    for (const [one] of cells) size += one.length;
    if (bytes.end - bytes.start < size) arena.grow(bytes, size);
    if (table.end - table.start < cells.length * ROW_BYTES) arena.grow(table, cells.length * ROW_BYTES);
    const { u8, u32, f64 } = arena;
    let at = bytes.start;
    let row = table.start;
    for (const [one, number] of cells) {
      u8.set(one, at);
      u32[row >>> 2] = at;
      at += one.length;
      u32[(row >>> 2) + 1] = at;
      f64[(row + 8) >>> 3] = number;
      row += ROW_BYTES;
    }
    return table.start;
  }
}
