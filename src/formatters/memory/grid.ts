/** A section as aligned columns, as many as there is room for. */
import { Line } from '../line.ts';
import type { Style } from '../style.ts';
import { cutToWidth, textWidth } from '../width.ts';
import type { Column, Section } from './section.ts';

const GAP = 2;
/** A key is not cut shorter than this. */
const NARROWEST_KEY = 20;

/** A heading, a line of titles, a line a row, each at most `width` columns wide. */
export function layOut({ title, columns, rows, note }: Section, width: number, style: Style): string[] {
  const all = columns.map((column, index) => ({ column, index, width: widest(column, index, rows) }));
  const shown = fitting(all, width);
  const lines = [style.heading(title)];
  const titles = new Line(width);
  for (const [i, place] of shown.entries())
    addCell(titles, place, place.column.title.toUpperCase(), i, shown.length, true);
  lines.push(titles.render(style));
  for (const row of rows) {
    const line = new Line(width);
    for (const [i, place] of shown.entries()) addCell(line, place, row[place.index] ?? '', i, shown.length, false);
    lines.push(line.render(style));
  }
  if (note !== undefined) lines.push(style.dim(note));
  return lines;
}

interface Place {
  readonly column: Column;
  readonly index: number;
  readonly width: number;
}

function widest(column: Column, index: number, rows: readonly (readonly string[])[]): number {
  return rows.reduce((most, row) => Math.max(most, textWidth(row[index] ?? '')), textWidth(column.title));
}

function total(places: readonly Place[]): number {
  return places.reduce((sum, { width }) => sum + width + GAP, -GAP);
}

/** Columns that are needed least go first; then a key is cut to what is left. */
function fitting(all: readonly Place[], width: number): readonly Place[] {
  const isNarrow = (places: readonly Place[]): boolean =>
    total(places) - places.reduce((spare, { column, width: own }) => spare + (column.isKey ? spareOf(own) : 0), 0) <=
    width;
  let places = all;
  while (!isNarrow(places)) {
    const least = places.reduce((a, b) => ((b.column.drop ?? 0) > (a.column.drop ?? 0) ? b : a));
    if (least.column.drop === undefined) break;
    places = places.filter((place) => place !== least);
  }
  const over = total(places) - width;
  if (over <= 0) return places;
  return places.map((place) =>
    place.column.isKey ? { ...place, width: Math.max(NARROWEST_KEY, place.width - over) } : place,
  );
}

/** How much of a key's column can be done without. */
function spareOf(width: number): number {
  return Math.max(0, width - NARROWEST_KEY);
}

function addCell(
  line: Line,
  { column, width }: Place,
  text: string,
  at: number,
  count: number,
  isTitle: boolean,
): void {
  const whole = textWidth(text);
  const shown = whole <= width ? text : `${cutToWidth(text, width - 1)}…`;
  const spaces = ' '.repeat(Math.max(0, width - Math.min(width, textWidth(shown))));
  if (at > 0) line.add(' '.repeat(GAP), 'plain');
  if (column.right) line.add(spaces, 'plain');
  line.add(shown, isTitle ? 'dim' : column.tone);
  if (!column.right && at < count - 1) line.add(spaces, 'plain');
}
