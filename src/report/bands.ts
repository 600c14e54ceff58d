/** Which band a time or a frequency falls into; bands are those of report.ts, in their order. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Ends of the bands between, seconds. */
export const BAND_ENDS = [MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY];
const NEVER = 0;
const EXPIRED = 1;
const FIRST_TTL = 2;
/** First frequency of each band but the first. */
const FREQUENCIES = [1, 10, 50, 100, 200];

/** Index into TTL_BANDS. A key expires when its time is past, as servers have it. */
export function ttlBand(expireAtMs: number | undefined, nowMs: number): number {
  if (expireAtMs === undefined || Number.isNaN(expireAtMs)) return NEVER;
  const left = expireAtMs - nowMs;
  return left < 0 ? EXPIRED : FIRST_TTL + endsBefore(left / 1000);
}

/** Index into IDLE_BANDS. */
export function idleBand(seconds: number): number {
  return endsBefore(seconds);
}

/** Index into FREQ_BANDS. */
export function freqBand(freq: number): number {
  let band = 0;
  while (band < FREQUENCIES.length && freq >= (FREQUENCIES[band] ?? 0)) band++;
  return band;
}

function endsBefore(seconds: number): number {
  let band = 0;
  while (band < BAND_ENDS.length && seconds > (BAND_ENDS[band] ?? 0)) band++;
  return band;
}
