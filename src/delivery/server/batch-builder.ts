/** Commands that are told, on their way into a batch. */
import { ByteWriter } from '../../bytes/writer.ts';
import type { Selection } from '../../formatters/resp/options.ts';
import { encodeRequest } from '../../resp/encode.ts';
import type { Batch } from './batch.ts';
import { guardOf, moveTo, type Mark } from './marker.ts';

/** All or nothing of it: moved on by the marker, where there is one. */
export interface Transaction {
  readonly key: string;
  readonly from: Mark;
  readonly to: Mark;
}

const MULTI = encodeRequest(['MULTI']);
const EXEC = encodeRequest(['EXEC']);

export class BatchBuilder {
  readonly out = new ByteWriter((bytes) => this.take(bytes));
  /** The database that is selected behind what has been told. Batches begin and end in 0. */
  readonly selection: Selection = { db: 0 };
  /** Commands of it. */
  commands = 0;
  private pieces: Uint8Array[] = [];
  private size = 0;
  private firstDb = 0;

  /** Bytes that are told. */
  get pending(): number {
    return this.commands === 0 ? 0 : this.size + this.out.at - this.out.region.start;
  }

  private take(bytes: Uint8Array): void {
    this.pieces.push(Buffer.from(bytes));
    this.size += bytes.length;
  }

  /** What has been told is a batch, which may be sent twice. */
  cut(): Batch {
    return this.close([], [], false);
  }

  /** What has been told is done as a whole. @param moved - undefined: nothing there tells that it is done */
  cutTransaction(moved: Transaction | undefined): Batch {
    const guard = moved === undefined ? [] : guardOf(moved.key, moved.from);
    const move = moved === undefined ? [] : moveTo(moved.key, moved.to);
    return { ...this.close([...guard, MULTI], [...move, EXEC], true), multiAt: guard.length };
  }

  /** What has been told is forgotten. */
  drop(): void {
    if (this.commands > 0) this.out.flush();
    this.reset();
    this.selection.db = 0;
    this.firstDb = 0;
  }

  private close(before: readonly Uint8Array[], behind: readonly Uint8Array[], alone: boolean): Batch {
    if (this.commands > 0) this.out.flush();
    const { db = 0 } = this.selection;
    const head = this.firstDb === 0 ? [] : [encodeRequest(['SELECT', String(this.firstDb)])];
    const tail = db === 0 ? [] : [encodeRequest(['SELECT', '0'])];
    const pieces = [...before, ...head, ...this.pieces, ...tail, ...behind];
    const commands = this.commands + pieces.length - this.pieces.length;
    this.reset();
    this.firstDb = db;
    return { pieces, size: pieces.reduce((sum, { length }) => sum + length, 0), commands, alone };
  }

  private reset(): void {
    this.pieces = [];
    this.size = 0;
    this.commands = 0;
  }
}

/** Commands that change nothing if they come twice. */
export function batchOf(...pieces: readonly Uint8Array[]): Batch {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  return { pieces, size, commands: pieces.length, alone: true };
}
