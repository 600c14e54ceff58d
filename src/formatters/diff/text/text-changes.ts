/** Differences for people: a line a key, and below a key that has changed a line an element. Nothing where nothing differs. */
import { Arena } from '../../../bytes/arena.ts';
import type { ByteWriter } from '../../../bytes/writer.ts';
import type { ChangedKey, ChangeSink, DiffTotals, FunctionChange, SideFacts } from '../../../diff/change.ts';
import type { EntrySink } from '../../../model/sink.ts';
import { Line } from '../../line.ts';
import { ASPECT_WORDS } from '../aspect-words.ts';
import { ChangeLines, DEPTH, type ChangeLinesOptions } from './change-lines.ts';
import { printElement } from './element-lines.ts';
import { beginChangedKey, printFacts } from './fact-lines.ts';
import { printFunction } from './function-lines.ts';
import { KeyLines, typeColumn, TYPE_WIDTH, type KeyLinesOptions } from './key-lines.ts';
import { ValueSummary } from './value-summary.ts';
import { totalsText, type SideNames } from '../totals-text.ts';

export type TextOptions = ChangeLinesOptions & KeyLinesOptions;

export class TextChanges implements ChangeSink {
  readonly detail: ChangeSink['detail'];
  readonly removed: EntrySink;
  readonly added: EntrySink;
  private readonly lines: ChangeLines;
  /** A value in a line, where types differ. */
  private readonly summary: ValueSummary;
  /** What comes as objects is printed by way of this memory. */
  private readonly arena = new Arena(0);
  private names: SideNames = { a: [], b: [] };

  constructor(out: ByteWriter, options: TextOptions) {
    this.detail = options.keysOnly ? 'keys' : 'elements';
    this.lines = new ChangeLines(out, options);
    this.removed = new KeyLines(this.lines, 'removed', options);
    this.added = new KeyLines(this.lines, 'added', options);
    this.summary = new ValueSummary(this.lines, options.nowMs);
    this.summary.open(this.arena);
  }

  begin(a: SideFacts, b: SideFacts): void {
    this.names = { a: a.names, b: b.names };
  }

  functionLibrary(change: FunctionChange): void {
    this.lines.out.open(this.arena);
    printFunction(this.lines, change, this.detail === 'elements');
  }

  changed(key: ChangedKey): void {
    const { lines } = this;
    lines.out.open(this.arena);
    const line = beginChangedKey(lines, key);
    if (this.detail === 'keys') {
      line.padTo(typeColumn(lines) + TYPE_WIDTH);
      line.add(key.aspects.map((aspect) => ASPECT_WORDS[aspect]).join(', '), 'changed');
      lines.print(line);
      return;
    }
    lines.print(line);
    printFacts(lines, key);
    if (key.aspects.includes('type')) this.printBoth(key);
    else if (key.aspects.includes('value')) this.printElements(key);
  }

  /** What was there, and what is there in its place. */
  private printBoth(key: ChangedKey): void {
    const { lines, summary } = this;
    for (const [side, fate] of [
      ['a', 'removed'],
      ['b', 'added'],
    ] as const) {
      key.play(side, summary);
      const line = lines.begin(fate, DEPTH);
      summary.addTo(line, false);
      lines.print(line);
    }
  }

  private printElements(key: ChangedKey): void {
    const { lines } = this;
    let any = false;
    key.elements((change) => {
      any = true;
      printElement(lines, change);
    });
    if (any) return;
    // Values that no element tells apart: members that a damaged file has twice, say.
    const line = lines.begin('changed', DEPTH);
    line.add('the value, in what is no element of it', 'dim');
    lines.print(line);
  }

  end(totals: DiffTotals): void {
    const { lines, arena, names } = this;
    const { removed, changed, added, functions } = totals;
    lines.out.open(arena);
    if (removed + changed + added + functions > 0) {
      const line = new Line();
      line.add(totalsText(totals, names), 'heading');
      lines.print(line);
    }
    lines.out.flush();
  }
}
