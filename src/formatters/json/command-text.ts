/** Commands of a log as JSON. Text that all of them share is kept in the arena. */
import type { ByteWriter, Fragment } from '../../bytes/writer.ts';
import { LAYOUT, type BytesMode } from '../../kernels/kernels.ts';
import type { CommandPlace } from '../../model/sink.ts';
import { printRows } from './rows.ts';

export class CommandText {
  private readonly out: ByteWriter;
  private readonly mode: BytesMode;
  private head: Fragment | undefined;
  private db: { readonly number: number; readonly text: Fragment } | undefined;

  constructor(out: ByteWriter, mode: BytesMode) {
    this.out = out;
    this.mode = mode;
  }

  /** The fragments are in the arena of the source before. */
  clear(): void {
    this.head = undefined;
    this.db = undefined;
  }

  /** Up to and with the offset: `source` may follow. */
  begin(place: CommandPlace): void {
    const { out } = this;
    this.head ??= out.fragment('{"record":"command","offset":');
    out.put(this.head);
    out.number(place.offset);
  }

  rest({ db, timestampMs }: CommandPlace, rows: number, count: number): void {
    const { out } = this;
    if (this.db?.number !== db) this.db = { number: db, text: out.fragment(`,"db":${db},"args":[`) };
    out.put(this.db.text);
    printRows(out, rows, count, LAYOUT.ITEMS, this.mode);
    out.dropComma();
    out.ascii(']');
    if (timestampMs !== undefined) out.ascii(`,"timestamp":${timestampMs}`);
  }
}
