/** Strings, whole or in slices: those are written raw, behind a length that the first playing has found. Source: rdb-format.md 3.1. */
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
    return this.sliced ? { type: byte, head: lengthBytes(this.bytes) } : headless(byte);
  }
}
