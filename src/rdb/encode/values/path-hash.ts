/** Path hashes (Valkey 9.2): hashes by path, each with its count. Source: rdb-format.md 3.12. */
import { ROW_BYTES } from '../../../kernels/kernels.ts';
import { TYPES } from '../../types.ts';
import { lengthBytes, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';

export class PathHashEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private paths = 0;
  /** Of the path at hand: fields and values in turn. */
  private strings: Uint8Array[] = [];
  private path_: Uint8Array | undefined;

  constructor(context: EncodeContext) {
    this.context = context;
  }

  begin(): void {
    this.paths = 0;
    this.path_ = undefined;
    this.strings = [];
  }

  path(start: number, end: number): void {
    this.close();
    this.path_ = this.context.arena.u8.slice(start, end);
    this.paths++;
  }

  fields(rows: number, count: number): void {
    const { u8, u32 } = this.context.arena;
    for (let i = 0, row = rows >>> 2; i < 2 * count; i++, row += ROW_BYTES >>> 2) {
      this.strings.push(u8.slice(u32[row], u32[row + 1]));
    }
  }

  end(): Encoded {
    this.close();
    return { type: TYPES.PATH_HASH.byte, head: lengthBytes(this.paths) };
  }

  private close(): void {
    const { out } = this.context;
    if (this.path_ === undefined) return;
    out.bytes(this.path_);
    out.length(this.strings.length / 2);
    for (const string of this.strings) out.bytes(string);
    this.strings = [];
  }
}
