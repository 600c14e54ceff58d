/** Bytes of a module's value, as RedisModule_Save… writes them. Source: rdb-format.md 2.1, 4.7. */
import { MODULE_OPCODES } from '../../rdb/module-opcodes.ts';
import { copyInto, type Span } from '../span.ts';

const FIRST = 4096;
/** An opcode and a length. */
const LONGEST_HEAD = 10;
/** Encodings of lengths by their first byte. */
const LENGTH_14_BITS = 0x40;
const LENGTH_32_BITS = 0x80;
const LENGTH_64_BITS = 0x81;

export class PayloadWriter {
  private bytes = new Uint8Array(FIRST);
  private view = new DataView(this.bytes.buffer);
  private at = 0;

  uint(value: number): void {
    this.room(LONGEST_HEAD);
    this.bytes[this.at++] = MODULE_OPCODES.UINT;
    this.length(value);
  }

  /** Two 32-bit halves as one number. */
  pair(high: number, low: number): void {
    if (high === 0) {
      this.uint(low);
      return;
    }
    this.room(LONGEST_HEAD);
    this.bytes[this.at++] = MODULE_OPCODES.UINT;
    this.bytes[this.at++] = LENGTH_64_BITS;
    this.view.setUint32(this.at, high);
    this.view.setUint32(this.at + 4, low);
    this.at += 8;
  }

  string({ bytes, start, end }: Span): void {
    this.room(LONGEST_HEAD + end - start);
    this.bytes[this.at++] = MODULE_OPCODES.STRING;
    this.length(end - start);
    copyInto(bytes, start, end, this.bytes, this.at);
    this.at += end - start;
  }

  /** All of it, ended. */
  finish(): Uint8Array {
    this.room(1);
    this.bytes[this.at++] = MODULE_OPCODES.EOF;
    return this.bytes.subarray(0, this.at);
  }

  /** Up to 32 bits. */
  private length(value: number): void {
    if (value < 1 << 6) this.bytes[this.at++] = value;
    else if (value < 1 << 14) {
      this.view.setUint16(this.at, (LENGTH_14_BITS << 8) | value);
      this.at += 2;
    } else {
      this.bytes[this.at++] = LENGTH_32_BITS;
      this.view.setUint32(this.at, value);
      this.at += 4;
    }
  }

  private room(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.at + size));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
