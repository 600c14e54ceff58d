/** The report of one source: what comes of the sizes of its keys. */
import type { Arena } from '../bytes/arena.ts';
import type { SizedDatabase, SizedKey, SizedStrings, SizeSink } from '../memory/sized-key.ts';
import type { SourceHeader } from '../model/sink.ts';
import { LargestKeys } from './largest-keys.ts';
import { reportPrefixes } from './prefix-report.ts';
import { PrefixTable } from './prefix-table.ts';
import { DEFAULT_PREFIXES, DEFAULT_TOP, type ReportOptions } from './report-options.ts';
import { REPORT_SCHEMA, type Estimator, type MemoryReport } from './report.ts';
import { checkSeparators } from './separators.ts';
import { SizeGroups } from './size-groups.ts';
import { SourceFacts } from './source-facts.ts';

/** Put it behind a MemorySink; `report` tells what came by. */
export class ReportBuilder implements SizeSink {
  private readonly options: ReportOptions;
  private readonly source: SourceFacts;
  private readonly groups: SizeGroups;
  private readonly prefixes: PrefixTable;
  private readonly largest: LargestKeys;
  private arena: Arena | undefined;
  private allocated = 0;
  private tables = 0;

  /**
   * @param name - of the source
   * @throws UsageError
   */
  constructor(name: string, options: ReportOptions = {}) {
    if (options.separators !== undefined) checkSeparators(options.separators);
    this.options = options;
    this.source = new SourceFacts(name);
    this.groups = new SizeGroups(options.slots === true);
    this.prefixes = new PrefixTable(options);
    this.largest = new LargestKeys(options.top ?? DEFAULT_TOP);
    this.groups.nowMs = options.nowMs ?? 0;
  }

  open(arena: Arena): void {
    this.arena = arena;
    this.groups.open(arena);
    this.prefixes.open(arena);
    this.largest.open(arena);
  }

  begin(header: SourceHeader): void {
    this.source.begin(header);
  }

  aux(name: string, value: string): void {
    this.source.aux(name, value);
    this.groups.nowMs = this.options.nowMs ?? this.source.createdMs ?? 0;
  }

  key(key: SizedKey): void {
    const { u8 } = this.memory;
    this.groups.add(key, u8);
    this.prefixes.add(key.start, key.end, key.bytes);
    this.largest.add(key);
  }

  strings(run: SizedStrings): void {
    this.groups.addRun(run, this.memory);
    this.prefixes.addRun(run.rows, run.count);
    this.largest.addRun(run);
  }

  database({ allocated, tables }: SizedDatabase): void {
    this.allocated += allocated;
    this.tables += tables;
  }

  end(): void {}

  /**
   * What is known by now.
   *
   * @param complete - whether the source came to its end
   */
  report(estimator: Estimator, complete: boolean): MemoryReport {
    const { options, source, prefixes, allocated, tables } = this;
    const { totals, groups } = this.groups.report();
    return {
      schema: REPORT_SCHEMA,
      estimator,
      complete,
      nowMs: this.groups.nowMs,
      sources: [source.report(totals.keys, totals.bytes, complete)],
      totals: { ...totals, allocated: allocated + tables, tables },
      groups,
      prefixes: reportPrefixes(prefixes, options.prefixes ?? DEFAULT_PREFIXES, options.separators),
      largest: this.largest.report(),
    };
  }

  private get memory(): Arena {
    if (this.arena === undefined) throw new Error('keys come before the memory they are in');
    return this.arena;
  }
}
