import { expect, test } from 'vitest';
import { freqBand, idleBand, ttlBand } from '../../src/report/bands.ts';
import { FREQ_BANDS, IDLE_BANDS, TTL_BANDS } from '../../src/report/report.ts';

const NOW = 1_700_000_000_000;
const DAY = 86_400_000;

test.each([
  [undefined, 'never'],
  [NaN, 'never'],
  [1, 'expired'],
  [NOW - 1, 'expired'],
  [NOW, '1m'],
  [NOW + 60_000, '1m'],
  [NOW + 60_001, '1h'],
  [NOW + 3_600_000, '1h'],
  [NOW + DAY, '1d'],
  [NOW + 7 * DAY, '7d'],
  [NOW + 30 * DAY, '30d'],
  [NOW + 30 * DAY + 1, 'later'],
])('a key that expires at %s: %s', (expireAtMs, band) => {
  expect(TTL_BANDS[ttlBand(expireAtMs, NOW)]).toBe(band);
});

test.each([
  [0, '1m'],
  [60, '1m'],
  [61, '1h'],
  [86_400, '1d'],
  [2 ** 31, 'later'],
])('idle for %d seconds: %s', (seconds, band) => {
  expect(IDLE_BANDS[idleBand(seconds)]).toBe(band);
});

test.each([
  [0, '0'],
  [1, '1-9'],
  [9, '1-9'],
  [10, '10-49'],
  [50, '50-99'],
  [199, '100-199'],
  [200, '200-255'],
  [255, '200-255'],
])('frequency %d: %s', (freq, band) => {
  expect(FREQ_BANDS[freqBand(freq)]).toBe(band);
});
