/** A table whose columns are buttons that sort it. */
import { element, type Content } from './element.ts';

export interface Column<Row> {
  readonly title: string;
  /** What the figure is, where the title does not say it all. */
  readonly hint?: string;
  readonly kind: 'text' | 'number';
  /** What rows are sorted by. */
  value(row: Row): number | string;
  show(row: Row): Content;
}

export interface TableOptions {
  readonly caption: string;
  /** Title of the column it is sorted by at first. */
  readonly sortedBy: string;
  readonly descending?: boolean;
  /** It scrolls by itself rather than make the page long. */
  readonly tall?: boolean;
}

export class SortableTable<Row> {
  readonly element: HTMLElement;
  private readonly columns: readonly Column<Row>[];
  private readonly headers: readonly HTMLTableCellElement[];
  private readonly body = element('tbody');
  private readonly caption: HTMLElement;
  private rows: readonly Row[] = [];
  private sorted: Column<Row> | undefined;
  private descending: boolean;

  constructor(columns: readonly Column<Row>[], options: TableOptions) {
    this.columns = columns;
    this.sorted = columns.find(({ title }) => title === options.sortedBy);
    this.descending = options.descending ?? true;
    this.headers = columns.map((column) => this.header(column));
    this.caption = element('caption', { class: 'unseen' }, options.caption);
    this.element = element(
      'div',
      { class: options.tall ? 'scroll tall' : 'scroll', role: 'group', 'aria-label': options.caption },
      element('table', {}, this.caption, element('thead', {}, element('tr', {}, ...this.headers)), this.body),
    );
    new ResizeObserver(() => this.letKeysScroll()).observe(this.element);
  }

  show(rows: readonly Row[], caption?: string): void {
    this.rows = rows;
    if (caption !== undefined) {
      this.caption.textContent = caption;
      this.element.setAttribute('aria-label', caption);
    }
    this.render();
  }

  private header(column: Column<Row>): HTMLTableCellElement {
    const button = element(
      'button',
      { type: 'button', title: column.hint, onclick: () => this.sortBy(column) },
      column.title,
    );
    return element('th', { scope: 'col', class: column.kind }, button);
  }

  private sortBy(column: Column<Row>): void {
    this.descending = column === this.sorted ? !this.descending : column.kind === 'number';
    this.sorted = column;
    this.render();
  }

  private render(): void {
    const { sorted, columns } = this;
    const order = this.descending ? 'descending' : 'ascending';
    for (const [index, header] of this.headers.entries()) {
      if (columns[index] === sorted) header.setAttribute('aria-sort', order);
      else header.removeAttribute('aria-sort');
    }
    const rows = sorted === undefined ? this.rows : this.rows.toSorted(by(sorted, this.descending ? -1 : 1));
    this.body.replaceChildren(...rows.map((row) => this.row(row)));
    this.letKeysScroll();
  }

  /** What scrolls has to be reached by keys; what does not need not be. */
  private letKeysScroll(): void {
    const { element: box } = this;
    // Both are rounded.
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }

  private row(row: Row): HTMLElement {
    const cells = this.columns.map((column, index) =>
      index === 0
        ? element('th', { scope: 'row', class: column.kind }, column.show(row))
        : element('td', { class: column.kind }, column.show(row)),
    );
    return element('tr', {}, ...cells);
  }
}

/** Rows that are equal stay as the report has them. */
function by<Row>(column: Column<Row>, sign: number): (a: Row, b: Row) => number {
  return (a, b) => {
    const left = column.value(a);
    const right = column.value(b);
    return left === right ? 0 : left < right ? -sign : sign;
  };
}
