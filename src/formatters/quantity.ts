/** Sizes and counts for people. */

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `512 B`, `1.2 KiB`, `340 MiB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let size = bytes;
  let text = '';
  for (const unit of UNITS) {
    size /= 1024;
    text = `${size < 99.95 ? size.toFixed(1) : size.toFixed(0)} ${unit}`;
    if (Math.round(size) < 1024) break;
  }
  return text;
}

/** `12,345`: commas whatever the locale, so that the same file prints the same everywhere. */
export function formatCount(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 field`, `12,345 fields`, `2 entries`. */
export function countOf(count: number | bigint, noun: string): string {
  const plural = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${formatCount(count)} ${Number(count) === 1 ? noun : plural}`;
}
