/**
 * A hash as a JSON object, or as `$pairs` where a name is no text. Which of them is known only when all names have been
 * seen: a short hash is printed as an object and, if need be, taken back; of a long one the names are looked at first.
 * Field expiries stand beside the value, so they are printed when the fields come by once more.
 */
import type { ByteWriter } from '../../bytes/writer.ts';
import { BYTES, LAYOUT, NOTICE, STOP, type BytesMode } from '../../kernels/kernels.ts';
import { printRows } from './rows.ts';

type Pass =
  /** Printed as an object that can still be taken back. */
  | 'try'
  /** A name was no text: nothing more is to be learned. */
  | 'failed'
  /** Too long to be taken back: the names are looked at. */
  | 'look'
  /** Printed for good. */
  | 'print'
  | 'expiries';

export class HashText {
  private readonly out: ByteWriter;
  private readonly mode: BytesMode;
  private pass: Pass = 'try';
  private pairs = false;
  private expiring = false;
  /** Where the value's text begins, from the record's start. */
  private mark = 0;

  constructor(out: ByteWriter, mode: BytesMode) {
    this.out = out;
    this.mode = mode;
  }

  begin(): void {
    this.pairs = this.mode === BYTES.BASE64;
    this.pass = this.pairs ? 'print' : 'try';
    this.expiring = false;
    this.open();
  }

  fields(table: number, fields: number): void {
    this.rows(table, 2 * fields);
  }

  private rows(rows: number, count: number): void {
    const { out, mode } = this;
    if (this.pass === 'try') this.try(rows, count);
    else if (this.pass === 'look') {
      if (!out.memory.kernels.rowsAreNames(rows, count, 2, mode)) this.pairs = true;
    } else if (this.pass === 'print') {
      printRows(out, rows, count, this.pairs ? LAYOUT.PAIRS : LAYOUT.OBJECT, mode);
      if (out.memory.notice & NOTICE.TIMES) this.expiring = true;
    } else if (this.pass === 'expiries') {
      printRows(out, rows, count, this.pairs ? LAYOUT.TIME_PAIRS : LAYOUT.TIME_OBJECT, mode);
    }
  }

  /** True: the fields are needed once more. */
  end(): boolean {
    const { out } = this;
    if (this.pass === 'failed' || this.pass === 'look') {
      if (this.pass === 'failed') this.pairs = true;
      out.at = out.begun + this.mark;
      this.pass = 'print';
      this.open();
      return true;
    }
    out.dropComma();
    out.ascii(this.pairs ? ']}' : '}');
    if (!this.expiring || this.pass === 'expiries') return false;
    this.pass = 'expiries';
    out.ascii(',"fieldExpireAt":');
    this.open();
    return true;
  }

  /** Close what is printed of the value. */
  abandon(): void {
    const { out } = this;
    if (this.pass === 'look' || this.pass === 'failed') {
      out.at = out.begun + this.mark;
      this.open();
    }
    out.dropComma();
    out.ascii(this.pairs ? ']}' : '}');
  }

  private open(): void {
    const { out } = this;
    out.room(16);
    this.mark = out.at - out.begun;
    out.ascii(this.pairs ? '{"$pairs":[' : '{');
  }

  private try(rows: number, count: number): void {
    const { out, mode } = this;
    const { kernels } = out.memory;
    let done = 0;
    while (done < count) {
      const stop = kernels.jsonRows(rows + 16 * done, count - done, LAYOUT.OBJECT, mode, out.at, out.region.end);
      out.at = out.memory.freeAfter;
      if (out.memory.notice & NOTICE.TIMES) this.expiring = true;
      done += out.memory.rowsDone;
      if (stop === STOP.DONE) return;
      if (stop === STOP.NAME) {
        this.pass = 'failed';
        return;
      }
      if (out.begun === out.region.start) {
        this.look(rows + 16 * done, count - done);
        return;
      }
      out.makeRoom();
    }
  }

  private look(rows: number, count: number): void {
    this.pass = 'look';
    this.out.at = this.out.begun + this.mark;
    this.rows(rows, count);
  }
}
