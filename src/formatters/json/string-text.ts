/**
 * A string as S. One that comes in slices is played twice: whether it is UTF-8 has to be known before its first byte is
 * printed.
 */
import type { ByteWriter } from '../../bytes/writer.ts';
import { BYTES, type BytesMode } from '../../kernels/kernels.ts';

/** A UTF-8 sequence may be cut by the end of a slice. */
const LONGEST_SEQUENCE = 4;

export class StringText {
  private readonly out: ByteWriter;
  private readonly mode: BytesMode;
  /** 'look': slices are only looked at, to know what they are. */
  private pass: 'first' | 'look' | 'text' | 'base64' = 'first';
  /** Bytes of the last slice that wait for the next one. */
  private carry: Uint8Array = new Uint8Array();
  private valid = true;

  constructor(out: ByteWriter, mode: BytesMode) {
    this.out = out;
    this.mode = mode;
  }

  begin(): void {
    this.pass = 'first';
    this.valid = true;
  }

  slice(start: number, end: number, last: boolean): void {
    if (this.pass === 'first') {
      if (last) {
        this.out.string(start, end, this.mode);
        return;
      }
      this.carry = new Uint8Array();
      this.pass = this.mode === BYTES.AUTO ? 'look' : this.mode === BYTES.BASE64 ? 'base64' : 'text';
      this.open();
    }
    if (this.pass === 'look') this.look(start, end, last);
    else if (this.pass === 'base64') this.base64(start, end, last);
    else if (this.mode === BYTES.LATIN1) this.out.latin1(start, end);
    else this.out.escaped(start, end);
  }

  /** True: the string is needed once more. */
  end(): boolean {
    if (this.pass === 'look') {
      this.pass = this.valid ? 'text' : 'base64';
      this.carry = new Uint8Array();
      this.open();
      return true;
    }
    if (this.pass === 'base64') this.out.ascii('"}');
    else if (this.pass === 'text') this.out.ascii('"');
    return false;
  }

  /** Close what is printed of the value. */
  abandon(): void {
    if (this.pass === 'base64') this.out.ascii('"}');
    else this.out.ascii(this.pass === 'text' ? '"' : '""');
  }

  private open(): void {
    if (this.pass === 'base64') this.out.ascii('{"$base64":"');
    else if (this.pass === 'text') this.out.ascii('"');
  }

  private look(start: number, end: number, last: boolean): void {
    if (!this.valid) return;
    const { memory } = this.out;
    const { kernels } = memory;
    let from = start;
    if (this.carry.length > 0) {
      // The sequence that was cut, with as many bytes of this slice as it may need.
      const head = Buffer.concat([this.carry, memory.u8.subarray(start, Math.min(end, start + LONGEST_SEQUENCE))]);
      const size = sequenceLength(this.carry[0] ?? 0);
      const missing = size - this.carry.length;
      if (missing > end - start && !last) {
        this.carry = head;
        return;
      }
      if (!isUtf8(head.subarray(0, size))) {
        this.valid = false;
        return;
      }
      from = start + missing;
    }
    const valid = kernels.utf8End(from, end);
    this.carry = memory.u8.slice(valid, end);
    const cut = this.carry.length < LONGEST_SEQUENCE && this.carry.length < sequenceLength(this.carry[0] ?? 0);
    if (this.carry.length > 0 && (last || !cut)) this.valid = false;
  }

  private base64(start: number, end: number, last: boolean): void {
    const { out } = this;
    let from = start;
    if (this.carry.length > 0) {
      from = Math.min(end, start + 3 - this.carry.length);
      const joined = Buffer.concat([this.carry, out.memory.u8.subarray(start, from)]);
      this.carry = new Uint8Array();
      if (joined.length === 3 || last) out.ascii(joined.toString('base64'));
      else this.carry = joined;
    }
    const to = last ? end : end - ((end - from) % 3);
    out.base64(from, to);
    if (to < end) this.carry = out.memory.u8.slice(to, end);
  }
}

/** Bytes of the UTF-8 sequence that begins with this byte. */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
