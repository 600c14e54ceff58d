/** Snapshot and feed as records of record-schema.md, one a line. */
import type { ByteWriter } from '../../bytes/writer.ts';
import { JsonFormatter } from '../../formatters/json/formatter.ts';
import type { JsonOptions } from '../../formatters/json/options.ts';
import type { EntrySink, SourceEnd, SourceHeader } from '../../model/sink.ts';

export class RecordSink extends JsonFormatter {
  /** A feed has neither header nor end: what comes before it tells what it is of. */
  inSnapshot = false;
  /** Replication offset behind the last command. */
  told = 0;
  override readonly command: NonNullable<EntrySink['command']> = (place, rows, count) => {
    this.told = place.replOffset ?? this.told;
    this.printCommand(place, rows, count);
  };

  constructor(out: ByteWriter, options: Pick<JsonOptions, 'bytes' | 'noModuleBytes'>) {
    super(out, { ...options, records: true, array: false, slots: false, keysOnly: false });
  }

  override begin(header: SourceHeader): void {
    if (this.inSnapshot) super.begin({ ...header, format: 'psync' });
  }

  /** Each command says its own. */
  override selectDb(db: number, offset: number): void {
    if (this.inSnapshot) super.selectDb(db, offset);
  }

  override end(end: SourceEnd): void {
    if (this.inSnapshot) super.end(end);
  }
}
