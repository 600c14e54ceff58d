/** Keys that only a has: UNLINK, of many at once. */
import { ROW_BYTES } from '../../../kernels/kernels.ts';
import { NullSink } from '../../../model/null-sink.ts';
import type { Interest, KeyHeader, StringKeys } from '../../../model/sink.ts';
import { LongCommand } from './long-command.ts';
import type { PatchWriter } from './patch-writer.ts';

export class RemovedKeys extends NullSink {
  readonly singlePass = true;
  private readonly writer: PatchWriter;
  private readonly settle: () => void;
  private db: number | undefined;
  private deletion: LongCommand | undefined;

  /** @param settle - called before the first key: what waits is to be written */
  constructor(writer: PatchWriter, settle: () => void) {
    super();
    this.writer = writer;
    this.settle = settle;
  }

  readonly stringKeys = ({ db, count, rows }: StringKeys): void => {
    const { u32 } = this.arena;
    for (let i = 0; i < count; i++) {
      const row = (rows + 2 * ROW_BYTES * i) >>> 2;
      this.remove(db, u32[row] ?? 0, u32[row + 1] ?? 0);
    }
  };

  override key({ db, start, end }: KeyHeader): Interest {
    this.remove(db, start, end);
    return 'skip';
  }

  private remove(db: number, start: number, end: number): void {
    const key = this.arena.u8.slice(start, end);
    if (db !== this.db) {
      this.settle();
      this.db = db;
      this.writer.select(db);
    }
    this.deletion ??= new LongCommand(this.writer, this.writer.deletion);
    this.deletion.add(key);
  }

  /** Write what waits: other commands are to follow. */
  close(): void {
    this.deletion?.close();
    this.deletion = undefined;
    this.db = undefined;
  }
}
