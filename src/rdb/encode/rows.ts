/** Rows of a collection's elements: written as they come, or kept while the collection is small. */
import type { Arena, Region } from '../../bytes/arena.ts';
import { ROW_BYTES, SHAPE, type Shape } from '../../kernels/kernels.ts';
import type { Body } from './body.ts';

/** Room for an element beside the bytes of its strings. */
const ELEMENT_ROOM = 128;

export function rowsOf(shape: Shape): 1 | 2 {
  return shape === SHAPE.STRING || shape === SHAPE.SCORE || shape === SHAPE.TEXT_SCORE ? 1 : 2;
}

/** Put `count` elements of `shape` into `body`. `base` is what field times count from. */
export function putRows(body: Body, rows: number, count: number, shape: Shape, base: number, compress: boolean): void {
  const { memory } = body;
  const width = rowsOf(shape) * ROW_BYTES;
  for (let done = 0; done < count;) {
    const at = rows + width * done;
    memory.kernels.putElements(at, count - done, shape, base, compress ? 1 : 0, body.at, body.end);
    body.at = memory.freeAfter;
    done += memory.rowsDone;
    if (done < count) body.room(elementBytes(memory, rows + width * done, rowsOf(shape)) + ELEMENT_ROOM);
  }
}

function elementBytes({ u32 }: Arena, row: number, rows: number): number {
  let bytes = 0;
  for (let i = 0, at = row >>> 2; i < rows; i++, at += 4) bytes += (u32[at + 1] ?? 0) - (u32[at] ?? 0);
  return bytes;
}

/** The elements of a collection as long as they are few and short. */
export class SmallRows {
  readonly rows: number;
  count = 0;
  private readonly arena: Arena;
  private readonly most: number;
  private readonly longest: number;
  private readonly bytes: Region;
  private free = 0;

  /** @param longest - bytes of the longest string that counts as short */
  constructor(arena: Arena, most: number, longest: number) {
    this.arena = arena;
    this.most = most;
    this.longest = longest;
    this.rows = arena.allocate(most * ROW_BYTES).start;
    this.bytes = arena.allocate(most * longest);
  }

  begin(): void {
    this.count = 0;
    this.free = this.bytes.start;
  }

  /** Keep `count` rows; false, and nothing is kept, if they are too many or too long. */
  add(rows: number, count: number): boolean {
    const { kernels } = this.arena;
    if (this.count + count > this.most || kernels.longestRow(rows, count) > this.longest) return false;
    this.free = kernels.keepRows(rows, count, this.rows + this.count * ROW_BYTES, this.free, this.bytes.end);
    this.count += count;
    return true;
  }
}
