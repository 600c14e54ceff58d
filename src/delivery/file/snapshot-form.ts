/** How the keys of a snapshot are written. */
import { ByteWriter, type Flush } from '../../bytes/writer.ts';
import type { OutputSink } from '../../formatters/formatter.ts';
import { RdbFormatter } from '../../formatters/rdb/formatter.ts';
import { RdbFile } from '../../formatters/rdb/rdb-file.ts';
import { RespFormatter } from '../../formatters/resp/formatter.ts';
import type { Loss, Target as Server } from '../../model/target.ts';

/** 'rdb': of a file of its own; 'preamble': an RDB that a log begins with; 'resp': commands. */
export type SnapshotForm = 'rdb' | 'preamble' | 'resp';

export interface SnapshotOptions {
  /** The server that is to load it; left out: one like the source. */
  readonly server?: Server | undefined;
  /** Keys are left out or changed on the way. */
  readonly changed: boolean;
  readonly onLoss: (loss: Loss) => void;
}

/** The snapshot's own bytes are what is wanted. */
export function isCopied(form: SnapshotForm, { changed, server }: SnapshotOptions): boolean {
  return form !== 'resp' && !changed && server === undefined;
}

export function makeSnapshot(form: SnapshotForm, flush: Flush, options: SnapshotOptions): OutputSink {
  const { server: target, changed, onLoss } = options;
  if (form === 'resp') {
    return new RespFormatter(new ByteWriter(flush), { target, restore: false, replace: false, del: false, onLoss });
  }
  const aofBase = form === 'preamble';
  return new RdbFormatter([new RdbFile(flush)], { target, compress: true, whole: false, changed, aofBase, onLoss });
}
