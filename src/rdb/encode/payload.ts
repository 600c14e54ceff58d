/** DUMP payloads written: a value's type and bytes, and the footer of version and checksum. Source: rdb-format.md 5. */
import type { Kernels } from '../../kernels/kernels.ts';
import type { TypeSpec } from '../types.ts';

/** u16 version, u64 checksum. */
export const FOOTER_BYTES = 10;
const VERSION_BYTES = 2;
/** Servers have written DUMP payloads of the plain types with this version since 4.0; older ones take only their own. */
const LEAST_VERSION = 6;

/** The lowest RDB version that a payload of this type can say it is of; key metadata in front of it needs 13. */
export function payloadVersion(spec: TypeSpec, hasMeta = false): number {
  return Math.max(LEAST_VERSION, spec.since, hasMeta ? 13 : 0);
}

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

/**
 * The footer of a payload whose parts are not in one place.
 * @param crc - CRC64 of what stands before the footer, as the kernel gives it
 * @param scratch - an address where ten bytes may be written
 */
export function makeFooter(kernels: Kernels, crc: bigint, version: number, scratch: number): Uint8Array {
  const bytes = new Uint8Array(kernels.memory.buffer, scratch, FOOTER_BYTES);
  const view = new DataView(kernels.memory.buffer, scratch, FOOTER_BYTES);
  view.setUint16(0, version, true);
  const whole = kernels.crc64(crc, scratch, scratch + VERSION_BYTES);
  view.setBigUint64(VERSION_BYTES, BigInt.asUintN(64, whole), true);
  return bytes.slice();
}
