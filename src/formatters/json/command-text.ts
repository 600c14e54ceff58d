/** Commands of a log, or of a live feed, as NDJSON. */
import type { ByteWriter, Fragment } from '../../bytes/writer.ts';
import { LAYOUT, STOP, type BytesMode } from '../../kernels/kernels.ts';
import type { CommandPlace } from '../../model/sink.ts';
import { printRows } from './rows.ts';

const NOTHING: Fragment = { start: 0, length: 0 };

export class CommandText {
  private readonly out: ByteWriter;
  private readonly mode: BytesMode;
  /** ,"source":"…" where there are several. */
  private sourceText = '';
  /** The same in the arena. */
  private source: Fragment | undefined;

  constructor(out: ByteWriter, mode: BytesMode) {
    this.out = out;
    this.mode = mode;
  }

  from(source: string): void {
    this.sourceText = `,"source":${JSON.stringify(source)}`;
    this.clear();
  }

  /** The text is in the arena of the source before. */
  clear(): void {
    this.source = undefined;
  }

  /** A whole record, with its line end. */
  print(place: CommandPlace, rows: number, count: number): void {
    const { out } = this;
    this.source ??= this.sourceText === '' ? NOTHING : out.fragment(this.sourceText);
    if (this.printed(place, rows, count)) return;
    out.makeRoom();
    if (!this.printed(place, rows, count)) this.printLong(place, rows, count);
  }

  /** In one go, if there is room. Nothing is made for it: there are millions of commands. */
  private printed(place: CommandPlace, rows: number, count: number): boolean {
    const { out, source = NOTHING } = this;
    const { memory } = out;
    const { replOffset } = place;
    const stop = memory.kernels.jsonCommand(
      replOffset ?? place.offset,
      replOffset === undefined ? 0 : 1,
      source.start,
      source.length,
      place.db,
      place.timestampMs ?? NaN,
      rows,
      count,
      this.mode,
      out.at,
      out.region.end,
    );
    if (stop !== STOP.DONE) return false;
    out.at = memory.freeAfter;
    return true;
  }

  /** One that is longer than the output region. */
  private printLong(place: CommandPlace, rows: number, count: number): void {
    const { out } = this;
    const { offset, replOffset, db, timestampMs } = place;
    out.ascii(`{"record":"command",${replOffset === undefined ? `"offset":${offset}` : `"replOffset":${replOffset}`}`);
    out.text(this.sourceText);
    out.ascii(`,"db":${db},"args":[`);
    printRows(out, rows, count, LAYOUT.ITEMS, this.mode);
    out.dropComma();
    out.ascii(timestampMs === undefined ? ']}\n' : `],"timestamp":${timestampMs}}\n`);
  }
}
