/**
 * Where the frames and blocks of zstd data lie, without inflating them: so that data cut short is told from data that ends,
 * whoever inflates it, and memory is bounded before it is asked for.
 *
 *   frame     = u32le magic | descriptor | [window] | [dictionary id] | [content size] | block+ | [u32le checksum]
 *   block     = u24le: last (1 bit), type (2), size (21) | size bytes, or one byte of a run
 *   skippable = u32le 184D2A5x | u32le size | size bytes
 *
 * Source: RFC 8878, 3.1.
 */
import { DecodeError, LimitError, UnsupportedError } from '../errors.ts';

export const ZSTD_MAGIC = 0xfd2fb528;
/** The low four bits are anything. */
export const SKIPPABLE_MAGIC = 0x184d2a50;
/** Over this much window the data is refused: it is memory. `zstd -19` needs 8 MiB, `zstd --long` 128 MiB. */
export const LARGEST_WINDOW = 64 << 20;

const MAGIC = 4;
const BLOCK_HEADER = 3;
const CHECKSUM = 4;
const LARGEST_BLOCK = 128 * 1024;
const BLOCK = { RUN: 1, RESERVED: 3 };
/** By the two high bits of the descriptor; with a single segment the first is 1. */
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

/** A stretch of bytes that is taken as one: a block with the header before the first and the checksum behind the last. */
export interface ZstdUnit {
  readonly kind: 'block' | 'skippable';
  readonly size: number;
  readonly first: boolean;
  readonly last: boolean;
}

interface FrameHead {
  readonly size: number;
  readonly checksum: boolean;
  readonly contentSize: bigint | undefined;
  /** No block inflates to more. */
  readonly largestBlock: number;
}

export class ZstdFrames {
  /** Bytes from the start of the unit on that `measure` is to see. */
  wanted = MAGIC + 1;
  private readonly largestWindow: number;
  /** Of the start of the unit, in the source. */
  private offset: number;
  private head: FrameHead | undefined;
  private first = true;
  private length = 0;

  /** @param offset - of the first frame in the source, for errors */
  constructor(offset = 0, largestWindow = LARGEST_WINDOW) {
    this.offset = offset;
    this.largestWindow = largestWindow;
  }

  /** No frame is open: the data may end here. */
  get between(): boolean {
    return this.head === undefined;
  }

  /**
   * @param bytes - at least `wanted`, from the start of the unit on
   * @returns the unit, once its end is known; before that, undefined, and `wanted` has grown
   * @throws DecodeError COMPRESSION, LimitError, UnsupportedError
   */
  measure(bytes: Uint8Array): ZstdUnit | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const before = this.first ? this.headSize(view) : 0;
    if (before === undefined) return undefined;
    if (before < 0) return { kind: 'skippable', size: -before, first: true, last: true };
    if (this.more(bytes, before + BLOCK_HEADER)) return undefined;
    const { head } = this;
    if (head === undefined) throw new Error('a block before its frame');
    const word = view.getUint16(before, true) | (view.getUint8(before + 2) << 16);
    const type = (word >>> 1) & 3;
    const declared = word >>> 3;
    if (type === BLOCK.RESERVED || declared > head.largestBlock) throw this.damage('no such zstd block');
    const last = (word & 1) === 1;
    const body = BLOCK_HEADER + (type === BLOCK.RUN ? 1 : declared);
    const size = before + body + (last && head.checksum ? CHECKSUM : 0);
    if (this.more(bytes, size)) return undefined;
    return { kind: 'block', size, first: this.first, last };
  }

  /** The unit is past, and gave `plain` bytes. @throws DecodeError COMPRESSION */
  pass(unit: ZstdUnit, plain: number): void {
    const { head } = this;
    this.offset += unit.size;
    this.length += plain;
    if (head !== undefined) {
      const { contentSize } = head;
      const over = contentSize !== undefined && BigInt(this.length) > contentSize;
      if (over || (unit.last && contentSize !== undefined && BigInt(this.length) !== contentSize)) {
        throw this.damage(`the zstd data inflates to ${this.length} bytes where ${contentSize} are declared`);
      }
    }
    this.first = unit.last;
    if (unit.last) {
      this.head = undefined;
      this.length = 0;
    }
    this.wanted = unit.last ? MAGIC + 1 : BLOCK_HEADER;
  }

  /** The data ends here, though a unit is open. */
  truncated(there: number): DecodeError {
    return new DecodeError('COMPRESSION', 'the zstd data ends too early', this.offset + there);
  }

  damage(words: string): DecodeError {
    return new DecodeError('COMPRESSION', words, this.offset);
  }

  /** Bytes of the frame's header; of a skippable frame all of them, negative; undefined if it takes more to know. */
  private headSize(view: DataView): number | undefined {
    const magic = view.getUint32(0, true);
    if ((magic & ~15) >>> 0 === SKIPPABLE_MAGIC) {
      this.wanted = 2 * MAGIC;
      return view.byteLength < this.wanted ? undefined : -(2 * MAGIC + view.getUint32(MAGIC, true));
    }
    if (magic !== ZSTD_MAGIC) throw this.damage('bytes after the zstd data that are none');
    const descriptor = view.getUint8(MAGIC);
    const single = (descriptor & 0x20) !== 0;
    const idBytes = DICTIONARY_ID_BYTES[descriptor & 3] ?? 0;
    const sizeBytes = CONTENT_SIZE_BYTES[descriptor >>> 6] || (single ? 1 : 0);
    const size = MAGIC + 1 + (single ? 0 : 1) + idBytes + sizeBytes;
    this.wanted = size + BLOCK_HEADER;
    if (view.byteLength < this.wanted) return undefined;
    if (descriptor & 0x08) throw new UnsupportedError('a zstd frame of an unknown version', this.offset);
    if (readNumber(view, size - sizeBytes - idBytes, idBytes) !== 0n) {
      throw new UnsupportedError('the zstd data needs a dictionary', this.offset);
    }
    const declared = readNumber(view, size - sizeBytes, sizeBytes);
    const contentSize = sizeBytes === 0 ? undefined : sizeBytes === 2 ? declared + 256n : declared;
    const window = single ? declared + (sizeBytes === 2 ? 256n : 0n) : windowSize(view.getUint8(MAGIC + 1));
    if (window > this.largestWindow) {
      const words = `the zstd data needs ${mib(window)} of memory, more than ${mib(BigInt(this.largestWindow))}`;
      throw new LimitError(`${words}: decompress it with zstd -d --long=31`, this.offset);
    }
    const largestBlock = Math.min(LARGEST_BLOCK, Number(window));
    this.head = { size, checksum: (descriptor & 0x04) !== 0, contentSize, largestBlock };
    return size;
  }

  private more(bytes: Uint8Array, size: number): boolean {
    this.wanted = size;
    return bytes.length < size;
  }
}

/** Up to eight bytes, little endian. */
function readNumber(view: DataView, at: number, size: number): bigint {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(view.getUint8(at + i));
  return value;
}

/** Source: RFC 8878, 3.1.1.1.2. */
function windowSize(byte: number): bigint {
  const base = 1n << BigInt(10 + (byte >>> 3));
  return base + (base >> 3n) * BigInt(byte & 7);
}

function mib(size: bigint): string {
  return `${(size + 0xfffffn) >> 20n} MiB`;
}
