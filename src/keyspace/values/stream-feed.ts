/** Entries of a stream brought into the arena, as a sink is told of them. */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { EntrySink } from '../../model/sink.ts';
import { formatStreamId } from '../../model/stream.ts';
import { copyInto, type Span } from '../span.ts';
import type { StreamBlock } from './stream-block.ts';

export class StreamFeed {
  private readonly sink: EntrySink;
  private readonly arena: Arena;
  private row = 0;
  private free = 0;

  constructor(sink: EntrySink, arena: Arena) {
    this.sink = sink;
    this.arena = arena;
  }

  entry(block: StreamBlock, index: number): void {
    const { sink, arena } = this;
    const { fields, bytes } = block.sizeOf(index);
    const id = formatStreamId(block.idAt(index));
    const rowBytes = 2 * fields * ROW_BYTES;
    if (arena.rows.end - arena.rows.start < rowBytes) arena.grow(arena.rows, rowBytes);
    const { scratch } = arena;
    if (scratch.end - scratch.start < id.length + bytes) arena.grow(scratch, id.length + bytes);
    arena.putLatin1(id, scratch.start);
    const idEnd = scratch.start + id.length;
    this.free = idEnd;
    this.row = arena.rows.start >>> 2;
    const { reader, names } = block.open(index);
    for (let i = 0; i < fields; i++) {
      const name = names ?? reader;
      name.string();
      this.put(name);
      names?.skip();
      reader.string();
      this.put(reader);
    }
    sink.streamEntry(scratch.start, idEnd, arena.rows.start, fields);
  }

  private put({ bytes, start, end }: Span): void {
    const { arena, row, free } = this;
    copyInto(bytes, start, end, arena.u8, free);
    this.free = free + end - start;
    arena.u32[row] = free;
    arena.u32[row + 1] = this.free;
    arena.f64[(row + 2) >>> 1] = NaN;
    this.row = row + 4;
  }
}
