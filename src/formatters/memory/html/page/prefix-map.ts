/** Prefixes, one level at a time: as a map, and as a table whose rows lead further down. */
import { formatCount, formatSize } from '../../../quantity.ts';
import type { PagePrefix, PagePrefixes, PageReport } from '../page-report.ts';
import { Chart } from './chart.ts';
import { AVERAGE, KEYS, MEMORY, shareColumn, sourceColumns } from './columns.ts';
import { element, keyText, section } from './element.ts';
import { formatKeys, leftOutNote } from './figures.ts';
import { partsOf, type Part } from './parts.ts';
import { SortableTable, type Column } from './sortable-table.ts';
import { isBox, treemapOption } from './treemap.ts';

export class PrefixMap {
  readonly element: HTMLElement;
  readonly chart: Chart;
  /** From the root to what is shown. */
  private path: readonly PagePrefix[];
  private readonly crumbs = element('ol');
  private readonly table: SortableTable<Part>;
  private readonly news = element('p', { class: 'unseen', 'aria-live': 'polite' });

  constructor({ prefixes, split, leftOut }: PageReport) {
    this.path = [prefixes.root];
    this.chart = new Chart('map', (colors, area) => treemapOption(this.shown, this.prefix, colors, area));
    this.chart.clicked((data) => {
      if (isBox(data) && data.way.length > 0) this.enter(data.way);
    });
    const columns: Column<Part>[] = [
      { title: 'Prefix', kind: 'text', value: ({ name }) => name, show: (part) => this.nameCell(part) },
      MEMORY,
      shareColumn(() => this.shown.bytes),
      KEYS,
      AVERAGE,
      ...sourceColumns(split),
    ];
    this.table = new SortableTable(columns, { caption: 'Prefixes', sortedBy: 'Memory', tall: true });
    const note = noteOf(prefixes, leftOut.prefixes);
    this.element = section(
      'Where the memory is',
      { class: 'prefixes' },
      element('nav', { class: 'crumbs', 'aria-label': 'Prefix shown' }, this.crumbs),
      this.news,
      element('div', { class: 'map-and-table' }, this.chart.element, this.table.element),
      ...(note === '' ? [] : [element('p', { class: 'note' }, note)]),
    );
    this.render();
  }

  private get shown(): PagePrefix {
    return this.path.at(-1) ?? { name: '', keys: 0, bytes: 0 };
  }

  /** All of the prefix shown. */
  private get prefix(): string {
    return this.path.map(({ name }) => name).join('');
  }

  private get title(): string {
    return this.path.length === 1 ? 'all keys' : this.prefix;
  }

  /** @param way - through these */
  private enter(way: readonly PagePrefix[]): void {
    this.go([...this.path, ...way]);
  }

  /** What had the focus is gone after this: it goes to where one is now. */
  private go(path: readonly PagePrefix[]): void {
    this.path = path;
    this.render();
    this.crumbs.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true });
    this.news.textContent = `${this.title}: ${this.summary()}`;
  }

  private summary(): string {
    const { bytes, keys, children } = this.shown;
    return `${formatSize(bytes)}, ${formatKeys(keys)}, ${formatCount(children?.length ?? 0)} prefixes below`;
  }

  private render(): void {
    this.crumbs.replaceChildren(...this.path.map((prefix, index) => this.crumb(prefix, index)));
    this.table.show(partsOf(this.shown), `Prefixes of ${this.title}`);
    this.chart.label(`Map of ${this.title}: ${this.summary()}. The table that follows has the same figures.`);
    this.chart.draw();
  }

  private crumb(prefix: PagePrefix, index: number): HTMLElement {
    const text = index === 0 ? 'All keys' : keyText(prefix.name);
    if (index < this.path.length - 1) {
      const back = (): void => this.go(this.path.slice(0, index + 1));
      return element('li', {}, element('button', { type: 'button', onclick: back }, text));
    }
    const here = element('span', { 'aria-current': 'location', tabindex: -1 }, text);
    return element('li', {}, here, element('span', { class: 'figures' }, ` ${this.summary()}`));
  }

  private nameCell({ name, prefix }: Part): HTMLElement {
    if (prefix === undefined) return element('span', { class: 'rest' }, name);
    if (prefix.children === undefined) return keyText(name);
    const enter = (): void => this.enter([prefix]);
    return element('button', { type: 'button', class: 'enter', onclick: enter }, keyText(name));
  }
}

/** What the figures cannot tell. */
function noteOf({ errorBytes, hiddenBytes, separators }: PagePrefixes, leftOut: number): string {
  const notes: string[] = [];
  if (separators.length > 0) notes.push(`Prefixes end at ${separators.map((separator) => `“${separator}”`).join(' ')}`);
  if (errorBytes > 0) notes.push(`Figures of prefixes lack at most ${formatSize(errorBytes)} each`);
  if (hiddenBytes > 0) notes.push(`Prefixes of up to ${formatSize(hiddenBytes)} are left out of the report`);
  return [...notes.map((text) => `${text}.`), ...leftOutNote(leftOut)].join(' ');
}
