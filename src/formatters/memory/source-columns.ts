/** Columns of a page that tell what is of which input. */
import type { MemoryReport } from '../../report/report.ts';
import { formatSize } from '../quantity.ts';
import type { Column } from './section.ts';
import { sourceTitles } from './source-titles.ts';

/** A column of bytes for each of several sources; the last go first where there is no room. */
export function sourceColumns({ sources }: MemoryReport): Column[] {
  if (sources.length < 2) return [];
  return sourceTitles(sources.map(({ name }) => name)).map((title, i) => ({
    title,
    tone: 'string',
    right: true,
    drop: 6 + (i + 1) / 10_000,
  }));
}

/** Its cells. */
export function bySource({ sources }: MemoryReport, bytes: readonly number[] | undefined): string[] {
  if (sources.length < 2) return [];
  return sources.map((_, i) => formatSize(bytes?.[i] ?? 0));
}
