/** A chart, and under it the same figures as a table. */
import type { Chart } from './chart.ts';
import { element, section } from './element.ts';

export interface Figure {
  readonly element: HTMLElement;
  readonly chart: Chart;
}

/** @param rows - text of cells; the first of a row names it */
export function makeFigure(
  title: string,
  note: string,
  chart: Chart,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Figure {
  const table = element(
    'details',
    {},
    element('summary', {}, 'As a table'),
    element('div', { class: 'scroll' }, plainTable(title, head, rows)),
  );
  return {
    chart,
    element: section(title, { class: 'figure' }, element('p', { class: 'note' }, note), chart.element, table),
  };
}

function plainTable(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const kind = (index: number): string => (index === 0 ? 'text' : 'number');
  return element(
    'table',
    {},
    element('caption', { class: 'unseen' }, caption),
    element(
      'thead',
      {},
      element('tr', {}, ...head.map((text, index) => element('th', { scope: 'col', class: kind(index) }, text))),
    ),
    element(
      'tbody',
      {},
      ...rows.map((row) =>
        element(
          'tr',
          {},
          ...row.map((text, index) =>
            index === 0
              ? element('th', { scope: 'row', class: 'text' }, text)
              : element('td', { class: 'number' }, text),
          ),
        ),
      ),
    ),
  );
}
