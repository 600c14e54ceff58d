/** Strings. Long ones come in slices; those that cannot be held are written raw, behind the length that was found. Source: rdb-format.md 3.1. */
import { RDB_STRING_ROOM } from '../../../kernels/kernels.ts';
import { TYPES } from '../../types.ts';
import { headless, lengthBytes, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';

export class StringEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private bytes = 0;
  private sliced = false;

  constructor(context: EncodeContext) {
    this.context = context;
  }

  begin(known: Encoded | undefined): void {
    this.bytes = 0;
    this.sliced = known !== undefined;
  }

  string(start: number, end: number, last: boolean): void {
    const { body, out } = this.context;
    if (last && !this.sliced) {
      out.string(start, end);
      return;
    }
    this.sliced = true;
    this.bytes += end - start;
    body.span(start, end);
  }

  end(): Encoded {
    const { byte } = TYPES.STRING;
    if (!this.sliced || this.joined()) return headless(byte);
    return { type: byte, head: lengthBytes(this.bytes) };
  }

  /** Slices that are all there are a string like any other. */
  private joined(): boolean {
    const { body, out } = this.context;
    const size = this.bytes + RDB_STRING_ROOM;
    if (!body.canHold(size)) return false;
    body.room(size);
    const end = body.at;
    out.string(body.start, end);
    body.memory.u8.copyWithin(body.start, end, body.at);
    body.at -= end - body.start;
    return true;
  }
}
