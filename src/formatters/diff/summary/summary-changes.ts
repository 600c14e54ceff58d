/** Differences in numbers: a page for people. */
import { Arena } from '../../../bytes/arena.ts';
import type { ByteWriter } from '../../../bytes/writer.ts';
import type { Aspect, ChangedKey, ChangeSink, DiffTotals, FunctionChange, SideFacts } from '../../../diff/change.ts';
import { Line } from '../../line.ts';
import { layOut } from '../../memory/grid.ts';
import { countOf } from '../../quantity.ts';
import type { Style, Tone } from '../../style.ts';
import { columnsOf } from '../../width.ts';
import { CountTable } from './change-counts.ts';
import { KeyTally, type TallyTables } from './key-tally.ts';
import { summarySections } from './summary-sections.ts';
import { nameOf, type SideNames } from '../totals-text.ts';

export interface SummaryOptions {
  readonly style: Style;
  /** Of the terminal; absent: some usual width. */
  readonly columns: number | undefined;
}

const NAME_WIDTH = 11;

export class SummaryChanges implements ChangeSink {
  readonly detail = 'keys';
  private readonly tables: TallyTables = { types: new CountTable<string>(), dbs: new CountTable<number>() };
  readonly removed = new KeyTally('removed', this.tables);
  readonly added = new KeyTally('added', this.tables);
  private readonly changedKeys = new KeyTally('changed', this.tables);
  private readonly aspects = new Map<Aspect, number>();
  private readonly out: ByteWriter;
  private readonly style: Style;
  private readonly columns: number;
  private readonly arena = new Arena(0);
  private names: SideNames = { a: [], b: [] };

  constructor(out: ByteWriter, { style, columns }: SummaryOptions) {
    this.out = out;
    this.style = style;
    this.columns = columnsOf(columns);
    this.changedKeys.open(this.arena);
  }

  begin(a: SideFacts, b: SideFacts): void {
    this.names = { a: a.names, b: b.names };
  }

  /** How many there are is in the totals. */
  functionLibrary(_change: FunctionChange): void {}

  changed({ a, aspects }: ChangedKey): void {
    this.changedKeys.facts(a);
    for (const aspect of aspects) this.aspects.set(aspect, 1 + (this.aspects.get(aspect) ?? 0));
  }

  end(totals: DiffTotals): void {
    const { out, columns, style } = this;
    const sections = summarySections({
      types: this.tables.types.largest(),
      dbs: this.tables.dbs.largest(),
      aspects: this.aspects,
      prefixes: { removed: this.removed.report(), changed: this.changedKeys.report(), added: this.added.report() },
    });
    const parts = [this.head(totals), ...sections.map((section) => layOut(section, columns, style))];
    out.open(this.arena);
    out.text(`${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`);
    out.flush();
  }

  private head({ same, removed, changed, added, functions, untold, complete }: DiffTotals): string[] {
    const { a, b } = this.names;
    const lines: (readonly [name: string, text: string, tone: Tone])[] = [
      ['a', nameOf(a), 'string'],
      ['b', nameOf(b), 'string'],
      ['the same', countOf(same, 'key'), 'count'],
      ['only in a', countOf(removed, 'key'), 'removed'],
      ['changed', countOf(changed, 'key'), 'changed'],
      ['only in b', countOf(added, 'key'), 'added'],
      ...(functions > 0 ? [['functions', countOf(functions, 'library'), 'changed'] as const] : []),
      ...(untold > 0 ? [['not shown', countOf(untold, 'difference'), 'expired'] as const] : []),
    ];
    return [
      ...(complete ? [] : [this.style.expired('Incomplete: not every input could be read to its end.')]),
      ...lines.map(([name, text, tone]) => {
        const line = new Line(this.columns);
        line.add(name, 'dim');
        line.padTo(NAME_WIDTH);
        line.add(text, tone);
        return line.render(this.style);
      }),
    ];
  }
}
