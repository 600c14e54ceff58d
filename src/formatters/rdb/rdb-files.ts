/** The files that an output goes into, mostly one: all begin alike, and one of them is written at a time. */
import type { Arena } from '../../bytes/arena.ts';
import { ByteWriter } from '../../bytes/writer.ts';
import { putResizeDb, putSelectDb } from '../../rdb/encode/frame.ts';
import { RdbWriter } from '../../rdb/encode/rdb-writer.ts';
import { OPCODES } from '../../rdb/opcodes.ts';
import type { RdbFile } from './rdb-file.ts';

/** Puts a record that all files have. */
type Common = (out: RdbWriter) => void;

/** Counts of a database's keys, and of those that expire. */
export type DbSize = readonly [keys: number, expires: number];

/** From this version on a checksum follows EOF. */
const FIRST_CHECKSUM = 5;

export class RdbFiles {
  readonly out: ByteWriter;
  readonly writer: RdbWriter;
  private current: RdbFile;
  private readonly started = new Set<RdbFile>();
  private readonly shared: Common[] = [];

  /** @param files - those that are there from the beginning, keys or not: one at least */
  constructor(files: readonly [RdbFile, ...RdbFile[]], compress: boolean) {
    this.current = files[0];
    this.out = new ByteWriter((bytes) => this.current.write(this.out.memory.kernels, bytes));
    this.writer = new RdbWriter(this.out, compress);
    for (const file of files) this.started.add(file);
  }

  get file(): RdbFile {
    return this.current;
  }

  /** Bytes that are on their way into the file at hand. */
  get waiting(): number {
    return this.out.at - this.out.region.start;
  }

  open(arena: Arena): void {
    this.out.open(arena);
  }

  /** Put a record into every file there is or will be. */
  share(put: Common): void {
    this.shared.push(put);
    const { current } = this;
    for (const file of this.started) {
      this.turnTo(file);
      this.out.begin();
      put(this.writer);
    }
    this.turnTo(current);
  }

  /** What follows goes into this file. */
  select(file: RdbFile): void {
    if (file === this.current) return;
    this.turnTo(file);
    if (this.started.has(file)) return;
    this.started.add(file);
    for (const put of this.shared) put(this.writer);
  }

  /** @param size - what the source says of the database, if that still holds */
  selectDb(db: number, size?: DbSize): void {
    const { current, writer } = this;
    if (current.db === db) return;
    current.db = db;
    putSelectDb(writer, db);
    if (size !== undefined) putResizeDb(writer, size[0], size[1]);
  }

  /** All keys are written. */
  finish(version: number): void {
    for (const file of this.started) {
      this.turnTo(file);
      this.writer.byte(OPCODES.EOF.byte);
      this.out.flush();
      if (version >= FIRST_CHECKSUM) file.close();
    }
  }

  private turnTo(file: RdbFile): void {
    if (file === this.current) return;
    this.out.flush();
    this.out.begin();
    this.current = file;
  }
}
