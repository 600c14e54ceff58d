/** Times as signed 64-bit milliseconds in a buffer. */

const WORD = 2 ** 32;

export function putTime(view: DataView, at: number, ms: number | bigint): void {
  if (typeof ms === 'bigint') {
    view.setBigInt64(at, ms, true);
    return;
  }
  view.setUint32(at, ms >>> 0, true);
  view.setInt32(at + 4, Math.floor(ms / WORD), true);
}

/** A bigint where a double does not hold it. */
export function takeTime(view: DataView, at: number): number | bigint {
  const high = view.getInt32(at + 4, true);
  if (high >= 0x200000 || high < -0x200000) return view.getBigInt64(at, true);
  return high * WORD + view.getUint32(at, true);
}
