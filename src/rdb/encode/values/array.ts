/** Arrays (Redis 8.8). Texts that are short or numbers are given their form by the server that loads them. Source: rdb-format.md 3.9. */
import { TYPES } from '../../types.ts';
import { headless, type EncodeContext, type Encoded, type FamilyEncoder } from '../context.ts';

/** What an element stands as. */
const TEXT = 0;
const INTEGER = 1;

export class ArrayEncoder implements FamilyEncoder {
  private readonly context: EncodeContext;
  private count = 0;

  constructor(context: EncodeContext) {
    this.context = context;
  }

  begin(): void {
    this.count = 0;
  }

  array(count: number, insertIndex: bigint | undefined): void {
    const { out } = this.context;
    this.count = count;
    out.length(count);
    out.length(insertIndex === undefined ? 0 : 1);
    if (insertIndex !== undefined) out.length(insertIndex);
  }

  /** @param integer - the text is that of an integer of 64 bits */
  item(index: bigint, start: number, end: number, integer: boolean): void {
    const { out, arena } = this.context;
    out.length(index);
    out.length(integer ? INTEGER : TEXT);
    if (integer) out.i64le(BigInt(arena.latin1(start, end)));
    else out.string(start, end);
  }

  end(): Encoded | undefined {
    return this.count === 0 ? undefined : headless(TYPES.ARRAY.byte);
  }
}
