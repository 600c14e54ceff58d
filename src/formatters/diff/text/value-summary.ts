/** A value in one line, as it is told. */
import type { Arena } from '../../../bytes/arena.ts';
import type { Interest, KeyHeader } from '../../../model/sink.ts';
import { ElementText } from '../../element-text.ts';
import { Summary } from '../../summary.ts';
import type { ChangeLines } from './change-lines.ts';

export class ValueSummary extends Summary {
  protected readonly lines: ChangeLines;

  constructor(lines: ChangeLines, nowMs: number) {
    super(new ElementText(lines.out, nowMs, lines.most), lines.columns);
    this.lines = lines;
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.lines.out.open(arena);
  }

  /** Each side has a memory of its own. */
  override key(header: KeyHeader): Interest {
    this.lines.out.open(this.arena);
    return super.key(header);
  }
}
