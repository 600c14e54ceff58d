/** Counts the keys that one side alone has, or that have changed, by type, database and prefix. Values are not looked at. */
import type { Arena } from '../../../bytes/arena.ts';
import { NullSink } from '../../../model/null-sink.ts';
import type { Interest, KeyHeader } from '../../../model/sink.ts';
import { reportPrefixes } from '../../../report/prefix-report.ts';
import { PrefixTable } from '../../../report/prefix-table.ts';
import type { PrefixReport } from '../../../report/report.ts';
import type { KeyFacts } from '../../../diff/change.ts';
import type { CountTable } from './change-counts.ts';
import type { Fate } from '../fate.ts';

export interface TallyTables {
  readonly types: CountTable<string>;
  readonly dbs: CountTable<number>;
}

export class KeyTally extends NullSink {
  private readonly fate: Fate;
  private readonly tables: TallyTables;
  private readonly prefixes = new PrefixTable({});

  constructor(fate: Fate, tables: TallyTables) {
    super();
    this.fate = fate;
    this.tables = tables;
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.prefixes.open(arena);
  }

  override key({ type, module, db, start, end }: KeyHeader): Interest {
    this.count(module?.name ?? type, db, start, end);
    return 'skip';
  }

  /** A key that is in no memory yet. */
  facts({ type, module, db, key }: KeyFacts): void {
    const { arena } = this;
    const { scratch } = arena;
    if (scratch.end - scratch.start < key.length) arena.grow(scratch, key.length);
    arena.u8.set(key, scratch.start);
    this.count(module?.name ?? type, db, scratch.start, scratch.start + key.length);
  }

  private count(type: string, db: number, start: number, end: number): void {
    this.tables.types.count(type, this.fate);
    this.tables.dbs.count(db, this.fate);
    // What the table calls bytes are keys here: those with the most keys are the largest, and kept.
    this.prefixes.add(start, end, 1);
  }

  report(): PrefixReport {
    return reportPrefixes(this.prefixes, Infinity);
  }
}
