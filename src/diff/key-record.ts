/**
 * What is kept of a key until the other side has shown its own: 48 bytes, whatever the value is.
 *
 *   u64 × 2 digest of database and key | u64 × 2 digest of the value | i64 expiry, Unix ms | u64 place, top bit: of side b
 *
 * The digest of the value covers its type, its elements, their expiries, and what else of the key counts (see DiffOptions).
 */

export const KEY_RECORD_BYTES = 48;
export const RECORD_VALUE = 16;
export const RECORD_EXPIRY = 32;
export const RECORD_PLACE = 40;

/** No expiry, or none that counts: no server has this time. */
export const NO_EXPIRY = -(2n ** 63n);

export type DiffSide = 'a' | 'b';
