/** Commands of a feed as an append-only file has them: SELECT where the database changes. Source: aof-replication-resp.md 1.5, 1.6. */
import type { Arena } from '../../bytes/arena.ts';
import { ByteWriter, type Flush } from '../../bytes/writer.ts';
import { ROW_BYTES, STOP } from '../../kernels/kernels.ts';
import type { CommandPlace } from '../../model/sink.ts';

export class CommandLog {
  private readonly out: ByteWriter;
  /** Undefined: nothing is selected, for a file begins. */
  private db: number | undefined;

  constructor(flush: Flush) {
    this.out = new ByteWriter(flush);
  }

  open(arena: Arena): void {
    this.out.open(arena);
  }

  /** What comes stands in another file. */
  restart(): void {
    this.db = undefined;
  }

  command({ db }: CommandPlace, rows: number, count: number): void {
    const { out } = this;
    if (db !== this.db) this.select(db);
    out.begin();
    if (this.put(rows, count)) return;
    out.makeRoom();
    if (!this.put(rows, count)) this.putLong(rows, count);
  }

  /** Hand on everything. */
  flush(): void {
    this.out.flush();
  }

  private select(db: number): void {
    const text = String(db);
    this.db = db;
    this.out.begin();
    this.out.ascii(`*2\r\n$6\r\nSELECT\r\n$${text.length}\r\n${text}\r\n`);
  }

  /** In one go, if there is room. */
  private put(rows: number, count: number): boolean {
    const { out } = this;
    const { kernels, u32 } = out.memory;
    const start = u32[rows >>> 2] ?? 0;
    const end = u32[(rows >>> 2) + 1] ?? 0;
    const stop = kernels.respCommand(0, 0, 0, start, end, rows + ROW_BYTES, count - 1, out.at, out.region.end);
    if (stop !== STOP.DONE) return false;
    out.at = out.memory.freeAfter;
    return true;
  }

  /** One that is longer than the output region. */
  private putLong(rows: number, count: number): void {
    const { out } = this;
    const { u32 } = out.memory;
    out.ascii(`*${count}\r\n`);
    for (let i = 0, row = rows >>> 2; i < count; i++, row += ROW_BYTES >>> 2) {
      const start = u32[row] ?? 0;
      const end = u32[row + 1] ?? 0;
      out.ascii(`$${end - start}\r\n`);
      out.span(start, end);
      out.ascii('\r\n');
    }
  }
}
