/** One file that is written: where its bytes go, its checksum, and what it holds so far. */
import type { Kernels } from '../../kernels/kernels.ts';

/** Takes the bytes before it returns; they are gone afterwards. */
export type Take = (bytes: Uint8Array) => void;

const CHECKSUM_BYTES = 8;

export class RdbFile {
  /** Of the last key; none is selected yet. */
  db: number | undefined;
  keys = 0;
  /** Bytes that have been handed on. */
  bytes = 0;
  private crc = 0n;
  private readonly take: Take;

  constructor(take: Take) {
    this.take = take;
  }

  /** @param bytes - a part of the kernels' memory */
  write(kernels: Kernels, bytes: Uint8Array): void {
    this.crc = kernels.crc64(this.crc, bytes.byteOffset, bytes.byteOffset + bytes.length);
    this.bytes += bytes.length;
    this.take(bytes);
  }

  /** Put the checksum behind all that was written. */
  close(): void {
    const bytes = new Uint8Array(CHECKSUM_BYTES);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, this.crc), true);
    this.bytes += CHECKSUM_BYTES;
    this.take(bytes);
  }
}
