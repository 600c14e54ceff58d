/** The footer of DUMP payloads: version and checksum. Source: rdb-format.md 5. */
import type { Kernels } from '../../kernels/kernels.ts';

/** u16 version, u64 checksum. */
export const FOOTER_BYTES = 10;
const VERSION_BYTES = 2;

/**
 * Put the footer at `at` of the kernels' memory, which has room for it.
 * @param crc - CRC64 of all that stands before it
 * @returns the end of the payload
 */
export function putFooter(kernels: Kernels, at: number, version: number, crc: bigint): number {
  const view = new DataView(kernels.memory.buffer);
  view.setUint16(at, version, true);
  const whole = kernels.crc64(crc, at, at + VERSION_BYTES);
  view.setBigUint64(at + VERSION_BYTES, BigInt.asUintN(64, whole), true);
  return at + FOOTER_BYTES;
}
