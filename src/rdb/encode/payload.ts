/** The footer of DUMP payloads: version and checksum. Source: rdb-format.md 5. */
import type { Kernels } from '../../kernels/kernels.ts';

/** u16 version, u64 checksum. */
export const FOOTER_BYTES = 10;
const VERSION_BYTES = 2;
/**
 * Put the footer behind a payload that stands at `start`..`end` of the kernels' memory, which has room for it.
 * @returns the end of the payload
 */
export function putFooter(kernels: Kernels, start: number, end: number, version: number): number {
  const view = new DataView(kernels.memory.buffer);
  view.setUint16(end, version, true);
  const crc = kernels.crc64(0n, start, end + VERSION_BYTES);
  view.setBigUint64(end + VERSION_BYTES, BigInt.asUintN(64, crc), true);
  return end + FOOTER_BYTES;
}
