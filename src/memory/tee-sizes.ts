/** One stream of sizes for several consumers. */
import type { Arena } from '../bytes/arena.ts';
import type { SourceHeader } from '../model/sink.ts';
import type { SizedDatabase, SizedKey, SizedStrings, SizeSink } from './sized-key.ts';

export class TeeSizes implements SizeSink {
  readonly wantsLargest: boolean;
  private readonly sinks: readonly SizeSink[];

  constructor(sinks: readonly SizeSink[]) {
    this.sinks = sinks;
    this.wantsLargest = sinks.some((sink) => sink.wantsLargest === true);
  }

  open(arena: Arena): void {
    for (const sink of this.sinks) sink.open(arena);
  }
  begin(header: SourceHeader): void {
    for (const sink of this.sinks) sink.begin(header);
  }
  aux(name: string, value: string): void {
    for (const sink of this.sinks) sink.aux(name, value);
  }
  key(key: SizedKey): void {
    for (const sink of this.sinks) sink.key(key);
  }
  strings(run: SizedStrings): void {
    for (const sink of this.sinks) sink.strings(run);
  }
  database(database: SizedDatabase): void {
    for (const sink of this.sinks) sink.database(database);
  }
  end(): void {
    for (const sink of this.sinks) sink.end();
  }
}
