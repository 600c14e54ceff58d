/** Figures for people. */
import { formatCount, formatSize } from '../../../quantity.ts';

const PERCENT = 100;

/** `12.3 %`; what is there but rounds to nothing is `<0.1 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (PERCENT * part) / whole;
  if (percent > 0 && percent < 0.05) return '<0.1 %';
  return `${percent.toFixed(1)} %`;
}

/** A power of two: `64 KiB`. */
export function formatBound(bytes: number): string {
  return formatSize(bytes).replace('.0 ', ' ');
}

/** Bytes a key; a dash where there is none. */
export function formatAverage(bytes: number, keys: number): string {
  return keys === 0 ? '–' : formatSize(Math.round(bytes / keys));
}

/** `2026-11-26 00:58 UTC`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '–' : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `1`, `10`, `1k`, `10M`: a power of ten. */
export function formatPower(exponent: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  return `${10 ** (exponent % 3)}${units[Math.floor(exponent / 3)] ?? `e${exponent - (exponent % 3)}`}`;
}

/** What a table says about what it lacks: nothing, if it has all. */
export function leftOutNote(count: number): string[] {
  return count === 0 ? [] : [`${formatCount(count)} more, the smallest, stand in the report but had no room here.`];
}

/** `12,345 keys`. */
export function formatKeys(keys: number): string {
  return `${formatCount(keys)} ${keys === 1 ? 'key' : 'keys'}`;
}
