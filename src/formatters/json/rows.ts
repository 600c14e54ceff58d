/** Rows as JSON, flushing as often as it takes. */
import type { ByteWriter } from '../../bytes/writer.ts';
import { LAYOUT, ROW_BYTES, STOP, type BytesMode, type Layout } from '../../kernels/kernels.ts';

/** Each element with a comma behind it. Names of objects must have been looked at. */
export function printRows(out: ByteWriter, rows: number, count: number, layout: Layout, mode: BytesMode): void {
  const { memory } = out;
  let done = 0;
  let notice = 0;
  while (done < count) {
    const at = rows + ROW_BYTES * done;
    const stop = memory.kernels.jsonRows(at, count - done, layout, mode, out.at, out.region.end);
    out.at = memory.freeAfter;
    done += memory.rowsDone;
    notice |= memory.notice;
    if (stop === STOP.DONE) break;
    if (memory.rowsDone === 0) {
      // Not even one element fits: write it by hand, or make room for it.
      const wide = layout === LAYOUT.ITEMS || layout === LAYOUT.SCORES ? 1 : 2;
      if (out.at > out.region.start + 1) out.makeRoom();
      else done += printLong(out, at, layout, mode, wide);
    } else out.makeRoom();
  }
  memory.setNotice(notice);
}

/** One element that is longer than the output region allows for. Gives the rows it took. */
function printLong(out: ByteWriter, row: number, layout: Layout, mode: BytesMode, wide: number): number {
  const { memory } = out;
  const { u32, f64 } = memory;
  const start = u32[row >>> 2] ?? 0;
  const end = u32[(row >>> 2) + 1] ?? 0;
  const second = (row >>> 2) + 4;
  const number = f64[(row >>> 3) + 1] ?? NaN;
  const bracket = layout === LAYOUT.PAIRS || layout === LAYOUT.SCORES || layout === LAYOUT.TIME_PAIRS;
  const timed = layout === LAYOUT.TIME_OBJECT || layout === LAYOUT.TIME_PAIRS;
  if (timed && number !== number) return wide;
  if (bracket) out.ascii('[');
  out.string(start, end, mode);
  if (layout === LAYOUT.OBJECT || layout === LAYOUT.TIME_OBJECT) out.ascii(':');
  else if (layout !== LAYOUT.ITEMS) out.ascii(',');
  if (layout === LAYOUT.SCORES || timed) out.number(number);
  else if (layout !== LAYOUT.ITEMS) out.string(memory.u32[second] ?? 0, memory.u32[second + 1] ?? 0, mode);
  out.ascii(bracket ? '],' : ',');
  return wide;
}
