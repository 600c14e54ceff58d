/**
 * LZ4 frames, a step at a time: who drives it brings the bytes, from a source or from memory.
 *
 *   u32le magic | FLG | BD | [u64le content size] | [u32le dictionary id] | header checksum
 *   block* = u32le size, high bit: stored | bytes | [u32le block checksum]
 *   u32le 0 | [u32le content checksum]
 *
 * Source: github.com/lz4/lz4 doc/lz4_Frame_format.md, version 1.6.
 */
import { DecodeError, UnsupportedError } from '../errors.ts';
import { inflateLz4Block } from './lz4-block.ts';
import { XxHash32, xxhash32 } from './xxhash32.ts';

export const LZ4_MAGIC = 0x184d2204;
/** Bits of FLG. */
const FLG = {
  VERSION: 0xc0,
  INDEPENDENT: 0x20,
  BLOCK_CHECKSUM: 0x10,
  SIZE: 0x08,
  CHECKSUM: 0x04,
  RESERVED: 0x02,
  DICTIONARY: 0x01,
};
const VERSION_1 = 0x40;
/** Magic, FLG, BD. */
const FIXED = 6;
const STORED = 0x80000000;
/** How far a block may look back into those before it. */
const HISTORY = 65536;

export class Lz4Frame {
  /** Bytes the next step takes; 0: the frame is over. */
  wanted = FIXED;
  private state: 'fixed' | 'header' | 'size' | 'block' | 'checksum' | 'over' = 'fixed';
  /** Where the next step's bytes stand in the source. */
  private offset: number;
  private flags = 0;
  private fixed = new Uint8Array(FIXED);
  private largest = 0;
  private contentSize: bigint | undefined;
  private length = 0;
  private stored = false;
  private readonly hash = new XxHash32();
  /** What came before, at most HISTORY bytes, then room for a block. */
  private out = new Uint8Array();
  private history = 0;

  /** @param offset - of the frame's magic in the source, for errors */
  constructor(offset = 0) {
    this.offset = offset;
  }

  /**
   * @param bytes - exactly `wanted` of them
   * @returns a block's plaintext, valid until the next step, or undefined where the step brings none
   * @throws DecodeError COMPRESSION, UnsupportedError
   */
  step(bytes: Uint8Array): Uint8Array | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let plain: Uint8Array | undefined;
    if (this.state === 'fixed') this.readFixed(bytes, view);
    else if (this.state === 'header') this.readHeader(bytes, view);
    else if (this.state === 'size') this.readSize(view.getUint32(0, true));
    else if (this.state === 'block') plain = this.readBlock(bytes, view);
    else this.readChecksum(view.getUint32(0, true));
    this.offset += bytes.length;
    return plain;
  }

  private readFixed(bytes: Uint8Array, view: DataView): void {
    if (view.getUint32(0, true) !== LZ4_MAGIC) throw this.damage('no LZ4 frame where one is expected');
    const flags = view.getUint8(4);
    const descriptor = view.getUint8(5);
    if ((flags & FLG.VERSION) !== VERSION_1 || flags & FLG.RESERVED) {
      throw new UnsupportedError(`an LZ4 frame of an unknown version (flags ${flags})`, this.offset + 4);
    }
    const sizeCode = descriptor >>> 4;
    if (sizeCode < 4 || sizeCode > 7 || descriptor & 15) throw this.damage(`no such LZ4 block size ${descriptor}`);
    this.flags = flags;
    this.fixed = bytes.slice();
    // 64 KB, 256 KB, 1 MB, 4 MB.
    this.largest = 1 << (8 + 2 * sizeCode);
    this.expect('header', (flags & FLG.SIZE ? 8 : 0) + (flags & FLG.DICTIONARY ? 4 : 0) + 1);
  }

  private readHeader(bytes: Uint8Array, view: DataView): void {
    const last = bytes.length - 1;
    const hash = new XxHash32().update(this.fixed.subarray(4)).update(bytes.subarray(0, last)).digest();
    if (((hash >>> 8) & 0xff) !== view.getUint8(last)) throw this.damage('the checksum of the LZ4 header is wrong');
    if (this.flags & FLG.SIZE) this.contentSize = view.getBigUint64(0, true);
    if (this.flags & FLG.DICTIONARY) {
      const id = view.getUint32(last - 4, true);
      throw new UnsupportedError(`the LZ4 data needs dictionary ${id}`, this.offset);
    }
    this.expect('size', 4);
  }

  private readSize(word: number): void {
    if (word === 0) {
      this.finish();
      return;
    }
    this.stored = word >= STORED;
    const size = this.stored ? word - STORED : word;
    if (size > this.largest) throw this.damage(`an LZ4 block of ${size} bytes, more than ${this.largest}`);
    this.expect('block', size + (this.flags & FLG.BLOCK_CHECKSUM ? 4 : 0));
    // A stored block may be of no bytes at all, and nothing would be asked for.
    if (this.wanted === 0) this.expect('size', 4);
  }

  private readBlock(bytes: Uint8Array, view: DataView): Uint8Array {
    let block = bytes;
    if (this.flags & FLG.BLOCK_CHECKSUM) {
      const size = bytes.length - 4;
      block = bytes.subarray(0, size);
      if (xxhash32(block) !== view.getUint32(size, true)) throw this.damage('the checksum of an LZ4 block is wrong');
    }
    if (this.out.length === 0) this.out = new Uint8Array(HISTORY + this.largest);
    const { out } = this;
    // What the last step handed out is history now.
    const kept = this.flags & FLG.INDEPENDENT ? 0 : Math.min(HISTORY, this.history);
    out.copyWithin(0, this.history - kept, this.history);
    let end = kept;
    if (this.stored) {
      out.set(block, kept);
      end += block.length;
    } else end = inflateLz4Block(block, out, 0, kept, kept + this.largest, this.offset);
    this.history = end;
    const plain = out.subarray(kept, end);
    this.length += plain.length;
    if (this.contentSize !== undefined && BigInt(this.length) > this.contentSize) throw this.wrongSize();
    if (this.flags & FLG.CHECKSUM) this.hash.update(plain);
    this.expect('size', 4);
    return plain;
  }

  private finish(): void {
    if (this.contentSize !== undefined && BigInt(this.length) !== this.contentSize) throw this.wrongSize();
    if (this.flags & FLG.CHECKSUM) this.expect('checksum', 4);
    else this.expect('over', 0);
  }

  private readChecksum(stored: number): void {
    if (this.hash.digest() !== stored) throw this.damage('the checksum of the LZ4 data is wrong');
    this.expect('over', 0);
  }

  private expect(state: Lz4Frame['state'], size: number): void {
    this.state = state;
    this.wanted = size;
  }

  private wrongSize(): DecodeError {
    return this.damage(`the LZ4 data inflates to ${this.length} bytes where ${this.contentSize} are declared`);
  }

  private damage(words: string): DecodeError {
    return new DecodeError('COMPRESSION', words, this.offset);
  }
}
